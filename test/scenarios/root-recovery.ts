import { elsewhere, rootDevice, rootLogin, rootPage } from '../../lambda/events/samples';
import { enrol } from './records';
import type { Scenario } from './scenario';

const from = elsewhere;

export const scenario: Scenario = {
  story:
    'Whoever reads root’s mail asks for a new password, signs in without MFA (root has no device), changes the address and adds a device.',
  records: [
    rootPage('PasswordRecoveryRequested', { minute: 0, from }),
    rootPage('PasswordRecoveryCompleted', { minute: 4, from }),
    rootLogin({ minute: 6, from, mfaUsed: 'No' }),
    rootPage('EmailUpdated', { minute: 12, from }),
    ...enrol({ by: 'root', with: 'root', for: 'AWS ROOT USER', minute: 15, from, serial: rootDevice }),
  ],
  devices: {},
  expect: [
    {
      detection: 'root-sign-in',
      severity: 'critical',
      target: 'root',
      related: ['mfa-device-added', 'mfa-device-added-without-mfa', 'root-recovery'],
      events: 6,
    },
  ],
};
