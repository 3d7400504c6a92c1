import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/mfa-removal-refused';
import {
  createVirtualMfaDevice,
  deactivateMfaDevice,
  deleteVirtualMfaDevice,
  elsewhere,
  phone,
} from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const mallory = { by: 'mallory', with: 'long-term-key', error: 'AccessDenied' } as const;
const of = (user: string, minute = 0, how: object = mallory): object =>
  deactivateMfaDevice({ for: user, minute, ...how });
const device = (name: string, minute = 0, how: object = mallory): object =>
  deleteVirtualMfaDevice({ serial: phone.replace('alice-phone', name), minute, ...how });
const tidying = { by: 'alice', with: 'console', error: 'AccessDenied' } as const;
const created = (how: object = {}): object => createVirtualMfaDevice({ minute: 1, ...how });

it.each<[string, object[], World, Told[]]>([
  [
    'of somebody else',
    [of('alice')],
    {},
    [
      [
        'medium',
        'mallory tried to remove an MFA device from alice, and AWS refused',
        'mallory was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'of one’s own',
    [deactivateMfaDevice({ error: 'AccessDenied' })],
    {},
    [
      [
        'medium',
        'alice tried to remove an MFA device from their own user, and AWS refused',
        'alice was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'of a virtual device',
    [device('one')],
    {},
    [
      [
        'medium',
        'mallory tried to remove the virtual device one, and AWS refused',
        'mallory was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'of one that the record does not name',
    [deleteVirtualMfaDevice({ ...mallory, patch: { errorMessage: 'no', requestParameters: null } })],
    {},
    [
      [
        'medium',
        'mallory tried to remove an MFA device that the record does not name, and AWS refused',
        'mallory was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'three times in 15 minutes',
    [of('alice'), of('alice', 1), of('alice', 15)],
    {},
    [
      [
        'high',
        'mallory tried to remove an MFA device from alice, and AWS refused',
        '3 refused attempts in 15 minutes',
        'mallory was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'three times in more',
    [of('alice'), of('alice', 1), of('alice', 15.1)],
    {},
    [
      [
        'medium',
        'mallory tried to remove an MFA device from alice, and AWS refused',
        'mallory was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'of two users in 15 minutes',
    [of('alice'), of('bob', 15)],
    {},
    [
      [
        'high',
        'mallory tried to remove MFA devices from alice, bob, and AWS refused',
        'one actor tried it on 2 users in 15 minutes',
        'mallory was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'of two users in more',
    [of('alice'), of('bob', 15.1)],
    {},
    [
      [
        'medium',
        'mallory tried to remove an MFA device from alice, and AWS refused',
        'mallory was not allowed to (AccessDenied)',
      ],
      [
        'medium',
        'mallory tried to remove an MFA device from bob, and AWS refused',
        'mallory was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'of two virtual devices',
    [device('one'), device('two', 1)],
    {},
    [
      [
        'high',
        'mallory tried to remove the virtual devices one, two, and AWS refused',
        'one actor tried it on 2 virtual devices in 15 minutes',
        'mallory was not allowed to (AccessDenied)',
      ],
    ],
  ],
  ...(['console', 'console-mfa'] as const).map((how): [string, object[], World, Told[]] => [
    `of two virtual devices, by the ${how} that creates one`,
    [device('one', 0, { ...tidying, with: how }), device('two', 1, { ...tidying, with: how }), created({ with: how })],
    {},
    [
      [
        'info',
        'alice tried to remove the virtual devices one, two, and AWS refused',
        'the console tries this by itself when somebody adds a device',
      ],
    ],
  ]),
  ...[
    { how: 'and then creates none', records: [device('one', 0, tidying)] },
    { how: 'and is refused to create one', records: [device('one', 0, tidying), created({ error: 'AccessDenied' })] },
    { how: 'more than a minute before', records: [device('one', -0.1, tidying), created()] },
    { how: 'from another address', records: [device('one', 0, tidying), created({ from: elsewhere })] },
    { how: 'with a key', records: [device('one', 0, { ...tidying, with: 'long-term-key' }), created()] },
    {
      how: 'with the key that creates one',
      records: [device('one', 0, { ...tidying, with: 'long-term-key' }), created({ with: 'long-term-key' })],
    },
  ].map(({ how, records }): [string, object[], World, Told[]] => [
    `of a virtual device in the console, ${how}`,
    records,
    {},
    [
      [
        'medium',
        'alice tried to remove the virtual device one, and AWS refused',
        'alice was not allowed to (AccessDenied)',
      ],
    ],
  ]),
  [
    'of a virtual device in the console that creates one, and then of a user',
    [device('one', 0, tidying), created(), of('bob', 2, tidying)],
    {},
    [
      [
        'medium',
        'alice tried to remove MFA devices from bob and the virtual device one, and AWS refused',
        'alice was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'of one virtual device, twice',
    [device('one'), device('one', 1)],
    {},
    [
      [
        'medium',
        'mallory tried to remove the virtual device one, and AWS refused',
        'mallory was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'of a user and a virtual device',
    [of('alice'), device('one', 1)],
    {},
    [
      [
        'medium',
        'mallory tried to remove MFA devices from alice and the virtual device one, and AWS refused',
        'mallory was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'of six users and six virtual devices',
    [...['a', 'b', 'c', 'd', 'e', 'f'].flatMap((name, minute) => [of(name, minute), device(`${name}-phone`, minute)])],
    {},
    [
      [
        'high',
        'mallory tried to remove MFA devices from a, b, c, d, e and 1 more and the virtual devices a-phone, b-phone, c-phone, d-phone, e-phone and 1 more, and AWS refused',
        '12 refused attempts in 15 minutes',
        'one actor tried it on 6 users in 15 minutes',
        'one actor tried it on 6 virtual devices in 15 minutes',
        'mallory was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'of five users',
    ['a', 'b', 'c', 'd', 'e'].map((name, minute) => of(name, minute)),
    {},
    [
      [
        'high',
        'mallory tried to remove MFA devices from a, b, c, d, e, and AWS refused',
        '5 refused attempts in 15 minutes',
        'one actor tried it on 5 users in 15 minutes',
        'mallory was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'of one user, more than half an hour apart',
    [of('alice'), of('alice', 30.1)],
    {},
    [
      [
        'medium',
        'mallory tried to remove an MFA device from alice, and AWS refused',
        'mallory was not allowed to (AccessDenied)',
      ],
      [
        'medium',
        'mallory tried to remove an MFA device from alice, and AWS refused',
        'mallory was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'because it is still assigned',
    [device('one', 0, { with: 'role', by: 'bob', error: 'DeleteConflictException' })],
    {},
    [
      [
        'info',
        'HelpDesk/bob tried to remove the virtual device one, and AWS refused',
        'the device is still assigned to somebody (DeleteConflict)',
      ],
    ],
  ],
  [
    'because it was just being changed',
    [of('alice', 0, { with: 'role', by: 'bob', error: 'EntityTemporarilyUnmodifiableException' })],
    {},
    [
      [
        'info',
        'HelpDesk/bob tried to remove an MFA device from alice, and AWS refused',
        'the user or device was just being changed (EntityTemporarilyUnmodifiable)',
      ],
    ],
  ],
  [
    'because there is none',
    [of('alice', 0, { with: 'role', by: 'bob', error: 'NoSuchEntityException' })],
    {},
    [
      [
        'info',
        'HelpDesk/bob tried to remove an MFA device from alice, and AWS refused',
        'there is no such user or device (NoSuchEntity)',
      ],
    ],
  ],
  [
    'because of something else',
    [of('alice', 0, { with: 'role', by: 'bob', error: 'ServiceFailureException' })],
    {},
    [['info', 'HelpDesk/bob tried to remove an MFA device from alice, and AWS refused', 'AWS answered ServiceFailure']],
  ],
  [
    'of three users, but not for lack of permission',
    ['alice', 'carol', 'dave'].map((user, minute) =>
      of(user, minute, { with: 'role', by: 'bob', error: 'NoSuchEntityException' }),
    ),
    {},
    [
      [
        'info',
        'HelpDesk/bob tried to remove an MFA device from alice, and AWS refused',
        'there is no such user or device (NoSuchEntity)',
      ],
      [
        'info',
        'HelpDesk/bob tried to remove an MFA device from carol, and AWS refused',
        'there is no such user or device (NoSuchEntity)',
      ],
      [
        'info',
        'HelpDesk/bob tried to remove an MFA device from dave, and AWS refused',
        'there is no such user or device (NoSuchEntity)',
      ],
    ],
  ],
  [
    'of one’s own and somebody else’s',
    [deactivateMfaDevice({ error: 'AccessDenied' }), of('bob', 1, { by: 'alice', error: 'AccessDenied' })],
    {},
    [
      [
        'high',
        'alice tried to remove MFA devices from alice, bob, and AWS refused',
        'one actor tried it on 2 users in 15 minutes',
        'alice was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'of one user, by the user and by somebody else',
    [deactivateMfaDevice({ error: 'AccessDenied' }), of('alice', 1)],
    {},
    [
      [
        'medium',
        'mallory tried to remove an MFA device from alice, and AWS refused',
        'alice was not allowed to (AccessDenied)',
        'mallory was not allowed to (AccessDenied)',
      ],
    ],
  ],
  ['a removal', [deactivateMfaDevice()], {}, []],
  [
    'settings of one’s own',
    [of('alice'), of('alice', 5), of('bob', 9)],
    { settings: { 'mfa-removal-refused': { attempts: 2, targets: 3, windowMinutes: 5 } } },
    [
      [
        'high',
        'mallory tried to remove an MFA device from alice, and AWS refused',
        '2 refused attempts in 5 minutes',
        'mallory was not allowed to (AccessDenied)',
      ],
      [
        'medium',
        'mallory tried to remove an MFA device from bob, and AWS refused',
        'mallory was not allowed to (AccessDenied)',
      ],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
