import { createVirtualMfaDevice, elsewhere, enableMfaDevice, at, phone } from '../../lambda/events/samples';
import { readingCalls } from './records';
import type { Scenario } from './scenario';

const stolen = { with: 'long-term-key', from: elsewhere } as const;

export const scenario: Scenario = {
  story:
    'Since April 2023: somebody with alice’s stolen key makes a virtual device and tries to enable it for alice, who has a device. AWS refuses.',
  records: [
    ...readingCalls(0, stolen),
    createVirtualMfaDevice({ ...stolen, minute: 1 }),
    enableMfaDevice({ ...stolen, minute: 2, error: 'AccessDenied' }),
    enableMfaDevice({ ...stolen, minute: 3, error: 'AccessDenied' }),
  ],
  devices: { alice: [phone] },
  until: at(60),
  expect: [
    { detection: 'mfa-enrolment-refused', severity: 'high', target: 'alice', events: 2 },
    // The refusals name no device, so nothing but the key joins them to the one that was made.
    { detection: 'virtual-device-orphaned', severity: 'low', target: 'unknown', events: 1 },
  ],
};
