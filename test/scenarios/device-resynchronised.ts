import { consoleLogin, elsewhere, phone, resyncMfaDevice } from '../../lambda/events/samples';
import type { Scenario } from './scenario';

const stolen = { by: 'alice', with: 'long-term-key', from: elsewhere, serial: phone } as const;

export const scenario: Scenario = {
  story:
    'Whoever has alice’s key guesses the two codes that resynchronising asks for, four times in vain; an hour later bob of the help desk resynchronises the phone for her.',
  records: [
    consoleLogin({ minute: -30, device: phone }),
    ...[0, 1, 2, 3].map((minute) =>
      resyncMfaDevice({ ...stolen, minute, error: 'InvalidAuthenticationCodeException' }),
    ),
    resyncMfaDevice({ by: 'bob', with: 'role', for: 'alice', serial: phone, minute: 63 }),
  ],
  devices: { alice: [phone] },
  expect: [
    {
      detection: 'mfa-device-resynced',
      severity: 'medium',
      target: 'alice',
      related: ['repeated-mfa-failures'],
      events: 4,
    },
    { detection: 'mfa-device-resynced', severity: 'medium', target: 'alice', events: 1 },
  ],
};
