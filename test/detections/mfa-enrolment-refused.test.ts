import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/mfa-enrolment-refused';
import {
  createVirtualMfaDevice,
  deactivateMfaDevice,
  elsewhere,
  enableMfaDevice,
  phone,
} from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const key = { with: 'long-term-key', error: 'AccessDenied' } as const;
const one: World = { devices: { alice: [phone] } };
const wrong = (minutes: number[], how: object = {}): object[] =>
  minutes.map((minute) => enableMfaDevice({ minute, error: 'InvalidAuthenticationCodeException', ...how }));
const gov = { patch: { awsRegion: 'us-gov-west-1' } };
const nameless = { patch: { requestParameters: { userName: 'alice' } } };

it.each<[string, object[], World, Told[]]>([
  [
    'three wrong codes, and then a device that no record names',
    [...wrong([0, 1, 2], nameless), enableMfaDevice({ minute: 3, ...nameless })],
    {},
    [
      [
        'medium',
        'alice tried to add an MFA device to their own user, and AWS refused',
        '3 wrong codes, 3 or more of them in 15 minutes',
        'a wrong code was given',
      ],
    ],
  ],
  [
    'a key on its own user, who has a device',
    [enableMfaDevice(key)],
    one,
    [
      [
        'high',
        'alice tried to add an MFA device to their own user, and AWS refused',
        'a long-term key tried to add a device to its own user alice, who has one already',
        'alice was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'a key on its own user, who has none',
    [enableMfaDevice(key)],
    { devices: {} },
    [
      [
        'low',
        'alice tried to add an MFA device to their own user, and AWS refused',
        'alice was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'a key on its own user, while no look-up succeeds',
    [enableMfaDevice(key)],
    {},
    [
      [
        'medium',
        'alice tried to add an MFA device to their own user, and AWS refused',
        'a long-term key tried to add a device to its own user alice; their devices are unknown: IAM refused the look-up',
        'alice was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'a key on its own user, while no look-up succeeds and one device is known from the trail',
    [enableMfaDevice({ with: 'console-mfa', serial: phone, minute: -60 }), enableMfaDevice(key)],
    {},
    [
      [
        'high',
        'alice tried to add an MFA device to their own user, and AWS refused',
        'a long-term key tried to add a device to its own user alice, who has one already',
        'alice was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'a key on somebody else',
    [enableMfaDevice({ ...key, by: 'mallory', for: 'alice' })],
    one,
    [
      [
        'low',
        'mallory tried to add an MFA device to alice, and AWS refused',
        'mallory was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'a console session on its own user',
    [enableMfaDevice({ error: 'AccessDenied' })],
    one,
    [
      [
        'low',
        'alice tried to add an MFA device to their own user, and AWS refused',
        'alice was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'where only the device is known',
    [createVirtualMfaDevice(key)],
    one,
    [
      [
        'low',
        'alice tried to add an MFA device to an unknown user (device alice-tablet), and AWS refused',
        'alice was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'two devices, of which only the devices are known',
    [createVirtualMfaDevice(key), createVirtualMfaDevice({ ...key, serial: phone, minute: 30 })],
    {},
    [
      [
        'low',
        'alice tried to add an MFA device to an unknown user (device alice-tablet, alice-phone), and AWS refused',
        'alice was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'two, more than half an hour apart',
    [enableMfaDevice({ error: 'AccessDenied' }), enableMfaDevice({ error: 'AccessDenied', minute: 30.1 })],
    {},
    [
      [
        'low',
        'alice tried to add an MFA device to their own user, and AWS refused',
        'alice was not allowed to (AccessDenied)',
      ],
      [
        'low',
        'alice tried to add an MFA device to their own user, and AWS refused',
        'alice was not allowed to (AccessDenied)',
      ],
    ],
  ],
  [
    'all slots are taken',
    [enableMfaDevice({ with: 'console-mfa', error: 'LimitExceededException' })],
    {},
    [
      [
        'medium',
        'alice tried to add an MFA device to their own user, and AWS refused',
        'alice has 8 devices, and may have no more',
      ],
    ],
  ],
  [
    'the only slot is taken',
    [enableMfaDevice({ with: 'console-mfa', error: 'LimitExceededException', ...gov })],
    {},
    [
      [
        'low',
        'alice tried to add an MFA device to their own user, and AWS refused',
        'alice has 1 device, and may have no more',
      ],
    ],
  ],
  [
    'the quota of the account is used up',
    [createVirtualMfaDevice({ error: 'LimitExceededException' })],
    {},
    [
      [
        'medium',
        'alice tried to add an MFA device to an unknown user, and AWS refused',
        'the account’s quota of virtual MFA devices is used up',
      ],
    ],
  ],
  [
    'the name is taken',
    [createVirtualMfaDevice({ error: 'EntityAlreadyExistsException' })],
    {},
    [
      [
        'low',
        'alice tried to add an MFA device to an unknown user, and AWS refused',
        'a device of that name, or this device, exists already',
      ],
    ],
  ],
  [
    'any other error',
    [enableMfaDevice({ error: 'NoSuchEntityException' })],
    {},
    [['info', 'alice tried to add an MFA device to their own user, and AWS refused', 'AWS answered NoSuchEntity']],
  ],
  [
    'a wrong code',
    wrong([0]),
    {},
    [['info', 'alice tried to add an MFA device to their own user, and AWS refused', 'a wrong code was given']],
  ],
  [
    'three wrong codes in 15 minutes',
    wrong([0, 1, 15]),
    {},
    [
      [
        'medium',
        'alice tried to add an MFA device to their own user, and AWS refused',
        '3 wrong codes, 3 or more of them in 15 minutes',
        'a wrong code was given',
      ],
    ],
  ],
  [
    'two wrong codes, and another error',
    [...wrong([0, 1]), enableMfaDevice({ minute: 2, error: 'NoSuchEntityException' })],
    {},
    [
      [
        'info',
        'alice tried to add an MFA device to their own user, and AWS refused',
        'a wrong code was given',
        'AWS answered NoSuchEntity',
      ],
    ],
  ],
  [
    'three wrong codes in more',
    wrong([0, 1, 15.1]),
    {},
    [['info', 'alice tried to add an MFA device to their own user, and AWS refused', 'a wrong code was given']],
  ],
  [
    'three wrong codes, then the right ones',
    [...wrong([0, 1, 2]), enableMfaDevice({ minute: 17 })],
    {},
    [
      [
        'info',
        'alice tried to add an MFA device to their own user, and AWS refused',
        'a wrong code was given',
        '3 wrong codes, 3 or more of them in 15 minutes',
      ],
    ],
  ],
  [
    'four wrong codes, then the right ones',
    [...wrong([0, 1, 2, 3]), enableMfaDevice({ minute: 4 })],
    {},
    [
      [
        'info',
        'alice tried to add an MFA device to their own user, and AWS refused',
        'a wrong code was given',
        '4 wrong codes, 3 or more of them in 15 minutes',
      ],
    ],
  ],
  [
    'five wrong codes, then the right ones',
    [...wrong([0, 1, 2, 3, 4]), enableMfaDevice({ minute: 5 })],
    {},
    [
      [
        'medium',
        'alice tried to add an MFA device to their own user, and AWS refused',
        '5 wrong codes, 3 or more of them in 15 minutes',
        'a wrong code was given',
      ],
    ],
  ],
  [
    'three wrong codes, then the right ones too late',
    [...wrong([0, 1, 2]), enableMfaDevice({ minute: 17.1 })],
    {},
    [
      [
        'medium',
        'alice tried to add an MFA device to their own user, and AWS refused',
        '3 wrong codes, 3 or more of them in 15 minutes',
        'a wrong code was given',
      ],
    ],
  ],
  [
    'the right ones, then three wrong codes',
    [enableMfaDevice({ minute: 0 }), ...wrong([1, 2, 3])],
    {},
    [
      [
        'medium',
        'alice tried to add an MFA device to their own user, and AWS refused',
        '3 wrong codes, 3 or more of them in 15 minutes',
        'a wrong code was given',
      ],
    ],
  ],
  [
    'three wrong codes, then right ones of another device',
    [...wrong([0, 1, 2]), enableMfaDevice({ minute: 3, serial: phone })],
    {},
    [
      [
        'medium',
        'alice tried to add an MFA device to their own user, and AWS refused',
        '3 wrong codes, 3 or more of them in 15 minutes',
        'a wrong code was given',
      ],
    ],
  ],
  [
    'three wrong codes, then right ones from elsewhere',
    [...wrong([0, 1, 2]), enableMfaDevice({ minute: 3, from: elsewhere })],
    {},
    [
      [
        'medium',
        'alice tried to add an MFA device to their own user, and AWS refused',
        '3 wrong codes, 3 or more of them in 15 minutes',
        'a wrong code was given',
      ],
    ],
  ],
  [
    'three wrong codes, then right ones of somebody else',
    [...wrong([0, 1, 2]), enableMfaDevice({ minute: 3, with: 'role', by: 'bob', for: 'alice' })],
    {},
    [
      [
        'medium',
        'alice tried to add an MFA device to their own user, and AWS refused',
        '3 wrong codes, 3 or more of them in 15 minutes',
        'a wrong code was given',
      ],
    ],
  ],
  [
    'three wrong codes, then a removal',
    [...wrong([0, 1, 2]), deactivateMfaDevice({ minute: 3 })],
    {},
    [
      [
        'medium',
        'alice tried to add an MFA device to their own user, and AWS refused',
        '3 wrong codes, 3 or more of them in 15 minutes',
        'a wrong code was given',
      ],
    ],
  ],
  [
    'three wrong codes twice, of which only some end in the right ones',
    [...wrong([0, 1, 2], { serial: phone }), ...wrong([20, 21, 22]), enableMfaDevice({ minute: 23 })],
    {},
    [
      [
        'medium',
        'alice tried to add an MFA device to their own user, and AWS refused',
        '6 wrong codes, 3 or more of them in 15 minutes',
        'a wrong code was given',
      ],
    ],
  ],
  ['a refused removal', [deactivateMfaDevice({ error: 'AccessDenied' })], {}, []],
  ['an enrolment', [enableMfaDevice()], {}, []],
  [
    'settings of one’s own',
    wrong([0, 4]),
    { settings: { 'mfa-enrolment-refused': { wrongCodes: 2, windowMinutes: 5 } } },
    [
      [
        'medium',
        'alice tried to add an MFA device to their own user, and AWS refused',
        '2 wrong codes, 2 or more of them in 5 minutes',
        'a wrong code was given',
      ],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
