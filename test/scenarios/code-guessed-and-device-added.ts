import { checkMfa, consoleLogin, elsewhere, phone, tablet } from '../../lambda/events/samples';
import { enrol } from './records';
import type { Scenario } from './scenario';

const guesses = [0, 1, 2, 3, 4, 5];

export const scenario: Scenario = {
  story:
    'Somebody with alice’s password guesses six codes, gets in with the seventh, and adds a device of their own, with which they come back the next day. By itself the device would be nobody’s concern: the session is MFA-authenticated.',
  records: [
    ...guesses.map((minute) => consoleLogin({ minute, from: elsewhere, outcome: 'Failure' })),
    checkMfa({ minute: 7, from: elsewhere }),
    consoleLogin({ minute: 7.25, from: elsewhere, device: phone }),
    ...enrol({ with: 'console-mfa', minute: 10, from: elsewhere, serial: tablet }),
    checkMfa({ minute: 1200, from: elsewhere }),
    consoleLogin({ minute: 1200.25, from: elsewhere, device: tablet }),
  ],
  devices: { alice: [phone] },
  expect: [
    {
      detection: 'mfa-passed-after-failures',
      severity: 'critical',
      target: 'alice',
      related: ['mfa-device-added', 'new-device-first-use', 'repeated-mfa-failures'],
      events: 10,
    },
  ],
};
