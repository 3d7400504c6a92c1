import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/mfa-device-resynced';
import { elsewhere, phone, resyncMfaDevice, tablet } from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const bob = { with: 'role', by: 'bob', for: 'alice' } as const;
const wrong = (minutes: number[], how: object = {}): object[] =>
  minutes.map((minute) => resyncMfaDevice({ minute, error: 'InvalidAuthenticationCodeException', ...how }));

it.each<[string, object[], World, Told[]]>([
  [
    'one’s own',
    [resyncMfaDevice()],
    {},
    [['info', 'alice resynchronised their own MFA device', 'console session without MFA']],
  ],
  [
    'somebody else’s',
    [resyncMfaDevice(bob)],
    {},
    [
      [
        'medium',
        'HelpDesk/bob resynchronised an MFA device of alice',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'a wrong code',
    wrong([0]),
    {},
    [['info', 'alice failed to resynchronise their own MFA device', 'AWS answered InvalidAuthenticationCode']],
  ],
  [
    'two wrong codes, by somebody else',
    wrong([0, 1], bob),
    {},
    [
      [
        'low',
        'HelpDesk/bob failed to resynchronise an MFA device of alice 2 times',
        'done by HelpDesk/bob, not by alice',
        'AWS answered InvalidAuthenticationCode',
      ],
    ],
  ],
  [
    'three wrong codes in 15 minutes',
    wrong([0, 1, 15]),
    {},
    [
      [
        'medium',
        'alice failed to resynchronise their own MFA device 3 times',
        '3 failed attempts in 15 minutes',
        'AWS answered InvalidAuthenticationCode',
      ],
    ],
  ],
  [
    'three wrong codes in more',
    wrong([0, 1, 15.1]),
    {},
    [['info', 'alice failed to resynchronise their own MFA device 3 times', 'AWS answered InvalidAuthenticationCode']],
  ],
  [
    'a wrong code, and another after more than half an hour',
    wrong([0, 30, 60.1]),
    {},
    [
      ['info', 'alice failed to resynchronise their own MFA device 2 times', 'AWS answered InvalidAuthenticationCode'],
      ['info', 'alice failed to resynchronise their own MFA device', 'AWS answered InvalidAuthenticationCode'],
    ],
  ],
  [
    'three wrong codes, then the right ones',
    [...wrong([0, 1, 2]), resyncMfaDevice({ minute: 17 })],
    {},
    [
      [
        'low',
        'alice failed to resynchronise their own MFA device 3 times, then succeeded',
        '3 wrong codes, then a success of the same user from the same address',
        'console session without MFA',
      ],
    ],
  ],
  [
    'three wrong codes, then the right ones after more than 15 minutes',
    [...wrong([0, 1, 2]), resyncMfaDevice({ minute: 17.1 })],
    {},
    [
      [
        'medium',
        'alice failed to resynchronise their own MFA device 3 times',
        '3 failed attempts in 15 minutes',
        'AWS answered InvalidAuthenticationCode',
        'console session without MFA',
      ],
    ],
  ],
  [
    'the right ones, then three wrong codes',
    [resyncMfaDevice({ minute: 0 }), ...wrong([1, 2, 3])],
    {},
    [
      [
        'medium',
        'alice failed to resynchronise their own MFA device 3 times',
        '3 failed attempts in 15 minutes',
        'AWS answered InvalidAuthenticationCode',
        'console session without MFA',
      ],
    ],
  ],
  [
    'four wrong codes, then the right ones',
    [...wrong([0, 1, 2, 3]), resyncMfaDevice({ minute: 5 })],
    {},
    [
      [
        'low',
        'alice failed to resynchronise their own MFA device 4 times, then succeeded',
        '4 wrong codes, then a success of the same user from the same address',
        'console session without MFA',
      ],
    ],
  ],
  [
    'five wrong codes, then the right ones',
    [...wrong([0, 1, 2, 3, 4]), resyncMfaDevice({ minute: 5 })],
    {},
    [
      [
        'medium',
        'alice failed to resynchronise their own MFA device 5 times',
        '5 failed attempts in 15 minutes',
        'AWS answered InvalidAuthenticationCode',
        'console session without MFA',
      ],
    ],
  ],
  [
    'three wrong codes, then right ones of another device',
    [...wrong([0, 1, 2]), resyncMfaDevice({ minute: 3, serial: phone })],
    {},
    [
      [
        'medium',
        'alice failed to resynchronise their own MFA device 3 times',
        '3 failed attempts in 15 minutes',
        'AWS answered InvalidAuthenticationCode',
      ],
      ['info', 'alice resynchronised their own MFA device', 'console session without MFA'],
    ],
  ],
  [
    'three wrong codes of two devices, then the right ones',
    [...wrong([0, 1], { serial: phone }), ...wrong([2]), resyncMfaDevice({ minute: 3 })],
    {},
    [
      [
        'medium',
        'alice failed to resynchronise their own MFA device 3 times',
        '3 failed attempts in 15 minutes',
        'AWS answered InvalidAuthenticationCode',
        'console session without MFA',
      ],
    ],
  ],
  [
    'three wrong codes, then right ones from elsewhere',
    [...wrong([0, 1, 2]), resyncMfaDevice({ minute: 3, from: elsewhere })],
    {},
    [
      [
        'medium',
        'alice failed to resynchronise their own MFA device 3 times',
        '3 failed attempts in 15 minutes',
        'AWS answered InvalidAuthenticationCode',
        'console session without MFA',
      ],
    ],
  ],
  [
    'three wrong codes without an address, then the right ones',
    [...wrong([0, 1, 2], { from: '' }), resyncMfaDevice({ minute: 3, from: '' })],
    {},
    [
      [
        'medium',
        'alice failed to resynchronise their own MFA device 3 times',
        '3 failed attempts in 15 minutes',
        'AWS answered InvalidAuthenticationCode',
        'console session without MFA',
      ],
    ],
  ],
  [
    'three wrong codes of somebody else, then the user’s right ones',
    [...wrong([0, 1, 2], bob), resyncMfaDevice({ minute: 3 })],
    {},
    [
      [
        'medium',
        'HelpDesk/bob failed to resynchronise an MFA device of alice 3 times',
        '3 failed attempts in 15 minutes',
        'done by HelpDesk/bob, not by alice',
        'AWS answered InvalidAuthenticationCode',
        'console session without MFA',
      ],
    ],
  ],
  [
    'three refusals for other reasons, then a success',
    [...wrong([0, 1, 2], { error: 'NoSuchEntityException' }), resyncMfaDevice({ minute: 3 })],
    {},
    [
      [
        'medium',
        'alice failed to resynchronise their own MFA device 3 times',
        '3 failed attempts in 15 minutes',
        'AWS answered NoSuchEntity',
        'console session without MFA',
      ],
    ],
  ],
  [
    'a wrong code and a refusal',
    [
      ...wrong([0]),
      resyncMfaDevice({
        minute: 1,
        error: 'AccessDenied',
        patch: { requestParameters: { userName: 'alice', serialNumber: tablet } },
      }),
    ],
    {},
    [
      [
        'info',
        'alice failed to resynchronise their own MFA device 2 times',
        'AWS answered InvalidAuthenticationCode, AccessDenied',
      ],
    ],
  ],
  [
    'settings of one’s own',
    wrong([0, 4]),
    { settings: { 'mfa-device-resynced': { failures: 2, windowMinutes: 5 } } },
    [
      [
        'medium',
        'alice failed to resynchronise their own MFA device 2 times',
        '2 failed attempts in 5 minutes',
        'AWS answered InvalidAuthenticationCode',
      ],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
