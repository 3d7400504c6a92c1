import { consoleLogin, elsewhere, phone, unknownUserLogin } from '../../lambda/events/samples';
import type { Scenario } from './scenario';

const tried = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace'];

export const scenario: Scenario = {
  story:
    'One password is tried with seven users and a dozen names that do not exist, all from one address. It is dave’s, who has no device.',
  records: [
    ...Array.from({ length: 12 }, (_, index) => unknownUserLogin({ minute: index * 0.25, from: elsewhere })),
    ...tried.map((by, index) =>
      consoleLogin({ by, minute: 3 + index * 0.5, from: elsewhere, outcome: 'Failure', mfaUsed: 'No' }),
    ),
    consoleLogin({ by: 'dave', minute: 8, from: elsewhere, mfaUsed: 'No' }),
  ],
  devices: { alice: [phone] },
  expect: [
    {
      ...{ detection: 'sign-in-spray', related: ['console-login-without-mfa'] },
      ...{ severity: 'high', target: 'dave', events: 20 },
    },
  ],
};
