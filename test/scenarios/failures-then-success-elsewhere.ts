import { consoleLogin, elsewhere, phone } from '../../lambda/events/samples';
import { farAway } from './records';
import type { Scenario } from './scenario';

export const scenario: Scenario = {
  story:
    'MFA fails four times from one address, and is passed minutes later from another: alice was talked into giving away a code.',
  records: [
    ...[0, 1, 2, 4].map((minute) => consoleLogin({ minute, from: elsewhere, outcome: 'Failure' })),
    consoleLogin({ minute: 9, from: farAway, device: phone }),
  ],
  devices: { alice: [phone] },
  expect: [
    {
      detection: 'mfa-passed-after-failures',
      severity: 'critical',
      target: 'alice',
      related: ['repeated-mfa-failures'],
      events: 5,
    },
  ],
};
