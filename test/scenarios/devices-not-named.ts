import { consoleLogin, deactivateMfaDevice, enableMfaDevice, phone, tablet } from '../../lambda/events/samples';
import { virtualDevice } from './records';
import type { Scenario } from './scenario';

const unnamed = (userName: string) => ({ patch: { requestParameters: { userName } } });
const mallory = { by: 'mallory', with: 'long-term-key', for: 'bob' } as const;

export const scenario: Scenario = {
  story:
    'Records that do not name the device: a newcomer’s passkey, a stranger’s device for bob (whose phone goes next), carol’s phone that is taken away, and one that does not even say whose it is. Each is judged as if it did.',
  records: [
    consoleLogin({ minute: 0, mfaUsed: 'No' }),
    enableMfaDevice({ minute: 2, ...unnamed('alice') }),
    consoleLogin({ minute: 4, device: tablet }),
    enableMfaDevice({ ...mallory, minute: 10, ...unnamed('bob') }),
    deactivateMfaDevice({ ...mallory, minute: 12, serial: phone }),
    deactivateMfaDevice({ by: 'desk', with: 'role', for: 'carol', minute: 20, ...unnamed('carol') }),
    enableMfaDevice({ by: 'dave', with: 'long-term-key', minute: 30, patch: { requestParameters: null } }),
  ],
  devices: { bob: [phone, tablet], carol: [virtualDevice('carol-phone')] },
  expect: [
    { detection: 'console-login-without-mfa', severity: 'low', target: 'alice', events: 1 },
    { detection: 'mfa-device-added-without-mfa', severity: 'low', target: 'alice', events: 1 },
    { detection: 'mfa-device-added-without-mfa', severity: 'critical', target: 'bob', events: 1 },
    { detection: 'mfa-device-removed', severity: 'high', target: 'bob', events: 1 },
    { detection: 'mfa-device-removed', severity: 'high', target: 'carol', events: 1 },
    { detection: 'mfa-device-added-without-mfa', severity: 'high', target: 'unknown', events: 1 },
  ],
};
