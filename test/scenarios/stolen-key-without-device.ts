import { elsewhere, getSessionToken, tablet } from '../../lambda/events/samples';
import { enrol } from './records';
import type { Scenario } from './scenario';

const stolen = { with: 'long-term-key', from: elsewhere } as const;

export const scenario: Scenario = {
  story:
    'Alice has no device, so AWS lets her stolen key add the first one even today; its first use is told in the same alert.',
  records: [...enrol({ ...stolen, serial: tablet }), getSessionToken({ ...stolen, minute: 3, serial: tablet })],
  devices: {},
  expect: [
    {
      detection: 'mfa-device-added-without-mfa',
      severity: 'medium',
      target: 'alice',
      related: ['mfa-device-added', 'new-device-first-use'],
      events: 3,
    },
  ],
};
