import { consoleLogin, phone, tablet } from '../../lambda/events/samples';
import { enrol, removeDevice } from './records';
import type { Scenario } from './scenario';

export const scenario: Scenario = {
  story:
    'Somebody says on the phone to be alice and to have lost the device. The help desk removes it; “alice” signs in without MFA and enrols another. Nothing tells a liar from alice, so it pages, once.',
  records: [
    ...removeDevice({ by: 'helpdesk', with: 'role', for: 'alice', minute: 0, serial: phone }),
    consoleLogin({ minute: 6, mfaUsed: 'No' }),
    ...enrol({ minute: 8, serial: tablet }),
    consoleLogin({ minute: 15, device: tablet }),
  ],
  devices: { alice: [phone] },
  expect: [
    {
      detection: 'mfa-device-swapped',
      severity: 'high',
      target: 'alice',
      related: [
        'console-login-without-mfa',
        'mfa-device-added',
        'mfa-device-added-without-mfa',
        'mfa-device-removed',
        'new-device-first-use',
      ],
      events: 6,
    },
  ],
};
