import { account, apiCall, elsewhere } from '../../lambda/events/samples';
import type { Scenario } from './scenario';

const alice = 'a4b8c4d8-1061-7000-aaaa-0a1b2c3d4e5f';
const bob = 'a4b8c4d8-1061-7000-bbbb-0a1b2c3d4e5f';
const admin = { by: 'mallory', with: 'role', from: elsewhere } as const;
const portal = {
  patch: {
    userIdentity: { type: 'IdentityCenterUser', accountId: account, onBehalfOf: { userId: bob } },
  },
};

export const scenario: Scenario = {
  story:
    'An administrator’s role removes alice’s authenticator in Identity Center, registers another for her, and switches the directory’s MFA settings. Bob registers his own passkey meanwhile.',
  records: [
    apiCall('sso-directory', 'DeleteMfaDeviceForUser', { user: { userId: alice } }, { ...admin, minute: 0 }),
    apiCall('sso-directory', 'CompleteWebAuthnDeviceRegistration', { user: { userId: bob } }, { ...portal, minute: 1 }),
    apiCall(
      'sso-directory',
      'CompleteVirtualMfaDeviceRegistration',
      { user: { userId: alice } },
      { ...admin, minute: 3 },
    ),
    apiCall('sso', 'UpdateSsoConfiguration', { ssoType: 'SSO', mfaMode: 'DISABLED' }, { ...admin, minute: 7 }),
  ],
  expect: [
    { detection: 'identity-center-mfa-changed', severity: 'high', target: alice, events: 2 },
    { detection: 'identity-center-mfa-changed', severity: 'high', target: 'Account', events: 1 },
  ],
};
