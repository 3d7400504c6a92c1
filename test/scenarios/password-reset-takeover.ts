import { consoleLogin, elsewhere, iamCall, phone } from '../../lambda/events/samples';
import { removeDevice } from './records';
import type { Scenario } from './scenario';

const mallory = { by: 'mallory', with: 'long-term-key', from: elsewhere } as const;

export const scenario: Scenario = {
  story:
    'Mallory’s key sets alice’s password, removes her only device, and signs in as alice with the password alone. The device would be in the way, so none is added.',
  records: [
    iamCall('UpdateLoginProfile', { userName: 'alice' }, { ...mallory, minute: 0 }),
    ...removeDevice({ ...mallory, for: 'alice', minute: 2, serial: phone }),
    consoleLogin({ minute: 6, from: elsewhere, mfaUsed: 'No' }),
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
