import { consoleLogin, elsewhere, loginProfileCall, phone } from '../../lambda/events/samples';
import { removeDevice } from './records';
import type { Scenario } from './scenario';

const stranger = { by: 'helpdesk', with: 'role', for: 'alice', from: elsewhere } as const;

export const scenario: Scenario = {
  story:
    'A help desk’s session, in a stranger’s hands, removes alice’s device, sets her password, and signs in as her. No look-up succeeds; that nobody was asked for a device shows that none was left.',
  records: [
    ...removeDevice({ ...stranger, minute: 0, serial: phone }),
    loginProfileCall('UpdateLoginProfile', { ...stranger, minute: 2 }),
    consoleLogin({ minute: 4, from: elsewhere, mfaUsed: 'No' }),
  ],
  expect: [
    {
      detection: 'mfa-device-removed',
      severity: 'high',
      target: 'alice',
      related: ['console-login-without-mfa'],
      events: 4,
    },
  ],
};
