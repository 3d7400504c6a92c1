import { consoleLogin, elsewhere, phone, tablet } from '../../lambda/events/samples';
import { enrol, removeDevice } from './records';
import type { Scenario } from './scenario';

const attacker = { by: 'mallory', with: 'long-term-key', from: elsewhere, for: 'alice' } as const;

export const scenario: Scenario = {
  story:
    'Mallory’s key takes alice’s phone away and puts another device in its place, which is then used. Alice cannot sign in.',
  records: [
    ...removeDevice({ ...attacker, minute: 0, serial: phone }),
    ...enrol({ ...attacker, minute: 3, serial: tablet }),
    consoleLogin({ minute: 10, from: elsewhere, device: tablet }),
    consoleLogin({ minute: 95, outcome: 'Failure' }),
    consoleLogin({ minute: 97, outcome: 'Failure' }),
  ],
  devices: { alice: [phone] },
  expect: [
    {
      detection: 'mfa-device-swapped',
      severity: 'critical',
      target: 'alice',
      related: [
        'login-failed-after-mfa-removed',
        'mfa-device-added',
        'mfa-device-added-without-mfa',
        'mfa-device-removed',
        'new-device-first-use',
      ],
      events: 7,
    },
  ],
};
