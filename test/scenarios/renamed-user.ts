import { consoleLogin, elsewhere, iamCall, phone, tablet } from '../../lambda/events/samples';
import { enrol } from './records';
import type { Scenario } from './scenario';

const mallory = { by: 'mallory', with: 'role' } as const;

export const scenario: Scenario = {
  story:
    'Mallory sets a password for alice, renames her for as long as it takes to enable a device, and signs in as alice from elsewhere. Under no name has the user got both.',
  records: [
    iamCall('UpdateLoginProfile', { userName: 'alice' }, { ...mallory, minute: 0 }),
    iamCall('UpdateUser', { userName: 'alice', newUserName: 'tmp1' }, { ...mallory, minute: 1 }),
    ...enrol({ ...mallory, for: 'tmp1', minute: 2, serial: tablet }),
    iamCall('UpdateUser', { userName: 'tmp1', newUserName: 'alice' }, { ...mallory, minute: 3 }),
    consoleLogin({ minute: 9, from: elsewhere, device: tablet }),
  ],
  devices: { alice: [phone] },
  expect: [
    {
      detection: 'credential-to-device-chain',
      severity: 'critical',
      target: 'alice',
      related: ['mfa-device-added', 'mfa-device-added-for-another-user'],
      events: 5,
    },
  ],
};
