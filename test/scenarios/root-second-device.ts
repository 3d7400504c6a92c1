import { rootDevice, rootLogin } from '../../lambda/events/samples';
import { enrol, removeDevice, virtualDevice } from './records';
import type { Scenario } from './scenario';

const another = virtualDevice('another-device');
const root = { by: 'root', for: 'AWS ROOT USER' } as const;

export const scenario: Scenario = {
  story:
    'Root signs in with a password alone, adds a first device and then a second one, signs in with that, removes it, and a sign-in fails.',
  records: [
    rootLogin({ minute: 0, mfaUsed: 'No' }),
    ...enrol({ ...root, minute: 3, with: 'root', serial: rootDevice }),
    ...enrol({ ...root, minute: 10, with: 'root', serial: another }),
    rootLogin({ minute: 30, device: another }),
    ...removeDevice({ ...root, minute: 50, with: 'root-mfa', serial: another }),
    rootLogin({ minute: 55, outcome: 'Failure', mfaUsed: 'No' }),
  ],
  devices: {},
  expect: [
    // Both sign-ins are one finding, which takes in what was done to root's devices.
    {
      detection: 'root-sign-in',
      severity: 'critical',
      target: 'root',
      related: [
        'login-failed-after-mfa-removed',
        'mfa-device-added',
        'mfa-device-added-without-mfa',
        'mfa-device-removed',
        'new-device-first-use',
      ],
      events: 9,
    },
  ],
};
