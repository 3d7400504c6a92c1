import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/virtual-device-orphaned';
import {
  at,
  createVirtualMfaDevice,
  deleteVirtualMfaDevice,
  enableMfaDevice,
  phone,
} from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const created = (serial: string, minute = 0, how: object = {}): object =>
  createVirtualMfaDevice({ serial, minute, ...how });
const [one, two, three, four] = ['one', 'two', 'three', 'four'].map((name) => phone.replace('alice-phone', name)) as [
  string,
  string,
  string,
  string,
];

it.each<[string, object[], World, Told[]]>([
  [
    'left for half an hour',
    [created(one)],
    { until: at(30) },
    [
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'one was not enabled within 30 minutes',
        'console session without MFA',
      ],
    ],
  ],
  ['left for less', [created(one)], { until: at(29.9) }, []],
  [
    'left by a key',
    [created(one, 0, { with: 'long-term-key' })],
    { until: at(30) },
    [
      [
        'low',
        'alice created a virtual MFA device that nobody enabled',
        'long-term key without MFA',
        'one was not enabled within 30 minutes',
      ],
    ],
  ],
  [
    'left by a key, whose record has no name of the device’s own',
    [created('GAHT1', 0, { with: 'long-term-key' })],
    { until: at(30) },
    [
      [
        'low',
        'alice created a virtual MFA device that nobody enabled',
        'long-term key without MFA',
        'GAHT1 was not enabled within 30 minutes',
      ],
    ],
  ],
  ['enabled in time', [created(one), enableMfaDevice({ serial: one, minute: 29.9 })], { until: at(60) }, []],
  [
    'enabled on the minute, when it was due',
    [created(one), enableMfaDevice({ serial: one, minute: 30 })],
    { until: at(60) },
    [
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'one was not enabled within 30 minutes',
        'console session without MFA',
      ],
    ],
  ],
  [
    'enabled later, and then due no more',
    [created(one), enableMfaDevice({ serial: one, minute: 45 })],
    { until: at(60), alongside: ['mfa-device-added-without-mfa'] },
    [
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'one was not enabled within 30 minutes',
        'console session without MFA',
      ],
      [
        'medium',
        'alice added an MFA device to their own user, not MFA-authenticated',
        "alice's devices before this are unknown: IAM refused the look-up",
        'console session without MFA',
      ],
    ],
  ],
  [
    'enabled later with MFA, where the enrolment says more',
    [created(one), enableMfaDevice({ serial: one, minute: 45, with: 'console-mfa' })],
    { until: at(60), alongside: ['mfa-device-added'] },
    [
      [
        'info',
        'alice added an MFA device to their own user',
        'the session was MFA-authenticated',
        'the virtual device was created 45 minutes before',
        'one was not enabled within 30 minutes',
        'console session without MFA',
      ],
    ],
  ],
  [
    'left by a session with MFA',
    [created(one, 0, { with: 'session-mfa' })],
    { until: at(30) },
    [
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'one was not enabled within 30 minutes',
        'the session was MFA-authenticated',
      ],
    ],
  ],
  [
    'three by one actor, the first long before',
    [created(one, -3000), created(two, 0), created(three, 1), created(four, 2)],
    { until: at(60) },
    [
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'one was not enabled within 30 minutes',
        'console session without MFA',
      ],
      [
        'low',
        'alice created virtual MFA devices that nobody enabled',
        '3 or more in 24 hours',
        'two was not enabled within 30 minutes',
        'console session without MFA',
        'three was not enabled within 30 minutes',
        'four was not enabled within 30 minutes',
      ],
    ],
  ],
  ['deleted in time', [created(one), deleteVirtualMfaDevice({ serial: one, minute: 20 })], { until: at(60) }, []],
  [
    'another one is enabled',
    [created(one), enableMfaDevice({ serial: two, minute: 20 })],
    { until: at(60) },
    [
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'one was not enabled within 30 minutes',
        'console session without MFA',
      ],
    ],
  ],
  [
    'enabled before it was created',
    [enableMfaDevice({ serial: one, minute: -5 }), created(one)],
    { until: at(60) },
    [
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'one was not enabled within 30 minutes',
        'console session without MFA',
      ],
    ],
  ],
  [
    'deleting it was refused',
    [created(one), deleteVirtualMfaDevice({ serial: one, minute: 20, error: 'AccessDenied' })],
    { until: at(60) },
    [
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'one was not enabled within 30 minutes',
        'console session without MFA',
      ],
    ],
  ],
  [
    'three by one actor in exactly a day',
    [created(one), created(two, 720), created(three, 1440)],
    { until: at(1470) },
    [
      [
        'low',
        'alice created virtual MFA devices that nobody enabled',
        '3 or more in 24 hours',
        'one was not enabled within 30 minutes',
        'console session without MFA',
        'two was not enabled within 30 minutes',
        'three was not enabled within 30 minutes',
      ],
    ],
  ],
  [
    'three by one actor in more than a day',
    [created(one), created(two, 720), created(three, 1441)],
    { until: at(1480) },
    [
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'one was not enabled within 30 minutes',
        'console session without MFA',
      ],
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'two was not enabled within 30 minutes',
        'console session without MFA',
      ],
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'three was not enabled within 30 minutes',
        'console session without MFA',
      ],
    ],
  ],
  [
    'three by one actor, before the last is due',
    [created(one), created(two, 1), created(three, 2)],
    { until: at(31) },
    [
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'one was not enabled within 30 minutes',
        'console session without MFA',
      ],
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'two was not enabled within 30 minutes',
        'console session without MFA',
      ],
    ],
  ],
  [
    'four by one actor',
    [created(one), created(two, 1), created(three, 2), created(four, 3)],
    { until: at(60) },
    [
      [
        'low',
        'alice created virtual MFA devices that nobody enabled',
        '3 or more in 24 hours',
        'one was not enabled within 30 minutes',
        'console session without MFA',
        'two was not enabled within 30 minutes',
        'three was not enabled within 30 minutes',
        'four was not enabled within 30 minutes',
      ],
    ],
  ],
  [
    'three by two actors',
    [created(one), created(two, 1), created(three, 2, { by: 'bob' })],
    { until: at(60) },
    [
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'one was not enabled within 30 minutes',
        'console session without MFA',
      ],
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'two was not enabled within 30 minutes',
        'console session without MFA',
      ],
      [
        'info',
        'bob created a virtual MFA device that nobody enabled',
        'three was not enabled within 30 minutes',
        'console session without MFA',
      ],
    ],
  ],
  [
    'three by one actor, of which one is enabled in the end',
    [created(one), created(two, 1), created(three, 2), enableMfaDevice({ serial: two, minute: 50 })],
    { until: at(60) },
    [
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'one was not enabled within 30 minutes',
        'console session without MFA',
      ],
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'two was not enabled within 30 minutes',
        'console session without MFA',
      ],
      [
        'info',
        'alice created a virtual MFA device that nobody enabled',
        'three was not enabled within 30 minutes',
        'console session without MFA',
      ],
    ],
  ],
  [
    'settings of one’s own',
    [created(one), created(two, 60)],
    { until: at(65), settings: { 'virtual-device-orphaned': { afterMinutes: 5, several: 2, windowHours: 1 } } },
    [
      [
        'low',
        'alice created virtual MFA devices that nobody enabled',
        '2 or more in 1 hour',
        'one was not enabled within 5 minutes',
        'console session without MFA',
        'two was not enabled within 5 minutes',
      ],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
