import { account, consoleLogin, enableMfaDevice, phone } from '../../lambda/events/samples';
import type { Scenario } from './scenario';

const passkey = (whose: string): string => `arn:aws:iam::${account}:u2f/${whose}-key-6UJX6DTACNAOFIWOQQHF7RNEOA`;
const root = { by: 'root', with: 'root', for: 'AWS ROOT USER', serial: passkey('root/root') } as const;
const bobs = { by: 'bob', with: 'console-mfa', serial: passkey('user/bob/bob') } as const;
const twice = (how: Parameters<typeof enableMfaDevice>[0]): object[] => [
  enableMfaDevice(how),
  enableMfaDevice({ ...how, minute: (how?.minute ?? 0) + 1 / 60 }),
];

export const scenario: Scenario = {
  story:
    'IAM checks twice whether a passkey may be enrolled, and each enrolment is recorded twice: a newcomer’s and root’s first devices, the second one of somebody who has a phone. Nobody had a device more than before.',
  records: [
    consoleLogin({ minute: 0, mfaUsed: 'No' }),
    ...twice({ minute: 2, serial: passkey('user/alice/alice') }),
    ...twice({ ...root, minute: 5 }),
    ...twice({ ...bobs, minute: 10 }),
  ],
  devices: { bob: [phone] },
  expect: [
    { detection: 'console-login-without-mfa', severity: 'low', target: 'alice', events: 1 },
    { detection: 'mfa-device-added-without-mfa', severity: 'low', target: 'alice', events: 2 },
    { detection: 'mfa-device-added-without-mfa', severity: 'medium', target: 'root', events: 2 },
  ],
};
