import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/root-sign-in';
import { consoleLogin, enableMfaDevice, rootDevice, rootLogin } from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const login = (minute = 0, how: object = {}): object => rootLogin({ minute, ...how });
const bare = { mfaUsed: 'No' } as const;

it.each<[string, object[], World, Told[]]>([
  [
    'with MFA',
    [login()],
    {},
    [
      [
        'medium',
        'Root signed in to the console',
        'root signed in with MFA and the device arn:aws:iam::111122223333:mfa/root-account-mfa-device',
      ],
    ],
  ],
  [
    'with MFA, of an unnamed device',
    [login(0, { patch: { additionalEventData: { MFAUsed: 'Yes' } } })],
    {},
    [['medium', 'Root signed in to the console', 'root signed in with MFA']],
  ],
  [
    'nobody knows how',
    [login(0, { patch: { additionalEventData: null } })],
    { devices: { '<root>': [rootDevice] } },
    [
      [
        'critical',
        'Root signed in to the console; whether with MFA is not recorded',
        'the record does not say whether root used MFA',
        'root had at least 1 device',
      ],
    ],
  ],
  [
    'nobody knows how, and no device',
    [login(0, { patch: { additionalEventData: null } })],
    { devices: {} },
    [
      [
        'critical',
        'Root signed in to the console; whether with MFA is not recorded',
        'the record does not say whether root used MFA, and root had no device then: the password was enough',
      ],
    ],
  ],
  [
    'without MFA, and no device',
    [login(0, bare)],
    { devices: {} },
    [
      [
        'critical',
        'Root signed in to the console without MFA',
        'root signed in without MFA, and had no device then: the password was enough',
      ],
    ],
  ],
  [
    'without MFA, and a device',
    [login(0, bare)],
    { devices: { '<root>': [rootDevice] } },
    [
      [
        'critical',
        'Root signed in to the console without MFA',
        'root signed in without MFA',
        'root had at least 1 device',
      ],
    ],
  ],
  [
    'without MFA, while no look-up succeeds',
    [login(0, bare)],
    {},
    [
      [
        'critical',
        'Root signed in to the console without MFA',
        'root signed in without MFA',
        "root's devices are not fully known: IAM refused the look-up",
      ],
    ],
  ],
  [
    'without MFA, while no look-up succeeds and a device is known from the trail',
    [enableMfaDevice({ with: 'root-mfa', for: 'AWS ROOT USER', minute: -60, serial: rootDevice }), login(0, bare)],
    {},
    [
      [
        'critical',
        'Root signed in to the console without MFA',
        'root signed in without MFA',
        'root had at least 1 device',
      ],
    ],
  ],
  [
    'twice within an hour, once without MFA',
    [login(), login(60, bare)],
    { devices: {} },
    [
      [
        'critical',
        'Root signed in to the console 2 times, once without MFA',
        'root signed in without MFA, and had no device then: the password was enough',
        'root signed in with MFA and the device arn:aws:iam::111122223333:mfa/root-account-mfa-device',
      ],
    ],
  ],
  [
    'twice within an hour, with MFA',
    [login(), login(60)],
    {},
    [
      [
        'medium',
        'Root signed in to the console 2 times',
        'root signed in with MFA and the device arn:aws:iam::111122223333:mfa/root-account-mfa-device',
      ],
    ],
  ],
  [
    'twice, more than an hour apart',
    [login(), login(60.1)],
    {},
    [
      [
        'medium',
        'Root signed in to the console',
        'root signed in with MFA and the device arn:aws:iam::111122223333:mfa/root-account-mfa-device',
      ],
      [
        'medium',
        'Root signed in to the console',
        'root signed in with MFA and the device arn:aws:iam::111122223333:mfa/root-account-mfa-device',
      ],
    ],
  ],
  ['a failure', [login(0, { ...bare, outcome: 'Failure' })], {}, []],
  ['a user', [consoleLogin()], {}, []],
  [
    'settings of one’s own',
    [login(), login(6)],
    { settings: { 'root-sign-in': { togetherMinutes: 5 } } },
    [
      [
        'medium',
        'Root signed in to the console',
        'root signed in with MFA and the device arn:aws:iam::111122223333:mfa/root-account-mfa-device',
      ],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
