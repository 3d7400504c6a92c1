import { consoleLogin, elsewhere, phone } from '../../lambda/events/samples';
import { farAway, virtualDevice } from './records';
import type { Scenario } from './scenario';

export const scenario: Scenario = {
  story: 'A broken script fails at bob’s MFA all morning; meanwhile somebody tries three codes of alice’s.',
  records: Array.from({ length: 60 }, (_, minute) => [
    consoleLogin({ by: 'bob', minute, from: farAway, outcome: 'Failure' }),
    ...(minute >= 30 && minute < 33
      ? [consoleLogin({ by: 'alice', minute, from: elsewhere, outcome: 'Failure' })]
      : []),
  ]).flat(),
  devices: { alice: [phone], bob: [virtualDevice('bob-phone')] },
  expect: [
    { detection: 'repeated-mfa-failures', severity: 'critical', target: 'bob', events: 60 },
    { detection: 'repeated-mfa-failures', severity: 'medium', target: 'alice', events: 3 },
  ],
};
