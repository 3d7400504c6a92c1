import { describe, expect, it } from '@jest/globals';
import {
  account,
  checkMfa,
  consoleLogin,
  enableMfaDevice,
  getSessionToken,
  rootLogin,
} from '../../lambda/events/samples';
import type { Actor } from '../../lambda/events/actor';
import { parse } from '../engine/world';

/** The caller of EnableMFADevice under this identity. */
const actor = (identity: object, patch: object = {}): Actor =>
  parse({ ...enableMfaDevice(), sessionCredentialFromConsole: undefined, userIdentity: identity, ...patch }).actor;
const session = { sessionContext: { attributes: { mfaAuthenticated: 'true' } } };
const user = { type: 'IAMUser', userName: 'alice' };

describe('the name of an actor', () => {
  it.each<[string, object, string | undefined]>([
    ['is that of an IAM user', user, 'alice'],
    ['is root’s', { type: 'Root', userName: 'my-alias', arn: `arn:aws:iam::${account}:root` }, 'root'],
    [
      'is role and session of a role session',
      { type: 'AssumedRole', arn: `arn:aws:sts::${account}:assumed-role/HelpDesk/bob`, userName: 'other' },
      'HelpDesk/bob',
    ],
    ['is read from the ARN of a user', { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/alice` }, 'alice'],
    ['leaves the path out', { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/team/a/alice` }, 'alice'],
    [
      'is read from the ARN of a federated user',
      { type: 'X', arn: `arn:aws:sts::${account}:federated-user/eve` },
      'eve',
    ],
    [
      'is read from the ARN where AWS hides it',
      { ...user, userName: 'HIDDEN_DUE_TO_SECURITY_REASONS', arn: `arn:aws:iam::${account}:user/alice` },
      'alice',
    ],
    ['is the id of a portal user', { type: 'IdentityCenterUser', onBehalfOf: { userId: 'a4b8' } }, 'a4b8'],
    ['is unknown where nothing says it', { type: 'IAMUser', arn: `arn:aws:iam::${account}:group/alice` }, undefined],
  ])('%s', (_, identity, name) => {
    expect(actor(identity).name).toBe(name);
  });
});

describe('the credential', () => {
  it.each<[Actor['credential'], string, object, object?]>([
    ['long-term-key', 'of a user with a key that begins with AKIA', { ...user, ...session, accessKeyId: 'AKIA1' }],
    ['long-term-key', 'of a user without session', { ...user, accessKeyId: 'OLD1' }],
    [
      'session-token',
      'of a user with a temporary key, whose session is not in the record',
      { ...user, accessKeyId: 'ASIA1' },
    ],
    ['session-token', 'of a user with a session', { ...user, ...session, accessKeyId: 'ASIA1' }],
    ['unknown', 'of a user without key', user],
    [
      'console',
      'of a user whose session says so',
      { ...user, ...session, accessKeyId: 'ASIA1' },
      { sessionCredentialFromConsole: 'true' },
    ],
    [
      'console',
      'of a user without MFA in a session that calls IAM, which GetSessionToken would not let',
      { ...user, sessionContext: { attributes: { mfaAuthenticated: 'false' } }, accessKeyId: 'ASIA1' },
    ],
    [
      'session-token',
      'of a user without MFA in a session that calls STS',
      { ...user, sessionContext: { attributes: { mfaAuthenticated: 'false' } }, accessKeyId: 'ASIA1' },
      { eventSource: 'sts.amazonaws.com' },
    ],
    ['console', 'at a sign-in', { ...user, accessKeyId: 'AKIA1' }, { eventSource: 'signin.amazonaws.com' }],
    ['long-term-key', 'of root’s access key', { type: 'Root', accessKeyId: 'AKIA1' }],
    ['root-session', 'of root otherwise', { type: 'Root', accessKeyId: 'ASIA1' }],
    ['root-session', 'of root without key', { type: 'Root' }],
    ['assumed-root', 'of AssumeRoot', { type: 'Root', accessKeyId: 'AKIA1', sessionContext: { assumedRoot: 'true' } }],
    ['role', 'of a role', { type: 'AssumedRole', sessionContext: { sessionIssuer: { userName: 'HelpDesk' } } }],
    [
      'identity-center',
      'of a role of Identity Center',
      { type: 'AssumedRole', sessionContext: { sessionIssuer: { userName: 'AWSReservedSSO_Admin_0123' } } },
    ],
    [
      'federated',
      'of a role that an identity provider hands out',
      { type: 'AssumedRole', sessionContext: { webIdFederationData: { federatedProvider: 'cognito' } } },
    ],
    ['role', 'of a role without provider', { type: 'AssumedRole', sessionContext: { webIdFederationData: {} } }],
    ['identity-center', 'of a portal user', { type: 'IdentityCenterUser' }],
    ['federated', 'of a federated user', { type: 'FederatedUser' }],
    ['federated', 'of a SAML user', { type: 'SAMLUser' }],
    ['federated', 'of a web identity', { type: 'WebIdentityUser' }],
    ['service', 'of an AWS service', { type: 'AWSService' }],
    ['unknown', 'of another account', { type: 'AWSAccount' }],
  ])('is %s: %s', (credential, _, identity, patch = {}) => {
    expect(actor(identity, patch).credential).toBe(credential);
  });

  it.each(['signin.amazonaws.com', 'console.amazonaws.com', 'AWS Internal', 'Coral/Netty4'])(
    'is console where a record before version 1.08 is of the agent %s',
    (userAgent) => {
      const of = (eventVersion: string) =>
        actor({ ...user, ...session, accessKeyId: 'ASIA1' }, { eventVersion, userAgent }).credential;
      expect(of('1.07')).toBe('console');
      expect(of('1.08')).toBe('session-token');
    },
  );

  it('of an old record of any other agent is none of the console’s', () => {
    const old = { eventVersion: '1.05', userAgent: undefined };
    expect(actor({ ...user, ...session, accessKeyId: 'ASIA1' }, old).credential).toBe('session-token');
  });
});

describe('the MFA verdict', () => {
  it.each<[Actor['mfa'], string, object]>([
    ['mfa', 'a sign-in with MFA', consoleLogin()],
    ['none', 'a sign-in without', consoleLogin({ mfaUsed: 'No' })],
    ['none', 'a sign-in of root without', rootLogin({ mfaUsed: 'No' })],
    ['unknown', 'a sign-in that failed', consoleLogin({ outcome: 'Failure' })],
    ['unknown', 'the MFA step of a sign-in', checkMfa({ patch: { additionalEventData: { MFAUsed: 'Yes' } } })],
    ['none', 'a call of STS with a key', getSessionToken()],
    ['none', 'a call of IAM in a session without', enableMfaDevice()],
    ['mfa', 'a call of IAM in a session with', enableMfaDevice({ with: 'console-mfa' })],
    ['none', 'root in a session without', enableMfaDevice({ with: 'root' })],
    ['mfa', 'root in a session with', enableMfaDevice({ with: 'root-mfa' })],
    ['unknown', 'a role', enableMfaDevice({ with: 'role' })],
    ['unknown', 'a record without identity', enableMfaDevice({ patch: { userIdentity: null } })],
  ])('is %s: %s', (mfa, _, record) => {
    expect(parse(record).actor.mfa).toBe(mfa);
  });
});

it('an actor carries what the record says of them, a long agent cut', () => {
  const identity = { ...user, arn: 'arn', principalId: 'AIDAX', accessKeyId: 'AKIA1' };
  expect(actor(identity, { userAgent: 'x'.repeat(300), sourceIPAddress: '192.0.2.1' })).toEqual({
    type: 'IAMUser',
    name: 'alice',
    arn: 'arn',
    principalId: 'AIDAX',
    accessKeyId: 'AKIA1',
    credential: 'long-term-key',
    mfa: 'none',
    sourceIp: '192.0.2.1',
    userAgent: `${'x'.repeat(199)}…`,
  });
});
