import { consoleLogin, elsewhere, phone } from '../../lambda/events/samples';
import type { Scenario } from './scenario';

export const scenario: Scenario = {
  story: 'One guess every hundred minutes, so that no short window ever holds two; alice works as usual meanwhile.',
  records: Array.from({ length: 12 }, (_, index) => [
    consoleLogin({ minute: index * 100, from: elsewhere, outcome: 'Failure' }),
    ...(index % 4 === 0 ? [consoleLogin({ minute: index * 100 + 40, device: phone })] : []),
  ]).flat(),
  devices: { alice: [phone] },
  expect: [{ detection: 'repeated-mfa-failures', severity: 'medium', target: 'alice', events: 12 }],
};
