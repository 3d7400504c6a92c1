import { checkMfa, consoleLogin, elsewhere, phone } from '../../lambda/events/samples';
import type { Scenario } from './scenario';

const guesses = Array.from({ length: 12 }, (_, index) => index);

export const scenario: Scenario = {
  story: 'Somebody with alice’s password guesses codes for ten minutes from one address, and at last one fits.',
  records: [
    ...guesses.flatMap((index) => [
      checkMfa({ minute: index, from: elsewhere }),
      consoleLogin({ minute: index + 0.25, from: elsewhere, outcome: 'Failure' }),
    ]),
    checkMfa({ minute: 13, from: elsewhere }),
    consoleLogin({ minute: 13.25, from: elsewhere, device: phone }),
  ],
  devices: { alice: [phone] },
  expect: [
    {
      detection: 'mfa-passed-after-failures',
      severity: 'critical',
      target: 'alice',
      related: ['repeated-mfa-failures'],
      events: 13,
    },
  ],
};
