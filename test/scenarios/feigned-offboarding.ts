import { consoleLogin, elsewhere, loginProfileCall, phone } from '../../lambda/events/samples';
import { removeDevice } from './records';
import type { Scenario } from './scenario';

const mallory = { by: 'mallory', with: 'long-term-key', from: elsewhere, for: 'alice' } as const;

export const scenario: Scenario = {
  story:
    'Mallory’s key removes alice’s device and deletes her password, as if she had left, then makes a new password and signs in with it. Nobody has left.',
  records: [
    ...removeDevice({ ...mallory, minute: 0, serial: phone }),
    loginProfileCall('DeleteLoginProfile', { ...mallory, minute: 1 }),
    loginProfileCall('CreateLoginProfile', { ...mallory, minute: 2 }),
    consoleLogin({ minute: 4, from: elsewhere, mfaUsed: 'No' }),
  ],
  devices: { alice: [phone] },
  expect: [
    {
      detection: 'mfa-device-removed',
      severity: 'high',
      target: 'alice',
      related: ['console-login-without-mfa'],
      events: 4,
    },
  ],
};
