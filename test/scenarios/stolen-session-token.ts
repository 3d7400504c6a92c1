import { elsewhere, getSessionToken, phone, tablet } from '../../lambda/events/samples';
import { enrol } from './records';
import type { Scenario } from './scenario';

export const scenario: Scenario = {
  story:
    'Alice gets an MFA session for the command line; its token leaks, and adds a device from elsewhere. In a console session that would be quite ordinary.',
  records: [
    getSessionToken({ minute: 0, serial: phone }),
    ...enrol({ with: 'session-mfa', from: elsewhere, minute: 20, serial: tablet }),
    getSessionToken({ with: 'long-term-key', from: elsewhere, minute: 30, serial: tablet }),
  ],
  devices: { alice: [phone] },
  expect: [{ detection: 'mfa-device-added', severity: 'low', target: 'alice', events: 2 }],
};
