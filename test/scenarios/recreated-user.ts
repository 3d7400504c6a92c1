import { consoleLogin, elsewhere, iamCall, loginProfileCall, phone, tablet } from '../../lambda/events/samples';
import { enrol, removeDevice } from './records';
import type { Scenario } from './scenario';

const mallory = { by: 'mallory', with: 'role', for: 'alice' } as const;

export const scenario: Scenario = {
  story:
    'Mallory deletes alice, and forty minutes later creates a user of that name, sets a password, enables a device and signs in from elsewhere. It looks like a leaver and then a newcomer, and is told as neither.',
  records: [
    ...removeDevice({ ...mallory, minute: 0, serial: phone }),
    loginProfileCall('DeleteUser', { ...mallory, minute: 2 }),
    iamCall('CreateUser', { userName: 'alice' }, { ...mallory, minute: 40 }),
    loginProfileCall('CreateLoginProfile', { ...mallory, minute: 41 }),
    ...enrol({ ...mallory, minute: 42, serial: tablet }),
    consoleLogin({ minute: 50, from: elsewhere, device: tablet }),
  ],
  devices: { alice: [phone] },
  expect: [
    {
      detection: 'credential-to-device-chain',
      severity: 'critical',
      target: 'alice',
      related: ['mfa-device-added', 'mfa-device-added-for-another-user', 'new-device-first-use'],
      events: 4,
    },
    { detection: 'mfa-device-removed', severity: 'high', target: 'alice', events: 4 },
  ],
};
