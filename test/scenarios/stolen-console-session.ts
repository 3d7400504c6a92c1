import { consoleLogin, elsewhere, phone, tablet } from '../../lambda/events/samples';
import { enrol, removeDevice } from './records';
import type { Scenario } from './scenario';

const thief = { with: 'console-mfa', from: elsewhere } as const;

export const scenario: Scenario = {
  story:
    'Alice signs in with MFA at home; a thief takes over the browser session, adds a device from elsewhere, signs in with it and removes alice’s. Alice finds that she cannot sign in any more.',
  records: [
    consoleLogin({ minute: 0, device: phone }),
    ...enrol({ ...thief, minute: 40, serial: tablet }),
    consoleLogin({ minute: 44, from: elsewhere, device: tablet }),
    ...removeDevice({ ...thief, minute: 50, serial: phone }),
    consoleLogin({ minute: 180, outcome: 'Failure' }),
  ],
  devices: { alice: [phone] },
  // Until alice's failure each step is what owners do. It takes in the swap and, over its device, the enrolment.
  expect: [
    {
      detection: 'login-failed-after-mfa-removed',
      severity: 'medium',
      target: 'alice',
      related: ['mfa-device-added', 'mfa-device-removed', 'mfa-device-swapped', 'new-device-first-use'],
      events: 6,
    },
  ],
};
