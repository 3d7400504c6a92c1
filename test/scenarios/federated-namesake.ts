import { deactivateMfaDevice, enableMfaDevice, phone } from '../../lambda/events/samples';
import type { Scenario } from './scenario';

const mallory = { with: 'federation-token', by: 'mallory', as: 'alice', for: 'alice' } as const;

export const scenario: Scenario = {
  story: 'With GetFederationToken mallory makes a session that she calls alice, and replaces alice’s device.',
  records: [deactivateMfaDevice({ ...mallory, serial: phone }), enableMfaDevice({ ...mallory, minute: 3 })],
  devices: { alice: [phone] },
  expect: [
    {
      detection: 'mfa-device-swapped',
      severity: 'high',
      target: 'alice',
      related: ['mfa-device-removed', 'mfa-device-added-for-another-user'],
      events: 2,
    },
  ],
};
