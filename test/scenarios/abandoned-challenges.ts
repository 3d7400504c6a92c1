import { at, checkMfa, consoleLogin, elsewhere, phone } from '../../lambda/events/samples';
import { farAway } from './records';
import type { Scenario } from './scenario';

export const scenario: Scenario = {
  story:
    'Somebody with alice’s password comes as far as the MFA step three times from two addresses and leaves; alice signs in as usual meanwhile.',
  records: [
    checkMfa({ minute: 0, from: elsewhere }),
    checkMfa({ minute: 9 }),
    consoleLogin({ minute: 9.25, device: phone }),
    checkMfa({ minute: 15, from: elsewhere }),
    checkMfa({ minute: 31, from: farAway }),
  ],
  devices: { alice: [phone] },
  until: at(60),
  expect: [{ detection: 'mfa-challenge-abandoned', severity: 'medium', target: 'alice', events: 3 }],
};
