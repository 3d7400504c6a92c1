import {
  account,
  apiCall,
  consoleLogin,
  createVirtualMfaDevice,
  deactivateMfaDevice,
  deleteVirtualMfaDevice,
  enableMfaDevice,
  getSessionToken,
  type Situation,
} from '../../lambda/events/samples';

/** A third address, neither the owner's nor the first stranger's. */
export const farAway = '192.0.2.44';

export const virtualDevice = (name: string): string => `arn:aws:iam::${account}:mfa/${name}`;

interface Enrolment extends Situation {
  for?: string;
  serial: string;
}

/** The console and the command line both make the virtual device first; it is enabled most of a minute later. */
export function enrol({ minute = 0, ...how }: Enrolment): object[] {
  return [createVirtualMfaDevice({ ...how, minute }), enableMfaDevice({ ...how, minute: minute + 0.75 })];
}

/** The console takes the virtual device away in the same second. */
export function removeDevice(how: Enrolment): object[] {
  return [deactivateMfaDevice(how), deleteVirtualMfaDevice(how)];
}

/** Into a role of the same account, with a code of the device; the call counts as read-only. */
export function assumeRole(how: Situation & { serial: string; role?: string }): object {
  const { serial, role = 'Admin', patch } = how;
  return getSessionToken({
    ...how,
    patch: {
      eventName: 'AssumeRole',
      readOnly: true,
      requestParameters: {
        roleArn: `arn:aws:iam::${account}:role/${role}`,
        roleSessionName: 'session',
        serialNumber: serial,
      },
      ...patch,
    },
  });
}

/** Through an identity provider: CloudTrail says that no MFA was used, whatever the provider asked for. */
export function federatedLogin(how: Situation & { role?: string } = {}): object {
  const { by = 'alice', role = 'AWSReservedSSO_Admin_0123456789abcdef' } = how;
  const userIdentity = {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLE0000000002:${by}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${by}`,
    accountId: account,
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${account}:role/${role}`, userName: role },
      attributes: { mfaAuthenticated: 'false' },
    },
  };
  return consoleLogin({ ...how, mfaUsed: 'No', patch: { userIdentity } });
}

/** What inventory tools do all day. */
export function readingCalls(minute: number, how: Situation = { with: 'role', by: 'inventory' }): object[] {
  const names = ['ListMFADevices', 'ListVirtualMFADevices', 'GetUser', 'ListUsers', 'GetAccountSummary', 'GetPolicy'];
  return names.map((name) =>
    apiCall('iam', name, { userName: 'alice' }, { ...how, minute, patch: { readOnly: true, ...how.patch } }),
  );
}
