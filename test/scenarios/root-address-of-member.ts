import { account, apiCall, elsewhere, enableMfaDevice } from '../../lambda/events/samples';
import { virtualDevice } from './records';
import type { Scenario } from './scenario';

const member = '222233334444';
const parameters = { accountId: member, primaryEmail: 'root@example.net' };
const stolen = { by: 'carol', with: 'long-term-key', from: elsewhere } as const;
const resource = `arn:aws:account::${account}:account/o-a1b2c3d4e5/${member}`;

export const scenario: Scenario = {
  story:
    'A stolen key of the management account is refused once, then asks for a new address of a member’s root, mistypes the code and confirms it; then it adds a device for the user whose key it is. A week before, the account factory gave another member its address.',
  records: [
    apiCall(
      'account',
      'AcceptPrimaryEmailUpdate',
      { accountId: '333344445555', primaryEmail: 'aws+shop@example.com' },
      { by: 'factory', with: 'role', minute: -7 * 24 * 60 },
    ),
    apiCall('account', 'StartPrimaryEmailUpdate', {}, { ...stolen, error: 'AccessDeniedException', resource }),
    apiCall('account', 'StartPrimaryEmailUpdate', parameters, { ...stolen, minute: 4 }),
    apiCall('account', 'AcceptPrimaryEmailUpdate', parameters, { ...stolen, minute: 6, error: 'ValidationException' }),
    apiCall('account', 'AcceptPrimaryEmailUpdate', { ...parameters, otp: 'a1b2c3' }, { ...stolen, minute: 7 }),
    enableMfaDevice({ ...stolen, minute: 15 }),
  ],
  devices: { carol: [virtualDevice('carol-phone')] },
  expect: [
    { detection: 'root-address-changed', severity: 'high', target: 'root of 333344445555', events: 1 },
    { detection: 'root-address-changed', severity: 'critical', target: `root of ${member}`, events: 4 },
    { detection: 'mfa-device-added-without-mfa', severity: 'critical', target: 'carol', events: 1 },
  ],
};
