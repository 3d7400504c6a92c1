import { describe, expect, it } from '@jest/globals';
import { account, consoleLogin, elsewhere, enableMfaDevice, phone, tablet } from '../../lambda/events/samples';
import { parse } from '../engine/world';
import { told } from './alerts';

const hasPhone = { devices: { alice: [phone] } };

/** How the record of a second device, added by a stolen key or session, may look; it must be found in any. */
const console = enableMfaDevice({ with: 'console', from: elsewhere });
const key = enableMfaDevice({ with: 'long-term-key', from: elsewhere });
const identityOf = (record: Record<string, unknown>): object => record['userIdentity'] as object;

describe('a second device without MFA is found although the record has', () => {
  it.each<[string, object]>([
    ['"false" for mfaAuthenticated, as text', console],
    [
      'false for mfaAuthenticated, as a boolean',
      {
        ...console,
        userIdentity: {
          ...identityOf(console),
          sessionContext: { attributes: { mfaAuthenticated: false } },
        },
      },
    ],
    ['"false" for sessionCredentialFromConsole', { ...console, sessionCredentialFromConsole: 'false' }],
    ['no sessionContext', key],
    ['an empty accessKeyId', { ...console, userIdentity: { ...identityOf(console), accessKeyId: '' } }],
    ['no arn', { ...key, userIdentity: { ...identityOf(key), arn: undefined } }],
    ['no principalId', { ...key, userIdentity: { ...identityOf(key), principalId: undefined } }],
    ['an address that is none', { ...key, sourceIPAddress: '225.01.00.16' }],
    ['a service for an address', { ...key, sourceIPAddress: 'AWS Internal' }],
    ['an account with a leading space', { ...key, recipientAccountId: ` ${account}` }],
    ['an account of 13 digits', { ...key, recipientAccountId: `${account}4` }],
    ['the region "global"', { ...key, awsRegion: 'global' }],
    ['eventVersion "1.05 "', { ...key, eventVersion: '1.05 ' }],
    ['the name typed in another case', { ...key, requestParameters: { userName: 'ALICE', serialNumber: tablet } }],
    [
      'the marks of a console session of 2018',
      {
        ...console,
        sessionCredentialFromConsole: undefined,
        userAgent: 'signin.amazonaws.com',
        userIdentity: { ...identityOf(console), invokedBy: 'signin.amazonaws.com' },
      },
    ],
  ])('%s', async (_name, record) => {
    expect(await told([record], hasPhone)).toMatchObject([
      { detection: 'mfa-device-added-without-mfa', severity: 'critical', events: 1 },
    ]);
  });
});

it('"false" for sessionCredentialFromConsole is no console session', () => {
  const token = enableMfaDevice({ with: 'session-mfa', patch: { sessionCredentialFromConsole: 'false' } });
  expect(parse(token).actor.credential).toBe('session-token');
});

it('a record without userIdentity.type is found, too, if not as surely', async () => {
  const { type: _type, ...identity } = identityOf(key) as { type: string };
  expect(await told([{ ...key, userIdentity: identity }], hasPhone)).toMatchObject([
    { detection: 'mfa-device-added-for-another-user', severity: 'high', target: 'alice' },
  ]);
});

it('a record hides no other under the same eventID', async () => {
  const same = { eventID: '7d1f0c11-0000-4000-8000-000000000001' };
  const records = [
    consoleLogin({ device: phone, patch: same }),
    enableMfaDevice({ with: 'long-term-key', from: elsewhere, patch: same }),
  ];
  expect(await told(records, hasPhone)).toMatchObject([{ severity: 'critical', events: 1 }]);
  expect(await told(records.reverse(), hasPhone)).toMatchObject([{ severity: 'critical', events: 1 }]);
});

it('an error counts with and without its suffix', async () => {
  const refused = (error: string): object[] =>
    [0, 1, 2].map((minute) => enableMfaDevice({ minute, with: 'console-mfa', error }));
  const alerts = await told(refused('InvalidAuthenticationCode'), hasPhone);
  expect(alerts).toMatchObject([{ severity: 'medium', target: 'alice', events: 3 }]);
  expect(await told(refused('InvalidAuthenticationCodeException'), hasPhone)).toEqual(alerts);
});

it.each([null, 'None'])('requestParameters %p of a refusal: the target stands in the message', async (none) => {
  const record = enableMfaDevice({
    with: 'long-term-key',
    error: 'AccessDenied',
    patch: { requestParameters: none },
  });
  expect(await told([record], hasPhone)).toMatchObject([
    { detection: 'mfa-enrolment-refused', severity: 'high', target: 'alice' },
  ]);
});

it('MFAUsed "YES" and "Yes" are MFA, "No" of a user with a device is a finding', async () => {
  const login = (mfaUsed: string): object =>
    consoleLogin({ patch: { additionalEventData: { MFAUsed: mfaUsed, MFAIdentifier: phone } } });
  expect(await told([login('YES')], hasPhone)).toEqual([]);
  expect(await told([login('Yes')], hasPhone)).toEqual([]);
  expect(await told([login('No')], hasPhone)).toMatchObject([
    { detection: 'console-login-without-mfa', severity: 'high', target: 'alice' },
  ]);
});
