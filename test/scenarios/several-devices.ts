import { consoleLogin, getSessionToken, phone, rootDevice, rootLogin, tablet } from '../../lambda/events/samples';
import { enrol } from './records';
import type { Scenario } from './scenario';

export const scenario: Scenario = {
  story:
    'As AWS advises: alice signs in with her phone, adds a second device, and uses either. Root signs in with its own, which MFAIdentifier names.',
  records: [
    consoleLogin({ minute: 0, device: phone }),
    ...enrol({ minute: 5, with: 'console-mfa', serial: tablet }),
    consoleLogin({ minute: 30, device: tablet }),
    getSessionToken({ minute: 45, serial: phone }),
    getSessionToken({ minute: 60, serial: tablet }),
    rootLogin({
      minute: 90,
      patch: {
        additionalEventData: {
          LoginTo: 'https://console.aws.amazon.com/console/home?state=hashArgs%23&isauthcode=true',
          MobileVersion: 'No',
          MFAIdentifier: rootDevice,
          MFAUsed: 'YES',
        },
      },
    }),
  ],
  devices: { alice: [phone], '<root>': [rootDevice] },
  expect: [{ detection: 'root-sign-in', severity: 'medium', target: 'root', events: 1 }],
};
