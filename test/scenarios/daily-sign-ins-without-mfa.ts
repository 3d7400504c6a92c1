import { consoleLogin } from '../../lambda/events/samples';
import type { Scenario } from './scenario';

export const scenario: Scenario = {
  story: 'Bob, who has no device, signs in every day for six days: one entry, not six.',
  records: Array.from({ length: 6 }, (_, day) => consoleLogin({ by: 'bob', minute: day * 24 * 60, mfaUsed: 'No' })),
  devices: {},
  everyday: true,
  expect: [{ detection: 'console-login-without-mfa', severity: 'low', target: 'bob', events: 6 }],
};
