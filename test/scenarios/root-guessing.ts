import { elsewhere, rootDevice, rootLogin } from '../../lambda/events/samples';
import type { Scenario } from './scenario';

export const scenario: Scenario = {
  story: 'Six sign-ins of root fail at the MFA step within ten minutes; then one passes, from another address.',
  records: [
    ...[0, 1, 2, 4, 6, 8].map((minute) => rootLogin({ minute, from: elsewhere, outcome: 'Failure' })),
    rootLogin({ minute: 14, device: rootDevice }),
  ],
  devices: { '<root>': [rootDevice] },
  expect: [
    {
      detection: 'mfa-passed-after-failures',
      severity: 'critical',
      target: 'root',
      related: ['repeated-mfa-failures', 'root-recovery', 'root-sign-in'],
      events: 7,
    },
  ],
};
