import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/mfa-device-added-without-mfa';
import { deactivateMfaDevice, enableMfaDevice, phone } from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const mallory = { by: 'mallory', with: 'long-term-key', for: 'alice' } as const;
const root = { with: 'root', for: 'AWS ROOT USER' } as const;
const nameless = { patch: { requestParameters: { userName: 'alice' } } };
const none = { devices: {} };
const one = { devices: { alice: [phone], '<root>': [phone] } };

it.each<[string, object[], World, Told[]]>([
  [
    'somebody else’s key, and no device yet',
    [enableMfaDevice(mallory)],
    none,
    [
      [
        'high',
        'mallory added an MFA device to alice, not MFA-authenticated',
        'done by mallory, not by alice',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'somebody else’s key, and a device',
    [enableMfaDevice(mallory)],
    one,
    [
      [
        'critical',
        'mallory added an MFA device to alice, not MFA-authenticated',
        'alice already had 1 device',
        'done by mallory, not by alice',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'somebody else’s key, while no look-up succeeds',
    [enableMfaDevice(mallory)],
    {},
    [
      [
        'critical',
        'mallory added an MFA device to alice, not MFA-authenticated',
        "alice's devices before this are unknown: IAM refused the look-up",
        'done by mallory, not by alice',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'somebody else’s key, while no look-up succeeds and one device is known from the trail',
    [enableMfaDevice({ with: 'console-mfa', serial: phone, minute: -5 }), enableMfaDevice(mallory)],
    {},
    [
      [
        'critical',
        'mallory added an MFA device to alice, not MFA-authenticated',
        'alice already had at least 1 device',
        'done by mallory, not by alice',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'somebody else’s console session',
    [enableMfaDevice({ by: 'mallory', for: 'alice' })],
    none,
    [
      [
        'high',
        'mallory added an MFA device to alice, not MFA-authenticated',
        'done by mallory, not by alice',
        'console session without MFA',
      ],
    ],
  ],
  [
    'the user’s own key, and no device yet',
    [enableMfaDevice({ with: 'long-term-key' })],
    none,
    [['medium', 'alice added an MFA device to their own user, not MFA-authenticated', 'long-term key without MFA']],
  ],
  [
    'the user’s own key, and a device',
    [enableMfaDevice({ with: 'long-term-key' })],
    one,
    [
      [
        'critical',
        'alice added an MFA device to their own user, not MFA-authenticated',
        'alice already had 1 device',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'the user’s own key, while no look-up succeeds',
    [enableMfaDevice({ with: 'long-term-key' })],
    {},
    [
      [
        'medium',
        'alice added an MFA device to their own user, not MFA-authenticated',
        "alice's devices before this are unknown: IAM refused the look-up",
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'the user’s own console session, and no device yet',
    [enableMfaDevice()],
    none,
    [
      [
        'low',
        'alice added an MFA device to their own user, not MFA-authenticated',
        "alice's own first device, from the console",
        'console session without MFA',
      ],
    ],
  ],
  [
    'the user’s own console session, and a device',
    [enableMfaDevice()],
    one,
    [
      [
        'critical',
        'alice added an MFA device to their own user, not MFA-authenticated',
        'alice already had 1 device',
        'console session without MFA',
      ],
    ],
  ],
  [
    'the user’s own console session, while no look-up succeeds',
    [enableMfaDevice()],
    {},
    [
      [
        'medium',
        'alice added an MFA device to their own user, not MFA-authenticated',
        "alice's devices before this are unknown: IAM refused the look-up",
        'console session without MFA',
      ],
    ],
  ],
  [
    'a device that the record does not name, and no device yet',
    [enableMfaDevice(nameless)],
    none,
    [
      [
        'low',
        'alice added an MFA device to their own user, not MFA-authenticated',
        "alice's own first device, from the console",
        'console session without MFA',
        'the record does not name the device',
      ],
    ],
  ],
  [
    'a device that the record does not name, and a device',
    [enableMfaDevice(nameless)],
    one,
    [
      [
        'critical',
        'alice added an MFA device to their own user, not MFA-authenticated',
        'alice already had 1 device',
        'console session without MFA',
        'the record does not name the device',
      ],
    ],
  ],
  [
    'neither device nor user is named',
    [enableMfaDevice({ ...mallory, patch: { requestParameters: null } })],
    none,
    [
      [
        'high',
        'mallory added an MFA device to an unknown user, not MFA-authenticated',
        'done by mallory; the record does not say whose the device is',
        'long-term key without MFA',
        'the record does not name the device',
      ],
    ],
  ],
  [
    'root’s, which the record does not name',
    [enableMfaDevice({ ...root, patch: { requestParameters: { userName: 'AWS ROOT USER' } } })],
    none,
    [
      [
        'medium',
        'root added an MFA device to their own user, not MFA-authenticated',
        'root’s own first device, from the console: AWS demands one',
        'root session without MFA',
        'the record does not name the device',
      ],
    ],
  ],
  [
    'root’s own console session, and no device yet',
    [enableMfaDevice(root)],
    none,
    [
      [
        'medium',
        'root added an MFA device to their own user, not MFA-authenticated',
        'root’s own first device, from the console: AWS demands one',
        'root session without MFA',
      ],
    ],
  ],
  [
    'root’s own console session, and a device',
    [enableMfaDevice(root)],
    one,
    [
      [
        'critical',
        'root added an MFA device to their own user, not MFA-authenticated',
        'the device is for root',
        'root already had at least 1 device',
        'root session without MFA',
      ],
    ],
  ],
  [
    'root’s own console session, while no look-up succeeds',
    [enableMfaDevice(root)],
    {},
    [
      [
        'critical',
        'root added an MFA device to their own user, not MFA-authenticated',
        'the device is for root',
        "root's devices before this are not fully known: IAM refused the look-up",
        'root session without MFA',
      ],
    ],
  ],
  [
    'root’s own key, and no device yet',
    [enableMfaDevice({ ...root, patch: { userIdentity: { type: 'Root', accessKeyId: 'AKIAROOT' } } })],
    none,
    [
      [
        'critical',
        'root added an MFA device to their own user, not MFA-authenticated',
        'the device is for root',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'a user’s session adds one to root',
    [enableMfaDevice({ by: 'mallory', for: 'AWS ROOT USER' })],
    none,
    [
      [
        'critical',
        'mallory added an MFA device to root, not MFA-authenticated',
        'the device is for root',
        'console session without MFA',
      ],
    ],
  ],
  ['with MFA: another detection’s', [enableMfaDevice({ with: 'console-mfa' })], none, []],
  ['refused: another detection’s', [enableMfaDevice({ error: 'AccessDenied' })], none, []],
  ['a removal: another detection’s', [deactivateMfaDevice()], one, []],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
