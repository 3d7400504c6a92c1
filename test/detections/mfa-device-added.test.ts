import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/mfa-device-added';
import { createVirtualMfaDevice, deactivateMfaDevice, enableMfaDevice } from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const own = { with: 'console-mfa' } as const;
const devices = (count: number): { devices: Record<string, string[]> } => ({
  devices: { alice: Array.from({ length: count }, (_, index) => `GAHT${index}`) },
});
const nameless = { patch: { requestParameters: { userName: 'alice' } } };

it.each<[string, object[], World, Told[]]>([
  [
    'the fifth device, which the record does not name',
    [enableMfaDevice({ ...own, ...nameless })],
    devices(4),
    [
      [
        'low',
        'alice added an MFA device to their own user',
        'this is device number 5',
        'the session was MFA-authenticated',
        'the record does not name the device',
      ],
    ],
  ],
  [
    'the first device',
    [enableMfaDevice(own)],
    devices(0),
    [['info', 'alice added an MFA device to their own user', 'the session was MFA-authenticated']],
  ],
  [
    'the fourth device',
    [enableMfaDevice(own)],
    devices(3),
    [['info', 'alice added an MFA device to their own user', 'the session was MFA-authenticated']],
  ],
  [
    'the fifth device',
    [enableMfaDevice(own)],
    devices(4),
    [
      [
        'low',
        'alice added an MFA device to their own user',
        'this is device number 5',
        'the session was MFA-authenticated',
      ],
    ],
  ],
  [
    'the eighth device',
    [enableMfaDevice(own)],
    devices(7),
    [
      [
        'medium',
        'alice added an MFA device to their own user',
        'all 8 slots are in use',
        'this is device number 8',
        'the session was MFA-authenticated',
      ],
    ],
  ],
  [
    'a device, made with a session token',
    [enableMfaDevice({ with: 'session-mfa' })],
    devices(1),
    [
      [
        'low',
        'alice added an MFA device to their own user',
        'made with a session token, not in the console',
        'the session was MFA-authenticated',
      ],
    ],
  ],
  [
    'the only device of a user in GovCloud',
    [enableMfaDevice({ ...own, patch: { awsRegion: 'us-gov-west-1' } })],
    devices(0),
    [['info', 'alice added an MFA device to their own user', 'the session was MFA-authenticated']],
  ],
  [
    'the virtual device was created before',
    [createVirtualMfaDevice(own), enableMfaDevice({ ...own, minute: 2 })],
    devices(1),
    [
      [
        'info',
        'alice added an MFA device to their own user',
        'the session was MFA-authenticated',
        'the virtual device was created 2 minutes before',
      ],
    ],
  ],
  [
    'the virtual device was created by somebody else',
    [createVirtualMfaDevice({ by: 'bob' }), enableMfaDevice({ ...own, minute: 2 })],
    devices(1),
    [
      [
        'info',
        'alice added an MFA device to their own user',
        'the session was MFA-authenticated',
        'the virtual device was created 2 minutes before by bob',
      ],
    ],
  ],
  [
    'the virtual device was created two days before',
    [createVirtualMfaDevice(own), enableMfaDevice({ ...own, minute: 2880 })],
    devices(1),
    [['info', 'alice added an MFA device to their own user', 'the session was MFA-authenticated']],
  ],
  [
    'creating the virtual device was refused',
    [createVirtualMfaDevice({ ...own, error: 'AccessDenied' }), enableMfaDevice({ ...own, minute: 2 })],
    devices(1),
    [['info', 'alice added an MFA device to their own user', 'the session was MFA-authenticated']],
  ],
  [
    'root’s own device',
    [enableMfaDevice({ with: 'root-mfa', for: 'AWS ROOT USER' })],
    devices(1),
    [['info', 'root added an MFA device to their own user', 'the session was MFA-authenticated']],
  ],
  ['without MFA: another detection’s', [enableMfaDevice()], devices(1), []],
  ['of somebody else: another detection’s', [enableMfaDevice({ ...own, by: 'bob', for: 'alice' })], devices(1), []],
  [
    'refused: another detection’s',
    [enableMfaDevice({ ...own, error: 'InvalidAuthenticationCodeException' })],
    devices(1),
    [],
  ],
  ['a removal: another detection’s', [deactivateMfaDevice(own)], devices(1), []],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
