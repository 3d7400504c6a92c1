import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/mfa-mass-change';
import { deactivateMfaDevice, enableMfaDevice, loginProfileCall } from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const helpDesk = { with: 'role', by: 'bob' } as const;
const admin = { with: 'console', by: 'bob' } as const;
type How = Parameters<typeof enableMfaDevice>[0];
const users = ['alice', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy'];
const each = (count: number, call: typeof enableMfaDevice, how: How = helpDesk, apart = 5): object[] =>
  users
    .slice(0, count)
    .map((user, index) => call({ ...how, for: user, serial: `${user}-token`, minute: index * apart }));
const having = (...names: string[]): World => ({
  devices: Object.fromEntries(names.map((name) => [name, [`${name}-old`]])),
});

it.each<[string, object[], World, Told[]]>([
  ['two users lose a device', each(2, deactivateMfaDevice), {}, []],
  [
    'three users lose a device',
    each(3, deactivateMfaDevice),
    {},
    [
      [
        'critical',
        'HelpDesk/bob changed the MFA devices of 3 users',
        'one actor, 3 users in 60 minutes: alice, carol, dave',
        '3 users lost a device',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  ['three users lose a device in more than an hour', each(3, deactivateMfaDevice, helpDesk, 30.1), {}, []],
  [
    'three users lose a device in exactly an hour',
    each(3, deactivateMfaDevice, helpDesk, 30),
    {},
    [
      [
        'critical',
        'HelpDesk/bob changed the MFA devices of 3 users',
        'one actor, 3 users in 60 minutes: alice, carol, dave',
        '3 users lost a device',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'three users get their first device',
    each(3, enableMfaDevice),
    { devices: {} },
    [
      [
        'low',
        'HelpDesk/bob handed out first MFA devices to 3 users',
        'one actor, 3 users in 60 minutes: alice, carol, dave',
        'first devices only',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'three users get their first device, without MFA',
    each(3, enableMfaDevice, admin),
    { devices: {} },
    [
      [
        'low',
        'bob handed out first MFA devices to 3 users',
        'one actor, 3 users in 60 minutes: alice, carol, dave',
        'first devices only',
        'console session without MFA',
      ],
    ],
  ],
  [
    'three users get their first device, without MFA: each is told, too',
    each(3, enableMfaDevice, admin),
    { devices: {}, alongside: ['mfa-device-added-without-mfa'] },
    [
      [
        'high',
        'bob added an MFA device to alice, not MFA-authenticated',
        'done by bob, not by alice',
        'console session without MFA',
        'done by bob, not by carol',
        'done by bob, not by dave',
        'one actor, 3 users in 60 minutes: alice, carol, dave',
        'first devices only',
      ],
    ],
  ],
  [
    'three users get a device, and all have one',
    each(3, enableMfaDevice),
    having('alice', 'carol', 'dave'),
    [
      [
        'critical',
        'HelpDesk/bob changed the MFA devices of 3 users',
        'one actor, 3 users in 60 minutes: alice, carol, dave',
        '3 users got a device although they had one',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'three users get a device, and one has one',
    each(3, enableMfaDevice),
    having('carol'),
    [
      [
        'high',
        'HelpDesk/bob changed the MFA devices of 3 users',
        'one actor, 3 users in 60 minutes: alice, carol, dave',
        '1 user got a device although they had one',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'three users get a device, while no look-up succeeds',
    each(3, enableMfaDevice),
    {},
    [
      [
        'medium',
        'HelpDesk/bob changed the MFA devices of 3 users',
        'one actor, 3 users in 60 minutes: alice, carol, dave',
        'whether it was the first device is unknown of 3 users',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'one user loses a device, two get one',
    [...each(2, enableMfaDevice), deactivateMfaDevice({ ...helpDesk, for: 'dave', minute: 9 })],
    { devices: {} },
    [
      [
        'high',
        'HelpDesk/bob changed the MFA devices of 3 users',
        'one actor, 3 users in 60 minutes: alice, carol, dave',
        '1 user lost a device',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'two users lose a device, one gets a second one',
    [...each(2, deactivateMfaDevice), enableMfaDevice({ ...helpDesk, for: 'dave', minute: 9 })],
    having('dave'),
    [
      [
        'critical',
        'HelpDesk/bob changed the MFA devices of 3 users',
        'one actor, 3 users in 60 minutes: alice, carol, dave',
        '2 users lost a device',
        '1 user got a device although they had one',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'nine users lose a device',
    each(9, deactivateMfaDevice),
    {},
    [
      [
        'critical',
        'HelpDesk/bob changed the MFA devices of 9 users',
        'one actor, 9 users in 60 minutes: alice, carol, dave, erin, frank and 4 more',
        '9 users lost a device',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'nine users lose a device, one each half an hour',
    each(9, deactivateMfaDevice, helpDesk, 30),
    {},
    [
      [
        'critical',
        'HelpDesk/bob changed the MFA devices of 9 users',
        'one actor, 3 users in 60 minutes, 9 in all: alice, carol, dave, erin, frank and 4 more',
        '9 users lost a device',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'eight users lose a device',
    each(8, deactivateMfaDevice),
    {},
    [
      [
        'critical',
        'HelpDesk/bob changed the MFA devices of 8 users',
        'one actor, 8 users in 60 minutes: alice, carol, dave, erin, frank and 3 more',
        '8 users lost a device',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'one user’s three devices',
    users.slice(0, 3).map((serial, minute) => deactivateMfaDevice({ ...helpDesk, for: 'alice', serial, minute })),
    {},
    [],
  ],
  [
    'the same user in two spellings',
    [...each(2, deactivateMfaDevice), deactivateMfaDevice({ ...helpDesk, for: 'ALICE', serial: 'GAHT1', minute: 9 })],
    {},
    [],
  ],
  [
    'three leavers, of whom one is deleted too late',
    [
      ...each(3, deactivateMfaDevice, helpDesk, 1),
      ...['alice', 'carol'].map((user) => loginProfileCall('DeleteUser', { ...helpDesk, for: user, minute: 9 })),
      loginProfileCall('DeleteUser', { ...helpDesk, for: 'dave', minute: 18 }),
    ],
    {},
    [],
  ],
  [
    'four users, of whom one leaves',
    [
      ...each(4, deactivateMfaDevice, helpDesk, 1),
      loginProfileCall('DeleteUser', { ...helpDesk, for: 'alice', minute: 9 }),
    ],
    {},
    [
      [
        'critical',
        'HelpDesk/bob changed the MFA devices of 3 users',
        'one actor, 3 users in 60 minutes: carol, dave, erin',
        '3 users lost a device',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  ...['CreateLoginProfile', 'CreateAccessKey'].map((comesBack): [string, object[], World, Told[]] => [
    `three users, of whom one seems to leave, until ${comesBack}`,
    [
      ...each(3, deactivateMfaDevice, helpDesk, 1),
      loginProfileCall('DeleteLoginProfile', { ...helpDesk, for: 'alice', minute: 9 }),
      loginProfileCall(comesBack, { ...helpDesk, for: 'alice', minute: 10 }),
    ],
    {},
    [
      [
        'critical',
        'HelpDesk/bob changed the MFA devices of 3 users',
        'one actor, 3 users in 60 minutes: alice, carol, dave',
        '3 users lost a device',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ]),
  ['three refusals', each(3, deactivateMfaDevice, { ...helpDesk, error: 'AccessDenied' }), {}, []],
  [
    'three users, by three people',
    users
      .slice(0, 3)
      .map((user, minute) => deactivateMfaDevice({ by: `admin${minute}`, for: user, serial: user, minute })),
    {},
    [],
  ],
  [
    'an own device among three',
    [...each(2, deactivateMfaDevice, admin), deactivateMfaDevice({ ...admin, minute: 9 })],
    {},
    [],
  ],
  [
    'with and without MFA',
    [
      ...each(2, deactivateMfaDevice, admin),
      deactivateMfaDevice({ ...admin, with: 'console-mfa', for: 'dave', minute: 9 }),
    ],
    {},
    [
      [
        'critical',
        'bob changed the MFA devices of 3 users',
        'one actor, 3 users in 60 minutes: alice, carol, dave',
        '3 users lost a device',
        'console session without MFA',
        'the session was MFA-authenticated',
      ],
    ],
  ],
  [
    'settings of one’s own',
    each(2, deactivateMfaDevice, helpDesk, 10),
    { settings: { 'mfa-mass-change': { users: 2, windowMinutes: 10 } } },
    [
      [
        'critical',
        'HelpDesk/bob changed the MFA devices of 2 users',
        'one actor, 2 users in 10 minutes: alice, carol',
        '2 users lost a device',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
