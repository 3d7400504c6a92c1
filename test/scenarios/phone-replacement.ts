import { checkMfa, consoleLogin, phone, tablet } from '../../lambda/events/samples';
import { enrol, removeDevice } from './records';
import type { Scenario } from './scenario';

const session = { with: 'console-mfa' } as const;

export const scenario: Scenario = {
  story:
    'Alice signs in with the old phone, adds the new one, removes the old one, all in one session, and signs in with the new one after one slip.',
  records: [
    checkMfa({ minute: 0 }),
    consoleLogin({ minute: 0.5, device: phone }),
    ...enrol({ ...session, minute: 5, serial: tablet }),
    ...removeDevice({ ...session, minute: 8, serial: phone }),
    checkMfa({ minute: 20 }),
    consoleLogin({ minute: 20.5, outcome: 'Failure' }),
    consoleLogin({ minute: 21, device: tablet }),
  ],
  devices: { alice: [phone] },
  everyday: true,
  expect: [],
};
