import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/mfa-device-removed';
import {
  assumedRoot,
  deactivateMfaDevice,
  deleteVirtualMfaDevice,
  enableMfaDevice,
  loginProfileCall,
  phone,
  tablet,
} from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const bob = { with: 'role', by: 'bob', for: 'alice' } as const;
const own = { with: 'console-mfa' } as const;
const root = { with: 'root-mfa', for: 'AWS ROOT USER' } as const;
const one = { devices: { alice: [tablet] } };
const two = { devices: { alice: [phone, tablet] } };
const nameless = { patch: { requestParameters: { userName: 'alice' } } };

it.each<[string, object[], World, Told[]]>([
  [
    'the last device, which the record does not name',
    [deactivateMfaDevice({ ...bob, ...nameless })],
    one,
    [
      [
        'high',
        'HelpDesk/bob removed an MFA device from alice',
        'alice has no MFA device left',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
        'the record does not name the device',
      ],
    ],
  ],
  [
    'one of two devices, which the record does not name',
    [deactivateMfaDevice({ ...own, ...nameless })],
    two,
    [
      [
        'info',
        'alice removed an MFA device from their own user',
        'alice still has 1 device',
        'the session was MFA-authenticated',
        'the record does not name the device',
      ],
    ],
  ],
  [
    'the record names neither user nor device: without a name it is the caller’s',
    [deactivateMfaDevice({ ...own, patch: { requestParameters: null } })],
    two,
    [
      [
        'info',
        'alice removed an MFA device from their own user',
        'alice still has 1 device',
        'the session was MFA-authenticated',
        'the record does not name the device',
      ],
    ],
  ],
  [
    'the record names neither user nor device, and the caller is a role',
    [deactivateMfaDevice({ ...bob, patch: { requestParameters: null } })],
    two,
    [
      [
        'medium',
        'HelpDesk/bob removed an MFA device from an unknown user',
        'done by HelpDesk/bob; the record does not say whose the device is',
        'CloudTrail does not record whether this role session used MFA',
        'the record does not name the device',
      ],
    ],
  ],
  [
    'the user’s own last device, without MFA',
    [deactivateMfaDevice()],
    one,
    [
      [
        'high',
        'alice removed an MFA device from their own user',
        'console session without MFA',
        'alice has no MFA device left',
      ],
    ],
  ],
  [
    'the user’s own last device, with MFA',
    [deactivateMfaDevice(own)],
    one,
    [
      [
        'medium',
        'alice removed an MFA device from their own user',
        'alice has no MFA device left',
        'the session was MFA-authenticated',
      ],
    ],
  ],
  [
    'one of the user’s own two devices, with MFA',
    [deactivateMfaDevice(own)],
    two,
    [
      [
        'info',
        'alice removed an MFA device from their own user',
        'alice still has 1 device',
        'the session was MFA-authenticated',
      ],
    ],
  ],
  [
    'the user’s own device, while no look-up succeeds',
    [deactivateMfaDevice(own)],
    {},
    [
      [
        'low',
        'alice removed an MFA device from their own user',
        'whether alice has a device left is unknown: IAM refused the look-up',
        'the session was MFA-authenticated',
      ],
    ],
  ],
  [
    'somebody else removes the last device',
    [deactivateMfaDevice(bob)],
    one,
    [
      [
        'high',
        'HelpDesk/bob removed an MFA device from alice',
        'alice has no MFA device left',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'somebody else removes one of two devices',
    [deactivateMfaDevice(bob)],
    two,
    [
      [
        'medium',
        'HelpDesk/bob removed an MFA device from alice',
        'done by HelpDesk/bob, not by alice',
        'alice still has 1 device',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'somebody else removes a device, while no look-up succeeds',
    [deactivateMfaDevice(bob)],
    {},
    [
      [
        'medium',
        'HelpDesk/bob removed an MFA device from alice',
        'done by HelpDesk/bob, not by alice',
        'whether alice has a device left is unknown: IAM refused the look-up',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'while no look-up succeeds, and another device is known from the trail',
    [enableMfaDevice({ ...own, serial: phone, minute: -60 }), deactivateMfaDevice(bob)],
    {},
    [
      [
        'medium',
        'HelpDesk/bob removed an MFA device from alice',
        'done by HelpDesk/bob, not by alice',
        'alice still has at least 1 device',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'two devices in one sitting',
    [deactivateMfaDevice({ ...bob, serial: phone }), deactivateMfaDevice({ ...bob, minute: 30 })],
    two,
    [
      [
        'high',
        'HelpDesk/bob removed 2 MFA devices from alice',
        'alice has no MFA device left',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'two devices, by two people',
    [deactivateMfaDevice({ ...bob, serial: phone }), deactivateMfaDevice({ ...own, minute: 5 })],
    two,
    [
      [
        'medium',
        'HelpDesk/bob removed an MFA device from alice',
        'done by HelpDesk/bob, not by alice',
        'alice still has 1 device',
        'CloudTrail does not record whether this role session used MFA',
      ],
      [
        'medium',
        'alice removed an MFA device from their own user',
        'alice has no MFA device left',
        'the session was MFA-authenticated',
      ],
    ],
  ],
  [
    'two devices, more than half an hour apart',
    [deactivateMfaDevice({ ...bob, serial: phone }), deactivateMfaDevice({ ...bob, minute: 31 })],
    two,
    [
      [
        'medium',
        'HelpDesk/bob removed an MFA device from alice',
        'done by HelpDesk/bob, not by alice',
        'alice still has 1 device',
        'CloudTrail does not record whether this role session used MFA',
      ],
      [
        'high',
        'HelpDesk/bob removed an MFA device from alice',
        'alice has no MFA device left',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'root’s, of which one is left',
    [deactivateMfaDevice(root)],
    { devices: { '<root>': [phone, tablet] } },
    [
      [
        'critical',
        'root removed an MFA device from their own user',
        'the device was root’s',
        'root still has 1 device',
        'the session was MFA-authenticated',
      ],
    ],
  ],
  [
    'root’s last',
    [deactivateMfaDevice(root)],
    { devices: { '<root>': [tablet] } },
    [
      [
        'critical',
        'root removed an MFA device from their own user',
        'the device was root’s',
        'root has no MFA device left',
        'the session was MFA-authenticated',
      ],
    ],
  ],
  [
    'root’s, while no look-up succeeds',
    [deactivateMfaDevice(root)],
    {},
    [
      [
        'critical',
        'root removed an MFA device from their own user',
        'the device was root’s',
        'whether root has a device left is unknown: IAM refused the look-up',
        'the session was MFA-authenticated',
      ],
    ],
  ],
  [
    'root’s, by AWS’s central clean-up',
    [deactivateMfaDevice({ for: 'AWS ROOT USER', patch: assumedRoot })],
    { devices: { '<root>': [tablet] } },
    [
      [
        'medium',
        'An AssumeRoot session removed an MFA device from root',
        'by an AssumeRoot session: AWS’s central root clean-up',
        'root has no MFA device left',
        'CloudTrail does not record whether this AssumeRoot session used MFA',
      ],
    ],
  ],
  [
    'a leaver’s, whose user is deleted',
    [deactivateMfaDevice(bob), loginProfileCall('DeleteUser', { ...bob, minute: 15 })],
    one,
    [
      [
        'low',
        'HelpDesk/bob removed an MFA device from alice',
        'offboarding: HelpDesk/bob deleted alice 15 minutes later',
      ],
    ],
  ],
  [
    'a leaver’s, whose password is deleted',
    [deactivateMfaDevice(bob), loginProfileCall('DeleteLoginProfile', { ...bob, minute: 2 })],
    one,
    [
      [
        'low',
        'HelpDesk/bob removed an MFA device from alice',
        "offboarding: HelpDesk/bob deleted alice's console password 2 minutes later",
      ],
    ],
  ],
  [
    'a leaver’s, whose password is set again',
    [
      deactivateMfaDevice(bob),
      loginProfileCall('DeleteLoginProfile', { ...bob, minute: 2 }),
      loginProfileCall('CreateLoginProfile', { ...bob, minute: 9 }),
    ],
    one,
    [
      [
        'high',
        'HelpDesk/bob removed an MFA device from alice',
        'alice has no MFA device left',
        'HelpDesk/bob also gave alice a new password, 9 minutes later',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'a leaver’s two devices, of which one was removed long before',
    [
      deactivateMfaDevice({ ...bob, serial: phone }),
      deactivateMfaDevice({ ...bob, minute: 20 }),
      loginProfileCall('DeleteUser', { ...bob, minute: 21 }),
    ],
    two,
    [
      [
        'medium',
        'HelpDesk/bob removed 2 MFA devices from alice',
        'done by HelpDesk/bob, not by alice',
        'offboarding: HelpDesk/bob deleted alice 60 seconds later',
        'alice still has 1 device',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'the virtual device is deleted by the same person',
    [deactivateMfaDevice(bob), deleteVirtualMfaDevice({ with: 'role', by: 'bob', minute: 1 })],
    two,
    [
      [
        'medium',
        'HelpDesk/bob removed an MFA device from alice',
        'done by HelpDesk/bob, not by alice',
        'alice still has 1 device',
        'CloudTrail does not record whether this role session used MFA',
        'the virtual device was deleted too',
      ],
    ],
  ],
  [
    'the virtual device is deleted by somebody else',
    [deactivateMfaDevice(bob), deleteVirtualMfaDevice({ by: 'carol', minute: 1 })],
    two,
    [
      [
        'medium',
        'HelpDesk/bob removed an MFA device from alice',
        'done by HelpDesk/bob, not by alice',
        'alice still has 1 device',
        'CloudTrail does not record whether this role session used MFA',
        'the virtual device was deleted too by carol',
      ],
    ],
  ],
  [
    'the virtual device is deleted an hour later',
    [deactivateMfaDevice(bob), deleteVirtualMfaDevice({ with: 'role', by: 'bob', minute: 60 })],
    two,
    [
      [
        'medium',
        'HelpDesk/bob removed an MFA device from alice',
        'done by HelpDesk/bob, not by alice',
        'alice still has 1 device',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'deleting the virtual device is refused',
    [deactivateMfaDevice(bob), deleteVirtualMfaDevice({ with: 'role', by: 'bob', minute: 1, error: 'AccessDenied' })],
    two,
    [
      [
        'medium',
        'HelpDesk/bob removed an MFA device from alice',
        'done by HelpDesk/bob, not by alice',
        'alice still has 1 device',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  ['a refused removal', [deactivateMfaDevice({ ...bob, error: 'AccessDenied' })], two, []],
  ['an enrolment', [enableMfaDevice(bob)], one, []],
  [
    'a removal, and setting how soon a leaver leaves',
    [deactivateMfaDevice(bob), loginProfileCall('DeleteUser', { ...bob, minute: 20 })],
    { ...one, settings: { 'mfa-device-removed': { offboardingMinutes: 20 } } },
    [
      [
        'low',
        'HelpDesk/bob removed an MFA device from alice',
        'offboarding: HelpDesk/bob deleted alice 20 minutes later',
      ],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});

it.each([
  ['1', '2'],
  ['2', '1'],
])(
  'a password that is deleted and made in one second is no farewell, whatever the ids of the records',
  async (a, b) => {
    const records = [
      deactivateMfaDevice(bob),
      loginProfileCall('DeleteLoginProfile', { ...bob, minute: 1, patch: { eventID: `${a}-deleted` } }),
      loginProfileCall('CreateLoginProfile', { ...bob, minute: 1, patch: { eventID: `${b}-made` } }),
    ];
    for (const order of [records, [...records].reverse()])
      expect((await told(order, one)).map(([severity]) => severity)).toEqual(['high']);
  },
);
