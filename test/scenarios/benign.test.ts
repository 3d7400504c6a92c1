import { describe, expect, it } from '@jest/globals';
import {
  account,
  apiCall,
  checkMfa,
  consoleLogin,
  createVirtualMfaDevice,
  deleteVirtualMfaDevice,
  enableMfaDevice,
  getSessionToken,
  loginProfileCall,
  phone,
  resyncMfaDevice,
  tablet,
} from '../../lambda/events/samples';
import { told } from './alerts';
import { enrol, federatedLogin, readingCalls, removeDevice, virtualDevice } from './records';

const own = { with: 'console-mfa' } as const;
const helpDesk = { by: 'bob', with: 'role', for: 'alice' } as const;
const hasPhone = { devices: { alice: [phone] } };
const hasNone = { devices: {} };
const later = '2026-11-21T09:00:00Z';

const wrongCodes = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => [
    checkMfa({ minute: index }),
    consoleLogin({ minute: index + 0.25, outcome: 'Failure' }),
  ]).flat();

describe('stays silent', () => {
  it('when a second device is enrolled in an MFA session, as AWS advises, and used', async () => {
    const records = [...enrol({ ...own, serial: tablet }), consoleLogin({ minute: 20, device: tablet })];
    expect(await told(records, hasPhone)).toEqual([]);
  });

  it('when an enrolment is cancelled, and done again under the same name', async () => {
    const records = [
      createVirtualMfaDevice({ ...own, minute: 0 }),
      deleteVirtualMfaDevice({ ...own, minute: 20 }),
      ...enrol({ ...own, minute: 20.1, serial: tablet }),
    ];
    expect(await told(records, { ...hasPhone, until: later })).toEqual([]);
  });

  it('when the console deletes a device that nobody was given', async () => {
    const records = [createVirtualMfaDevice(own), deleteVirtualMfaDevice({ ...own, minute: 300 })];
    expect(await told(records, { ...hasPhone, until: later })).toEqual([]);
  });

  it('when a phone is replaced in one MFA session', async () => {
    const records = [
      ...removeDevice({ ...own, serial: phone }),
      ...enrol({ ...own, minute: 2, serial: tablet }),
      consoleLogin({ minute: 9, device: tablet }),
    ];
    expect(await told(records, hasPhone)).toEqual([]);
  });

  it('when the new phone bears the name of the old one', async () => {
    const records = [
      ...removeDevice({ ...own, serial: phone }),
      ...enrol({ ...own, minute: 2, serial: phone }),
      consoleLogin({ minute: 9, device: phone }),
    ];
    expect(await told(records, hasPhone)).toEqual([]);
  });

  it('when two codes are mistyped, and the third is right', async () => {
    const records = [...wrongCodes(2), consoleLogin({ minute: 3, device: phone })];
    expect(await told(records, hasPhone)).toEqual([]);
  });

  it('when a newcomer mistypes two codes while enrolling', async () => {
    const records = [
      createVirtualMfaDevice({ ...own, minute: 0 }),
      ...[1, 2].map((minute) => enableMfaDevice({ ...own, minute, error: 'InvalidAuthenticationCodeException' })),
      enableMfaDevice({ ...own, minute: 3 }),
    ];
    expect(await told(records, hasPhone)).toEqual([]);
  });

  it('when people sign in through Identity Center or SAML, although MFAUsed says No', async () => {
    const records = [
      federatedLogin({ minute: 0 }),
      federatedLogin({ minute: 1, role: 'SamlAdmin' }),
      federatedLogin({ minute: 2, by: 'bob' }),
    ];
    expect(await told(records, hasPhone)).toEqual([]);
    expect(await told(records)).toEqual([]);
  });

  it('when Terraform and inventory tools list and get', async () => {
    const records = [0, 60, 120].flatMap((minute) => readingCalls(minute));
    expect(await told(records)).toEqual([]);
  });

  it('when delivery services are denied a thousand times', async () => {
    const userIdentity = { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' };
    const denied = { error: 'AccessDenied', from: 'cloudtrail.amazonaws.com', patch: { userIdentity } };
    const records = Array.from({ length: 1000 }, (_, index) => [
      apiCall('s3', 'PutObject', { bucketName: 'trail' }, { ...denied, minute: index / 10 }),
      getSessionToken({
        ...denied,
        minute: index / 10,
        patch: { userIdentity, eventName: 'AssumeRole', readOnly: true, requestParameters: null },
      }),
    ]).flat();
    expect(await told(records)).toEqual([]);
  });
});

describe('is at most low', () => {
  it('when a newcomer signs in without MFA and enrols the first device from the console', async () => {
    const records = [
      consoleLogin({ minute: 0, mfaUsed: 'No' }),
      ...enrol({ minute: 2, serial: phone }),
      consoleLogin({ minute: 9, device: phone }),
    ];
    expect(await told(records, hasNone)).toMatchObject([
      { detection: 'console-login-without-mfa', severity: 'low', events: 1 },
      { detection: 'mfa-device-added-without-mfa', severity: 'low', events: 2 },
    ]);
  });

  it('when a newcomer cancels, and begins again', async () => {
    const records = [
      createVirtualMfaDevice({ minute: 0 }),
      deleteVirtualMfaDevice({ minute: 45 }),
      ...enrol({ minute: 45.1, serial: tablet }),
    ];
    expect(await told(records, { ...hasNone, until: later })).toMatchObject([
      { detection: 'mfa-device-added-without-mfa', severity: 'low' },
    ]);
  });

  it('when a newcomer enrols, and the console may not delete two devices that are nobody’s', async () => {
    const leftover = (name: string): object =>
      deleteVirtualMfaDevice({ minute: 0, error: 'AccessDenied', serial: virtualDevice(name) });
    const records = [leftover('old-a'), leftover('old-b'), ...enrol({ minute: 0.1, serial: tablet })];
    expect(await told(records, hasNone)).toMatchObject([
      { detection: 'mfa-device-added-without-mfa', severity: 'low', events: 2 },
    ]);
  });

  it('when a help desk hands out a token, which is used', async () => {
    const records = [...enrol({ ...helpDesk, serial: tablet }), consoleLogin({ minute: 30, device: tablet })];
    expect(await told(records, hasNone)).toMatchObject([
      { detection: 'mfa-device-added-for-another-user', severity: 'low', events: 2 },
    ]);
  });

  it('when somebody leaves: Deactivate, Delete, DeleteUser', async () => {
    const records = [
      ...removeDevice({ ...helpDesk, serial: phone }),
      loginProfileCall('DeleteUser', { ...helpDesk, minute: 2 }),
    ];
    expect(await told(records, hasPhone)).toMatchObject([
      { detection: 'mfa-device-removed', severity: 'low', target: 'alice', events: 3 },
    ]);
  });

  it('when a newcomer mistypes three codes while enrolling, and the fourth pair is right', async () => {
    const records = [
      createVirtualMfaDevice({ minute: 0 }),
      ...[1, 2, 3].map((minute) => enableMfaDevice({ minute, error: 'InvalidAuthenticationCodeException' })),
      enableMfaDevice({ minute: 4 }),
      consoleLogin({ minute: 6, device: tablet }),
    ];
    expect(await told(records, hasNone)).toMatchObject([{ severity: 'low', target: 'alice' }]);
  });

  it('when the owner of a token mistypes three codes while resynchronising it', async () => {
    const records = [
      ...[1, 2, 3].map((minute) => resyncMfaDevice({ minute, error: 'InvalidAuthenticationCodeException' })),
      resyncMfaDevice({ minute: 4 }),
    ];
    expect(await told(records, { devices: { alice: [tablet] } })).toMatchObject([{ severity: 'low', events: 4 }]);
  });

  it('when three codes are mistyped, and the fourth is right', async () => {
    const records = [...wrongCodes(3), consoleLogin({ minute: 4, device: phone })];
    expect(await told(records, hasPhone)).toMatchObject([{ severity: 'low', target: 'alice', events: 4 }]);
  });
});

describe('is told once', () => {
  it('when the same record is delivered twice, byte for byte', async () => {
    const record = enableMfaDevice({ with: 'long-term-key' });
    const copies = [record, JSON.parse(JSON.stringify(record)) as object, record];
    expect(await told(copies, hasPhone)).toMatchObject([{ severity: 'critical', events: 1 }]);
  });

  it('when a failed sign-in is delivered a thousand times', async () => {
    const record = consoleLogin({ outcome: 'Failure' });
    expect(await told(Array.from({ length: 1000 }, () => record))).toEqual([]);
  });

  it('when a cross-account AssumeRole stands in the trail twice, once from the role’s side, under one sharedEventID', async () => {
    const sharedEventID = 'f00d0000-0000-4000-8000-000000000001';
    const parameters = { roleArn: `arn:aws:iam::${account}:role/Admin`, serialNumber: tablet };
    const call = { eventName: 'AssumeRole', readOnly: true, sharedEventID, requestParameters: parameters };
    const roleSide = { type: 'AWSAccount', principalId: 'AIDAEXAMPLEALICE', accountId: account };
    const records = [
      enableMfaDevice({ with: 'long-term-key', serial: tablet }),
      getSessionToken({ minute: 5, patch: call }),
      getSessionToken({ minute: 5, id: '-role', patch: { ...call, userIdentity: roleSide } }),
    ];
    expect(await told(records, hasPhone)).toMatchObject([{ severity: 'critical', target: 'alice', events: 2 }]);
  });
});
