import { consoleLogin, elsewhere, phone, tablet } from '../../lambda/events/samples';
import { enrol } from './records';
import type { Scenario } from './scenario';

export const scenario: Scenario = {
  story: 'A role session adds a second device to one user, and somebody signs in with it the same evening.',
  records: [
    ...enrol({ by: 'mallory', with: 'role', minute: 0, for: 'alice', serial: tablet }),
    consoleLogin({ minute: 600, from: elsewhere, device: tablet }),
  ],
  devices: { alice: [phone] },
  expect: [
    {
      detection: 'mfa-device-added-for-another-user',
      severity: 'high',
      target: 'alice',
      related: ['mfa-device-added', 'new-device-first-use'],
      events: 3,
    },
  ],
};
