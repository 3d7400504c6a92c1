import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/login-failed-after-mfa-removed';
import {
  assumedRoot,
  consoleLogin,
  deactivateMfaDevice,
  elsewhere,
  home,
  loginProfileCall,
  phone,
  rootDevice,
  rootLogin,
} from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const bob = { with: 'role', by: 'bob', for: 'alice' } as const;
const own = { with: 'console-mfa', serial: phone } as const;
const byBob = deactivateMfaDevice({ ...bob, serial: phone });
const byOwner = deactivateMfaDevice(own);
const failed = (minute: number, from = elsewhere): object =>
  consoleLogin({ minute, outcome: 'Failure', mfaUsed: 'No', from });
const root = { with: 'root-mfa', for: 'AWS ROOT USER', serial: rootDevice } as const;

it.each<[string, object[], World, Told[]]>([
  [
    'by somebody else',
    [byBob, failed(12)],
    {},
    [
      [
        'high',
        'A sign-in of alice failed after an MFA device was removed',
        'the device was removed by HelpDesk/bob, not by alice',
        'a sign-in of alice failed 12 minutes after the device was removed',
      ],
    ],
  ],
  [
    'by somebody else, a day before',
    [byBob, failed(1440)],
    {},
    [
      [
        'high',
        'A sign-in of alice failed after an MFA device was removed',
        'the device was removed by HelpDesk/bob, not by alice',
        'a sign-in of alice failed 24 hours after the device was removed',
      ],
    ],
  ],
  ['by somebody else, more than a day before', [byBob, failed(1440.1)], {}, []],
  [
    'by somebody else, in the same second',
    [byBob, failed(0)],
    {},
    [
      [
        'high',
        'A sign-in of alice failed after an MFA device was removed',
        'the device was removed by HelpDesk/bob, not by alice',
        'a sign-in of alice failed 0 seconds after the device was removed',
      ],
    ],
  ],
  ['by somebody else, afterwards', [failed(-1), byBob], {}, []],
  [
    'by the owner without MFA',
    [deactivateMfaDevice({ serial: phone }), failed(5)],
    {},
    [
      [
        'high',
        'A sign-in of alice failed after an MFA device was removed',
        'how the device was removed: console session without MFA',
        'a sign-in of alice failed 5 minutes after the device was removed',
      ],
    ],
  ],
  ['by the owner with MFA, at the same address', [byOwner, failed(5, home)], {}, []],
  [
    'by the owner with MFA, at another address',
    [byOwner, failed(5)],
    {},
    [
      [
        'medium',
        'A sign-in of alice failed after an MFA device was removed',
        'alice removed the device in an MFA session; the sign-in failed from another address',
        'a sign-in of alice failed 5 minutes after the device was removed',
      ],
    ],
  ],
  [
    'by the owner with MFA, twice at another address',
    [byOwner, failed(5), failed(6)],
    {},
    [
      [
        'medium',
        '2 sign-ins of alice failed after an MFA device was removed',
        'alice removed the device in an MFA session; the sign-in failed from another address',
        'a sign-in of alice failed 5 minutes after the device was removed',
      ],
    ],
  ],
  [
    'by the owner with MFA, three times at another address',
    [byOwner, failed(5), failed(6), failed(7)],
    {},
    [
      [
        'high',
        '3 sign-ins of alice failed after an MFA device was removed',
        '3 sign-ins failed since the removal',
        'alice removed the device in an MFA session; the sign-in failed from another address',
        'a sign-in of alice failed 5 minutes after the device was removed',
      ],
    ],
  ],
  [
    'by the owner with MFA, whose address is not recorded',
    [deactivateMfaDevice({ ...own, from: '' }), failed(5, '')],
    {},
    [
      [
        'medium',
        'A sign-in of alice failed after an MFA device was removed',
        'alice removed the device in an MFA session; the sign-in failed from another address',
        'a sign-in of alice failed 5 minutes after the device was removed',
      ],
    ],
  ],
  [
    'by somebody else, and the owner has signed in from there since',
    [byBob, consoleLogin({ minute: 5, from: elsewhere }), failed(9)],
    {},
    [],
  ],
  [
    'by somebody else, and the owner signs in from there later',
    [byBob, failed(9), consoleLogin({ minute: 10, from: elsewhere })],
    {},
    [
      [
        'high',
        'A sign-in of alice failed after an MFA device was removed',
        'the device was removed by HelpDesk/bob, not by alice',
        'a sign-in of alice failed 9 minutes after the device was removed',
      ],
    ],
  ],
  [
    'by somebody else, and the owner has signed in from there without MFA',
    [byBob, consoleLogin({ minute: 5, from: elsewhere, mfaUsed: 'No' }), failed(9)],
    {},
    [
      [
        'high',
        'A sign-in of alice failed after an MFA device was removed',
        'the device was removed by HelpDesk/bob, not by alice',
        'a sign-in of alice failed 9 minutes after the device was removed',
      ],
    ],
  ],
  [
    'by somebody else with MFA, at that address',
    [deactivateMfaDevice({ with: 'console-mfa', by: 'bob', for: 'alice', serial: phone }), failed(5, home)],
    {},
    [
      [
        'high',
        'A sign-in of alice failed after an MFA device was removed',
        'the device was removed by bob, not by alice',
        'a sign-in of alice failed 5 minutes after the device was removed',
      ],
    ],
  ],
  [
    'of root',
    [deactivateMfaDevice(root), rootLogin({ minute: 30, outcome: 'Failure', mfaUsed: 'No' })],
    {},
    [
      [
        'high',
        'A sign-in of root failed after an MFA device was removed',
        'the device was root’s',
        'a sign-in of root failed 30 minutes after the device was removed',
      ],
    ],
  ],
  [
    'of root without MFA',
    [deactivateMfaDevice({ ...root, with: 'root' }), rootLogin({ minute: 30, outcome: 'Failure', mfaUsed: 'No' })],
    {},
    [
      [
        'high',
        'A sign-in of root failed after an MFA device was removed',
        'the device was root’s',
        'how the device was removed: root session without MFA',
        'a sign-in of root failed 30 minutes after the device was removed',
      ],
    ],
  ],
  [
    'of root, by AssumeRoot',
    [
      deactivateMfaDevice({ ...root, patch: assumedRoot }),
      rootLogin({ minute: 30, outcome: 'Failure', mfaUsed: 'No' }),
    ],
    {},
    [
      [
        'high',
        'A sign-in of root failed after an MFA device was removed',
        'the device was root’s',
        'a sign-in of root failed 30 minutes after the device was removed',
      ],
    ],
  ],
  [
    'of a user whose password was deleted before',
    [loginProfileCall('DeleteLoginProfile', { ...bob, minute: -1 }), byBob, failed(5)],
    {},
    [
      [
        'low',
        'A sign-in of alice failed after an MFA device was removed',
        'alice had no password any more: it was deleted',
        'a sign-in of alice failed 5 minutes after the device was removed',
      ],
    ],
  ],
  [
    'of a user whose password was deleted after',
    [byBob, failed(5), loginProfileCall('DeleteLoginProfile', { ...bob, minute: 6 })],
    {},
    [
      [
        'high',
        'A sign-in of alice failed after an MFA device was removed',
        'the device was removed by HelpDesk/bob, not by alice',
        'a sign-in of alice failed 5 minutes after the device was removed',
      ],
    ],
  ],
  [
    'of a user who deleted their own password',
    [byBob, loginProfileCall('DeleteLoginProfile', { minute: 1 }), failed(5)],
    {},
    [
      [
        'high',
        'A sign-in of alice failed after an MFA device was removed',
        'the device was removed by HelpDesk/bob, not by alice',
        'a sign-in of alice failed 5 minutes after the device was removed',
      ],
    ],
  ],
  [
    'of a user who deleted themselves',
    [byBob, loginProfileCall('DeleteUser', { minute: 1 }), failed(5)],
    {},
    [
      [
        'low',
        'A sign-in of alice failed after an MFA device was removed',
        'alice had no password any more: it was deleted',
        'a sign-in of alice failed 5 minutes after the device was removed',
      ],
    ],
  ],
  [
    'of a user whose password was deleted and set again',
    [
      byBob,
      loginProfileCall('DeleteLoginProfile', { ...bob, minute: 1 }),
      loginProfileCall('CreateLoginProfile', { ...bob, minute: 2 }),
      failed(5),
    ],
    {},
    [
      [
        'high',
        'A sign-in of alice failed after an MFA device was removed',
        'the device was removed by HelpDesk/bob, not by alice',
        'a sign-in of alice failed 5 minutes after the device was removed',
      ],
    ],
  ],
  [
    'of a user whose password was set and deleted',
    [
      byBob,
      loginProfileCall('CreateLoginProfile', { ...bob, minute: 1 }),
      loginProfileCall('DeleteLoginProfile', { ...bob, minute: 2 }),
      failed(5),
    ],
    {},
    [
      [
        'low',
        'A sign-in of alice failed after an MFA device was removed',
        'alice had no password any more: it was deleted',
        'a sign-in of alice failed 5 minutes after the device was removed',
      ],
    ],
  ],
  [
    'before and after the password was deleted',
    [byBob, failed(1), loginProfileCall('DeleteLoginProfile', { ...bob, minute: 2 }), failed(5), failed(6)],
    {},
    [
      [
        'high',
        '3 sign-ins of alice failed after an MFA device was removed',
        'the device was removed by HelpDesk/bob, not by alice',
        'a sign-in of alice failed 60 seconds after the device was removed',
      ],
    ],
  ],
  ['a removal that was refused', [deactivateMfaDevice({ ...bob, error: 'AccessDenied' }), failed(5)], {}, []],
  ['a sign-in that succeeded', [byBob, consoleLogin({ minute: 5, from: elsewhere })], {}, []],
  [
    'settings of one’s own',
    [byOwner, failed(59), failed(60), failed(61)],
    { settings: { 'login-failed-after-mfa-removed': { windowHours: 1, failures: 2 } } },
    [
      [
        'high',
        '2 sign-ins of alice failed after an MFA device was removed',
        '2 sign-ins failed since the removal',
        'alice removed the device in an MFA session; the sign-in failed from another address',
        'a sign-in of alice failed 59 minutes after the device was removed',
      ],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});

it.each([
  ['1', '2'],
  ['2', '1'],
])('a password that is deleted and made in one second is there, whatever the ids of the records', async (a, b) => {
  const records = [
    byBob,
    loginProfileCall('DeleteLoginProfile', { ...bob, minute: 1, patch: { eventID: `${a}-deleted` } }),
    loginProfileCall('CreateLoginProfile', { ...bob, minute: 1, patch: { eventID: `${b}-made` } }),
    failed(5),
  ];
  for (const order of [records, [...records].reverse()])
    expect((await told(order)).map(([severity]) => severity)).toEqual(['high']);
});
