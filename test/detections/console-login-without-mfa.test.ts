import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/console-login-without-mfa';
import {
  consoleLogin,
  deactivateMfaDevice,
  enableMfaDevice,
  phone,
  rootLogin,
  tablet,
} from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const login = (minute: number, how: object = {}): object => consoleLogin({ minute, mfaUsed: 'No', ...how });
const removal = (minute: number): object =>
  deactivateMfaDevice({ with: 'role', by: 'bob', for: 'alice', minute, serial: phone });
const one: World = { devices: { alice: [phone] } };
const none: World = { devices: {} };
const day = 1440;

it.each<[string, object[], World, Told[]]>([
  [
    'a user who has a device',
    [login(0)],
    one,
    [
      [
        'high',
        'alice signed in to the console without MFA',
        'alice had 1 device by then, and AWS asks for MFA where there is one',
      ],
    ],
  ],
  [
    'a user who has a device, and the record does not say how',
    [removal(-5), login(0, { patch: { additionalEventData: { MobileVersion: 'No' } } })],
    { devices: { alice: [phone, tablet] } },
    [
      [
        'high',
        'alice signed in to the console; whether with MFA is not recorded',
        'alice had 1 device by then, and AWS asks for MFA where there is one',
        'alice signed in 5 minutes after a device of theirs was removed',
      ],
    ],
  ],
  [
    'a user who has two',
    [login(0)],
    { devices: { alice: [phone, tablet] } },
    [
      [
        'high',
        'alice signed in to the console without MFA',
        'alice had 2 devices by then, and AWS asks for MFA where there is one',
      ],
    ],
  ],
  [
    'a user who has one, twice',
    [login(0), login(5)],
    one,
    [
      [
        'high',
        'alice signed in to the console without MFA',
        'alice had 1 device by then, and AWS asks for MFA where there is one',
      ],
      [
        'high',
        'alice signed in to the console without MFA',
        'alice had 1 device by then, and AWS asks for MFA where there is one',
      ],
    ],
  ],
  [
    'while no look-up succeeds',
    [login(0)],
    {},
    [
      [
        'medium',
        'alice signed in to the console without MFA',
        'whether alice had a device is unknown: IAM refused the look-up',
      ],
    ],
  ],
  [
    'while no look-up succeeds, twice',
    [login(0), login(5)],
    {},
    [
      [
        'medium',
        'alice signed in to the console 2 times without MFA',
        'whether alice had a device is unknown: IAM refused the look-up',
      ],
    ],
  ],
  [
    'while no look-up succeeds, and a device is known from the trail',
    [enableMfaDevice({ minute: -60 }), login(0)],
    {},
    [
      [
        'high',
        'alice signed in to the console without MFA',
        'alice had at least 1 device by then, and AWS asks for MFA where there is one',
      ],
    ],
  ],
  [
    'a user who has none',
    [login(0)],
    none,
    [['low', 'alice signed in to the console without MFA', 'alice had no device at the sign-in']],
  ],
  [
    'a user who has none, a week apart',
    [login(0), login(7 * day)],
    none,
    [['low', 'alice signed in to the console 2 times without MFA', 'alice had no device at the sign-in']],
  ],
  [
    'a user who has none, more than a week apart',
    [login(0), login(7 * day + 1)],
    none,
    [
      ['low', 'alice signed in to the console without MFA', 'alice had no device at the sign-in'],
      ['low', 'alice signed in to the console without MFA', 'alice had no device at the sign-in'],
    ],
  ],
  [
    'a user whose only device was removed a day before',
    [removal(-day), login(0)],
    one,
    [
      [
        'low',
        'alice signed in to the console without MFA',
        'alice had no device at the sign-in',
        'alice signed in without MFA 24 hours after a device of theirs was removed',
      ],
    ],
  ],
  [
    'a user whose only device was removed earlier',
    [removal(-day - 1), login(0)],
    one,
    [['low', 'alice signed in to the console without MFA', 'alice had no device at the sign-in']],
  ],
  [
    'a user whose only device is removed later',
    [login(0), removal(5)],
    one,
    [
      [
        'high',
        'alice signed in to the console without MFA',
        'alice had 1 device by then, and AWS asks for MFA where there is one',
      ],
    ],
  ],
  [
    'a user who is refused to remove it',
    [deactivateMfaDevice({ minute: -5, error: 'AccessDenied' }), login(0)],
    none,
    [['low', 'alice signed in to the console without MFA', 'alice had no device at the sign-in']],
  ],
  [
    'a user who adds one before',
    [enableMfaDevice({ minute: -5 }), login(0)],
    none,
    [
      [
        'high',
        'alice signed in to the console without MFA',
        'alice had 1 device by then, and AWS asks for MFA where there is one',
      ],
    ],
  ],
  ['a sign-in with MFA', [consoleLogin()], one, []],
  ['a failed sign-in', [login(0, { outcome: 'Failure' })], one, []],
  ['root: another detection’s', [rootLogin({ mfaUsed: 'No' })], one, []],
  [
    'settings of one’s own',
    [login(0), login(day), login(2 * day + 1)],
    { ...none, settings: { 'console-login-without-mfa': { quietDays: 1 } } },
    [
      ['low', 'alice signed in to the console 2 times without MFA', 'alice had no device at the sign-in'],
      ['low', 'alice signed in to the console without MFA', 'alice had no device at the sign-in'],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
