import { elsewhere, iamCall, loginProfileCall, phone } from '../../lambda/events/samples';
import { removeDevice } from './records';
import type { Scenario } from './scenario';

const mallory = { by: 'mallory', with: 'role', from: elsewhere, for: 'alice' } as const;

export const scenario: Scenario = {
  story:
    'Mallory removes alice’s device and deletes her password, as if she had left, then makes a key for her: alice is still there, without MFA.',
  records: [
    ...removeDevice({ ...mallory, minute: 0, serial: phone }),
    loginProfileCall('DeleteLoginProfile', { ...mallory, minute: 1 }),
    iamCall('CreateAccessKey', { userName: 'alice' }, { ...mallory, minute: 2 }),
  ],
  devices: { alice: [phone] },
  expect: [{ detection: 'mfa-device-removed', severity: 'high', target: 'alice', events: 3 }],
};
