import { elsewhere, getSessionToken, phone, tablet } from '../../lambda/events/samples';
import { assumeRole, enrol } from './records';
import type { Scenario } from './scenario';

const stolen = { with: 'long-term-key', from: elsewhere } as const;

export const scenario: Scenario = {
  story:
    'As it went until April 2023: alice’s stolen key alone adds a second device to alice, and then passes MFA with it to get what the policies keep for MFA sessions.',
  records: [
    ...enrol({ ...stolen, minute: 0, serial: tablet }),
    getSessionToken({ ...stolen, minute: 3, serial: tablet }),
    assumeRole({ ...stolen, minute: 6, serial: tablet }),
  ],
  devices: { alice: [phone] },
  expect: [
    {
      detection: 'mfa-device-added-without-mfa',
      severity: 'critical',
      target: 'alice',
      related: ['mfa-device-added', 'new-device-first-use'],
      events: 3,
    },
  ],
};
