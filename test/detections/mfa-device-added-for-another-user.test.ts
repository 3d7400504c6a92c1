import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/mfa-device-added-for-another-user';
import { deactivateMfaDevice, enableMfaDevice, phone, tablet } from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const bob = { with: 'role', by: 'bob', for: 'alice' } as const;
const nameless = { patch: { requestParameters: { userName: 'alice' } } };

it.each<[string, object[], World, Told[]]>([
  [
    'a device that the record does not name, and the target had one',
    [enableMfaDevice({ ...bob, ...nameless })],
    { devices: { alice: [phone] } },
    [
      [
        'high',
        'HelpDesk/bob added an MFA device to alice',
        'alice already had 1 device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
        'the record does not name the device',
      ],
    ],
  ],
  [
    'the record says neither whose device it is nor which',
    [enableMfaDevice({ ...bob, patch: { requestParameters: null } })],
    { devices: {} },
    [
      [
        'medium',
        'HelpDesk/bob added an MFA device to an unknown user',
        'done by HelpDesk/bob; the record does not say whose the device is',
        'CloudTrail does not record whether this role session used MFA',
        'the record does not name the device',
      ],
    ],
  ],
  [
    'the target had no device',
    [enableMfaDevice(bob)],
    { devices: {} },
    [
      [
        'low',
        'HelpDesk/bob added an MFA device to alice',
        'alice had no device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'the target had one',
    [enableMfaDevice(bob)],
    { devices: { alice: [phone] } },
    [
      [
        'high',
        'HelpDesk/bob added an MFA device to alice',
        'alice already had 1 device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'the target had two',
    [enableMfaDevice({ ...bob, serial: 'GAHT1' })],
    { devices: { alice: [phone, tablet] } },
    [
      [
        'high',
        'HelpDesk/bob added an MFA device to alice',
        'alice already had 2 devices',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'while no look-up succeeds',
    [enableMfaDevice(bob)],
    {},
    [
      [
        'medium',
        'HelpDesk/bob added an MFA device to alice',
        "alice's devices before this are unknown: IAM refused the look-up",
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'while no look-up succeeds, and one is known from the trail',
    [enableMfaDevice({ serial: phone, minute: -5 }), enableMfaDevice(bob)],
    {},
    [
      [
        'high',
        'HelpDesk/bob added an MFA device to alice',
        'alice already had at least 1 device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  ['refused: another detection’s', [enableMfaDevice({ ...bob, error: 'AccessDenied' })], { devices: {} }, []],
  ['without MFA: another detection’s', [enableMfaDevice({ by: 'bob', for: 'alice' })], { devices: {} }, []],
  ['one’s own: another detection’s', [enableMfaDevice({ with: 'console-mfa' })], { devices: {} }, []],
  ['a removal: another detection’s', [deactivateMfaDevice(bob)], { devices: {} }, []],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
