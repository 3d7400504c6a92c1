import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/mfa-passed-after-failures';
import { consoleLogin, elsewhere, enableMfaDevice, home, tablet } from '../../lambda/events/samples';
import { alertsOf, type World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const failures = (minutes: number[], from = home): object[] =>
  minutes.map((minute) => consoleLogin({ minute, from, outcome: 'Failure' }));
const success = (minute: number, how: object = {}): object => consoleLogin({ minute, ...how });
const added = (minute: number): object => enableMfaDevice({ minute, with: 'role', by: 'bob', for: 'alice' });
const nameless = { patch: { requestParameters: { userName: 'alice' } } };

it.each<[string, object[], World, Told[]]>([
  [
    'three failures, then a success with what may be a device that was just added',
    [...failures([0, 1, 2]), enableMfaDevice({ minute: 3, with: 'role', by: 'bob', ...nameless }), success(5)],
    {},
    [
      [
        'medium',
        'alice passed MFA after 3 failures',
        'a device that the record does not name had been added 2 minutes before',
        'then MFA was passed, from the address of the failures',
      ],
    ],
  ],
  ['two failures', [...failures([0, 1]), success(2)], {}, []],
  [
    'three failures, from the same address',
    [...failures([0, 1, 2]), success(3)],
    {},
    [
      [
        'low',
        'alice passed MFA after 3 failures',
        '3 failures, then a success from the same address with a device that is not new',
      ],
    ],
  ],
  [
    'three failures in exactly 15 minutes, and 15 minutes later',
    [...failures([0, 1, 15]), success(30)],
    {},
    [
      [
        'low',
        'alice passed MFA after 3 failures',
        '3 failures, then a success from the same address with a device that is not new',
      ],
    ],
  ],
  ['three failures in more than 15 minutes', [...failures([0, 1, 15.1]), success(16)], {}, []],
  ['three failures, more than 15 minutes before', [...failures([0, 1, 2]), success(17.1)], {}, []],
  ['three failures, afterwards', [success(0), ...failures([1, 2, 3])], {}, []],
  [
    'four failures',
    [...failures([0, 1, 2, 3]), success(4)],
    {},
    [
      [
        'low',
        'alice passed MFA after 4 failures',
        '4 failures, then a success from the same address with a device that is not new',
      ],
    ],
  ],
  [
    'five failures',
    [...failures([0, 1, 2, 3, 4]), success(5)],
    {},
    [
      [
        'high',
        'alice passed MFA after 5 failures',
        '5 failures in 15 minutes',
        'then MFA was passed, from the address of the failures',
      ],
    ],
  ],
  [
    'four failures, one every seven minutes',
    [...failures([0, 7, 14, 21]), success(22)],
    {},
    [
      [
        'low',
        'alice passed MFA after 4 failures',
        '4 failures, then a success from the same address with a device that is not new',
      ],
    ],
  ],
  [
    'five failures, one every four minutes',
    [...failures([0, 4, 8, 12, 16]), success(20)],
    {},
    [
      [
        'high',
        'alice passed MFA after 5 failures',
        '5 failures in 16 minutes',
        'then MFA was passed, from the address of the failures',
      ],
    ],
  ],
  [
    'failures from elsewhere',
    [...failures([0, 1, 2], elsewhere), success(3)],
    {},
    [['critical', 'alice passed MFA after 3 failures', 'the success came from 198.51.100.7, no failure did']],
  ],
  [
    'failures from two addresses',
    [...failures([0, 1], elsewhere), ...failures([2]), success(3)],
    {},
    [
      [
        'medium',
        'alice passed MFA after 3 failures',
        'the success came from 198.51.100.7, but not all of the failures did',
      ],
    ],
  ],
  [
    'failures and a success from no known address',
    [...failures([0, 1, 2], ''), success(3, { from: '' })],
    {},
    [
      [
        'critical',
        'alice passed MFA after 3 failures',
        'the success came from an address that was not recorded, no failure did',
      ],
    ],
  ],
  [
    'with a device that was added after the first failure',
    [...failures([0, 1, 2]), added(3), success(4, { device: tablet })],
    {},
    [
      [
        'critical',
        'alice passed MFA after 3 failures',
        'the device alice-tablet was added after the failures had begun',
        'then MFA was passed, from the address of the failures',
      ],
    ],
  ],
  [
    'with a device that was added with the first failure',
    [...failures([0, 1, 2]), added(0), success(4, { device: tablet })],
    {},
    [
      [
        'critical',
        'alice passed MFA after 3 failures',
        'the device alice-tablet was added after the failures had begun',
        'then MFA was passed, from the address of the failures',
      ],
    ],
  ],
  [
    'with a device that was added long before',
    [added(-1000), ...failures([0, 1, 2]), success(4, { device: tablet })],
    {},
    [
      [
        'medium',
        'alice passed MFA after 3 failures',
        'the device had been added only 17 hours before',
        'then MFA was passed, from the address of the failures',
      ],
    ],
  ],
  [
    'with a device that is added later',
    [...failures([0, 1, 2]), success(4, { device: tablet }), added(5)],
    {},
    [
      [
        'low',
        'alice passed MFA after 3 failures',
        '3 failures, then a success from the same address with a device that is not new',
      ],
    ],
  ],
  [
    'with a device of which another was added in between',
    [...failures([0, 1, 2]), added(3), success(4)],
    {},
    [
      [
        'low',
        'alice passed MFA after 3 failures',
        '3 failures, then a success from the same address with a device that is not new',
      ],
    ],
  ],
  [
    'with a device that the record does not name',
    [...failures([0, 1, 2]), success(4, { patch: { additionalEventData: { MFAUsed: 'Yes' } } })],
    {},
    [
      [
        'medium',
        'alice passed MFA after 3 failures',
        'the record does not say with which device',
        'then MFA was passed, from the address of the failures',
      ],
    ],
  ],
  [
    'wrong codes while enrolling do not count',
    [
      ...[0, 1, 2].map((minute) => enableMfaDevice({ minute, error: 'InvalidAuthenticationCodeException' })),
      success(3),
    ],
    {},
    [],
  ],
  [
    'a slip explains what comes after',
    [...failures([0, 1, 2]), success(3), success(4, { from: elsewhere })],
    {},
    [
      [
        'low',
        'alice passed MFA after 3 failures',
        '3 failures, then a success from the same address with a device that is not new',
      ],
    ],
  ],
  [
    'a slip explains nothing that fails later',
    [...failures([0, 1, 2]), success(3), ...failures([4, 5, 6]), success(7, { from: elsewhere })],
    {},
    [
      [
        'critical',
        'alice passed MFA after 3 failures',
        'the success came from 203.0.113.9, no failure did',
        '3 failures, then a success from the same address with a device that is not new',
      ],
    ],
  ],
  [
    'what is no slip explains nothing',
    [...failures([0, 1, 2]), success(3, { from: elsewhere }), success(4)],
    {},
    [
      [
        'critical',
        'alice passed MFA after 3 failures',
        'the success came from 203.0.113.9, no failure did',
        '3 failures, then a success from the same address with a device that is not new',
      ],
    ],
  ],
  [
    'two bursts, of which the last counts',
    [...failures([0, 1, 2], elsewhere), ...failures([60, 61, 62]), success(63)],
    {},
    [
      [
        'low',
        'alice passed MFA after 3 failures',
        '3 failures, then a success from the same address with a device that is not new',
      ],
    ],
  ],
  [
    'settings of one’s own',
    [...failures([0, 5]), success(10)],
    { settings: { 'mfa-passed-after-failures': { failures: 2, mistypes: 1, windowMinutes: 5 } } },
    [
      [
        'high',
        'alice passed MFA after 2 failures',
        '2 failures in 5 minutes',
        'then MFA was passed, from the address of the failures',
      ],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});

it('no success makes less of what the failures alone are', async () => {
  const alone = failures(Array.from({ length: 150 }, (_, index) => index * 4));
  const records = [...alone, success(600)];
  const world = { devices: {} };
  expect((await alertsOf(alone, world)).map(({ severity }) => severity)).toEqual(['medium']);
  for (const order of [records, [...records].reverse()]) {
    const [alert, ...others] = await alertsOf(order, world);
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ severity: 'high', title: 'alice passed MFA after 150 failures' });
    expect(alert?.reasons.join()).not.toMatch(/not new/);
  }
});
