import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/repeated-mfa-failures';
import {
  consoleLogin,
  elsewhere,
  enableMfaDevice,
  getSessionToken,
  home,
  phone,
  resyncMfaDevice,
  tablet,
} from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const failures = (minutes: number[], from = home): object[] =>
  minutes.map((minute) => consoleLogin({ minute, from, outcome: 'Failure' }));
const wrong = (minutes: number[], serial = tablet): object[] =>
  minutes.map((minute) => enableMfaDevice({ minute, serial, error: 'InvalidAuthenticationCodeException' }));
const some = (count: number, apart = 1): number[] => Array.from({ length: count }, (_, index) => index * apart);

it.each<[string, object[], World, Told[]]>([
  ['two failures', failures([0, 1]), {}, []],
  [
    'three failures in 15 minutes',
    failures([0, 1, 15]),
    {},
    [['medium', 'MFA failed 3 times for alice', '3 failures in 15 minutes', 'tried at the console’s sign-in page']],
  ],
  ['three failures in more', failures([0, 1, 15.1]), {}, []],
  [
    'five failures',
    failures(some(5)),
    {},
    [['high', 'MFA failed 5 times for alice', '5 failures in 15 minutes', 'tried at the console’s sign-in page']],
  ],
  [
    'ten failures',
    failures(some(10)),
    {},
    [
      [
        'critical',
        'MFA failed 10 times for alice',
        '10 failures in 15 minutes',
        'tried at the console’s sign-in page',
        '10 failures in 24 hours',
      ],
    ],
  ],
  [
    'three failures from two addresses',
    [...failures([0, 1]), ...failures([2], elsewhere)],
    {},
    [
      [
        'high',
        'MFA failed 3 times for alice',
        'from 2 addresses',
        '3 failures in 15 minutes',
        'tried at the console’s sign-in page',
      ],
    ],
  ],
  [
    'three failures in two ways',
    [...failures([0, 1]), getSessionToken({ minute: 2, error: 'AccessDenied' })],
    {},
    [
      [
        'medium',
        'MFA failed 3 times for alice',
        '3 failures in 15 minutes',
        'tried at the console’s sign-in page and by GetSessionToken',
      ],
    ],
  ],
  [
    'ten failures within a day',
    failures(some(10, 160)),
    {},
    [['medium', 'MFA failed 10 times for alice', '10 failures in 24 hours', 'tried at the console’s sign-in page']],
  ],
  ['ten failures within more than a day', failures(some(10, 160.1)), {}, []],
  [
    'eleven failures, of which three are fast',
    [...failures(some(8, 60)), ...failures([600, 601, 602])],
    {},
    [
      [
        'medium',
        'MFA failed 11 times for alice',
        '11 failures in 24 hours',
        'tried at the console’s sign-in page',
        '3 failures in 15 minutes',
      ],
    ],
  ],
  [
    'three failures, then a success',
    [...failures([0, 1, 2]), consoleLogin({ minute: 17 })],
    {},
    [
      [
        'low',
        'MFA failed 3 times for alice, then passed',
        '3 failures, then a success from the same address with a device that is not new',
      ],
    ],
  ],
  [
    'three failures, then a success; a day later the owner’s new phone gets the name of the old one',
    [
      ...failures([0, 1, 2]),
      consoleLogin({ minute: 3 }),
      enableMfaDevice({ minute: 1500, with: 'console-mfa', serial: phone }),
    ],
    {},
    [
      [
        'low',
        'MFA failed 3 times for alice, then passed',
        '3 failures, then a success from the same address with a device that is not new',
      ],
    ],
  ],
  [
    'three failures, then a success in the second in which its device is added',
    [
      ...failures([0, 1, 2]),
      enableMfaDevice({ minute: 3, by: 'bob', for: 'alice' }),
      consoleLogin({ minute: 3, device: tablet }),
    ],
    {},
    [['medium', 'MFA failed 3 times for alice', '3 failures in 15 minutes', 'tried at the console’s sign-in page']],
  ],
  [
    'three failures, then a success with what may be a device that was just added',
    [
      ...failures([0, 1, 2]),
      enableMfaDevice({ minute: 3, patch: { requestParameters: { userName: 'alice' } } }),
      consoleLogin({ minute: 4 }),
    ],
    {},
    [['medium', 'MFA failed 3 times for alice', '3 failures in 15 minutes', 'tried at the console’s sign-in page']],
  ],
  [
    'three failures, then a success too late',
    [...failures([0, 1, 2]), consoleLogin({ minute: 17.1 })],
    {},
    [['medium', 'MFA failed 3 times for alice', '3 failures in 15 minutes', 'tried at the console’s sign-in page']],
  ],
  [
    'a success, then three failures',
    [consoleLogin({ minute: 0 }), ...failures([1, 2, 3])],
    {},
    [['medium', 'MFA failed 3 times for alice', '3 failures in 15 minutes', 'tried at the console’s sign-in page']],
  ],
  [
    'four failures, then a success',
    [...failures(some(4)), consoleLogin({ minute: 5 })],
    {},
    [
      [
        'low',
        'MFA failed 4 times for alice, then passed',
        '4 failures, then a success from the same address with a device that is not new',
      ],
    ],
  ],
  [
    'five failures, then a success',
    [...failures(some(5)), consoleLogin({ minute: 5 })],
    {},
    [['high', 'MFA failed 5 times for alice', '5 failures in 15 minutes', 'tried at the console’s sign-in page']],
  ],
  [
    'five failures, of which four are in 15 minutes, then a success',
    [...failures(some(5, 4)), consoleLogin({ minute: 20 })],
    {},
    [['medium', 'MFA failed 5 times for alice', '4 failures in 15 minutes', 'tried at the console’s sign-in page']],
  ],
  [
    'a failure from no known address and two from one, then a success from that',
    [...failures([0], ''), ...failures([1, 2]), consoleLogin({ minute: 5 })],
    {},
    [['medium', 'MFA failed 3 times for alice', '3 failures in 15 minutes', 'tried at the console’s sign-in page']],
  ],
  [
    'three failures from two addresses, then a success',
    [...failures([0, 1], elsewhere), ...failures([2]), consoleLogin({ minute: 5 })],
    {},
    [
      [
        'medium',
        'MFA failed 3 times for alice, then passed',
        '3 failures from 2 addresses, then a success from one of them with a device that is not new',
      ],
    ],
  ],
  [
    'three failures, then a success from elsewhere',
    [...failures([0, 1, 2]), consoleLogin({ minute: 5, from: elsewhere })],
    {},
    [['medium', 'MFA failed 3 times for alice', '3 failures in 15 minutes', 'tried at the console’s sign-in page']],
  ],
  [
    'three failures, then a success, both from no known address',
    [...failures([0, 1, 2], ''), consoleLogin({ minute: 5, from: '' })],
    {},
    [['medium', 'MFA failed 3 times for alice', '3 failures in 15 minutes', 'tried at the console’s sign-in page']],
  ],
  [
    'three failures, then a success without MFA',
    [...failures([0, 1, 2]), consoleLogin({ minute: 5, mfaUsed: 'No' })],
    {},
    [['medium', 'MFA failed 3 times for alice', '3 failures in 15 minutes', 'tried at the console’s sign-in page']],
  ],
  [
    'three failures, then a success with a device that is not named',
    [...failures([0, 1, 2]), consoleLogin({ minute: 5, patch: { additionalEventData: { MFAUsed: 'Yes' } } })],
    {},
    [['medium', 'MFA failed 3 times for alice', '3 failures in 15 minutes', 'tried at the console’s sign-in page']],
  ],
  [
    'three failures, then a success with a device that was added before',
    [enableMfaDevice({ minute: -60 }), ...failures([0, 1, 2]), consoleLogin({ minute: 5, device: tablet })],
    {},
    [['medium', 'MFA failed 3 times for alice', '3 failures in 15 minutes', 'tried at the console’s sign-in page']],
  ],
  [
    'three failures, then a success with a device of which the adding was refused',
    [
      enableMfaDevice({ minute: -60, error: 'AccessDenied' }),
      ...failures([0, 1, 2]),
      consoleLogin({ minute: 5, device: tablet }),
    ],
    {},
    [
      [
        'low',
        'MFA failed 3 times for alice, then passed',
        '3 failures, then a success from the same address with a device that is not new',
      ],
    ],
  ],
  [
    'three wrong codes while enrolling, then the right ones',
    [...wrong([0, 1, 2]), enableMfaDevice({ minute: 5 })],
    {},
    [
      [
        'low',
        'MFA failed 3 times for alice, then passed',
        '3 wrong codes while enrolling a device, then the right ones',
      ],
    ],
  ],
  [
    'three wrong codes while enrolling two devices, then the right ones of one',
    [...wrong([0, 1]), ...wrong([2], phone), enableMfaDevice({ minute: 5, serial: phone })],
    {},
    [['medium', 'MFA failed 3 times for alice', '3 failures in 15 minutes', 'tried by EnableMFADevice']],
  ],
  [
    'three wrong codes while enrolling, then the right ones of another',
    [...wrong([0, 1, 2]), enableMfaDevice({ minute: 5, serial: phone })],
    {},
    [['medium', 'MFA failed 3 times for alice', '3 failures in 15 minutes', 'tried by EnableMFADevice']],
  ],
  [
    'three wrong codes while resynchronising',
    [0, 1, 2].map((minute) => resyncMfaDevice({ minute, error: 'InvalidAuthenticationCodeException' })),
    {},
    [['medium', 'MFA failed 3 times for alice', '3 failures in 15 minutes', 'tried by ResyncMFADevice']],
  ],
  [
    'settings of one’s own',
    failures([0, 5]),
    { settings: { 'repeated-mfa-failures': { medium: 1, high: 1, critical: 2, windowMinutes: 5 } } },
    [['critical', 'MFA failed 2 times for alice', '2 failures in 5 minutes', 'tried at the console’s sign-in page']],
  ],
  [
    'settings of one’s own for addresses and slow guessing',
    [...failures([0, 55]), ...failures([60], elsewhere)],
    { settings: { 'repeated-mfa-failures': { medium: 2, addresses: 3, slow: 3, slowHours: 2 } } },
    [
      [
        'medium',
        'MFA failed 3 times for alice',
        '3 failures in 2 hours',
        'tried at the console’s sign-in page',
        '2 failures in 15 minutes',
      ],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});

it.each([
  [true, { medium: 5, high: 5, critical: 5 }],
  [true, { medium: 1, high: 2, critical: 3 }],
  [false, { medium: 6 }],
  [false, { high: 11 }],
  [false, { medium: 12, high: 11, critical: 13 }],
])('it is %p that the thresholds %j are in order', (ordered, thresholds) => {
  expect(detection.settings.safeParse(thresholds).success).toBe(ordered);
});
