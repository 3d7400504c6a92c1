import { describe, expect, it } from '@jest/globals';
import {
  account,
  checkMfa,
  consoleLogin,
  deactivateMfaDevice,
  enableMfaDevice,
  getSessionToken,
  phone,
  rootPage,
} from '../../lambda/events/samples';
import { actsOnOneself, parseTrailEvent, subjectOf, type TrailEvent } from '../../lambda/events/trail-event';
import { alertsOf, parse } from '../engine/world';

const withIdentity = (patch: object, record = enableMfaDevice()): TrailEvent =>
  parse({ ...record, userIdentity: { ...(record['userIdentity'] as object), ...patch } });

describe('what real records look like', () => {
  it.each(['Yes', 'YES', 'yes '])('MFAUsed "%s" is MFA', (value) => {
    expect(parse(consoleLogin({ patch: { additionalEventData: { MFAUsed: value } } })).actor.mfa).toBe('mfa');
  });

  it('MFAUsed "No" is none, and no MFAUsed at all says nothing', () => {
    expect(parse(consoleLogin({ mfaUsed: 'No' })).actor.mfa).toBe('none');
    expect(parse(consoleLogin({ patch: { additionalEventData: null } })).actor.mfa).toBe('unknown');
  });

  it.each(['true', 'TRUE', true])('mfaAuthenticated %p is MFA', (value) => {
    const event = withIdentity({ sessionContext: { attributes: { mfaAuthenticated: value } } });
    expect(event.actor.mfa).toBe('mfa');
  });

  it.each(['true', true])('sessionCredentialFromConsole %p is a console session', (value) => {
    const event = parse(enableMfaDevice({ with: 'console-mfa', patch: { sessionCredentialFromConsole: value } }));
    expect(event.actor.credential).toBe('console');
  });

  it('a record without sessionContext is a long-term key, and has no MFA', () => {
    const { actor } = parse(enableMfaDevice({ with: 'long-term-key' }));
    expect([actor.credential, actor.mfa]).toEqual(['long-term-key', 'none']);
  });

  it.each(['invokedBy', 'userAgent'])('the %s of a 2018 console session is a console session', (field) => {
    const record = enableMfaDevice({ with: 'session-mfa' });
    const identity = { ...(record['userIdentity'] as object), invokedBy: 'signin.amazonaws.com' };
    const old =
      field === 'invokedBy' ? { userIdentity: identity } : { eventVersion: '1.05 ', userAgent: 'signin.amazonaws.com' };
    expect(parse({ ...record, ...old }).actor.credential).toBe('console');
  });

  it.each(['long-term-key', 'session-mfa'] as const)('a %s that calls itself the console is none', (credential) => {
    for (const userAgent of ['AWS Internal', 'signin.amazonaws.com'])
      expect(parse(enableMfaDevice({ with: credential, patch: { userAgent } })).actor.credential).toBe(
        credential === 'session-mfa' ? 'session-token' : credential,
      );
  });

  it('an MFA session without console marks is a session token', () => {
    expect(parse(enableMfaDevice({ with: 'session-mfa' })).actor.credential).toBe('session-token');
  });

  it('error codes lose the Exception suffix', () => {
    expect(parse(enableMfaDevice({ error: 'NoSuchEntityException' })).errorCode).toBe('NoSuchEntity');
    expect(parse(enableMfaDevice({ error: 'NoSuchEntity' })).errorCode).toBe('NoSuchEntity');
  });

  it.each([null, 'None', [], undefined])('requestParameters %p name nobody', (requestParameters) => {
    expect(parse(enableMfaDevice({ patch: { requestParameters } })).target).toEqual({ type: 'unknown' });
  });

  it('"None" is nothing where nothing can be called so, and a name where somebody can', () => {
    const userIdentity = { type: 'IAMUser', userName: 'None', arn: 'None', principalId: 'None', accessKeyId: 'None' };
    const requestParameters = { userName: 'None', serialNumber: 'None' };
    const event = parse(enableMfaDevice({ error: 'None', patch: { userIdentity, requestParameters } }));
    expect(event).toMatchObject({
      actor: { name: 'None', arn: undefined, principalId: undefined, accessKeyId: undefined },
      target: { name: 'None' },
    });
    expect([event.errorCode, event.serialNumber]).toEqual([undefined, undefined]);
  });

  it('an IAM user without userName is called as the ARN has it', () => {
    const userIdentity = { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/staff/alice` };
    const removal = parse(deactivateMfaDevice({ patch: { userIdentity, requestParameters: { serialNumber: phone } } }));
    for (const { target } of [removal, parse(consoleLogin({ patch: { userIdentity } }))])
      expect(target).toEqual({ type: 'IAMUser', name: 'alice' });
  });

  it('an empty accessKeyId is none', () => {
    expect(withIdentity({ accessKeyId: '' }).actor.accessKeyId).toBeUndefined();
  });

  it('an identity without type, arn or principalId is read as far as it goes', () => {
    const event = parse(enableMfaDevice({ patch: { userIdentity: { accountId: account } } }));
    expect(event.actor).toMatchObject({ type: 'unknown', credential: 'unknown', mfa: 'unknown' });
    expect(parse(enableMfaDevice({ patch: { userIdentity: undefined } })).actor.type).toBe('unknown');
  });

  it('hidden user names are counted by source address', async () => {
    const hidden = [1, 2, 3].map((minute) => {
      const record = consoleLogin({ minute, outcome: 'Failure' });
      const { principalId: _principal, ...identity } = record['userIdentity'] as Record<string, unknown>;
      return { ...record, userIdentity: { ...identity, userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' } };
    });
    expect(subjectOf(parse(hidden[0] ?? {}))).toBe(`${account}/address:198.51.100.7`);
    expect(await alertsOf(hidden)).toMatchObject([{ severity: 'medium', target: { type: 'unknown' } }]);
  });

  it.each(['AWS Internal', 'cloudtrail.amazonaws.com', '225.01.00.16', ''])('sourceIPAddress "%s"', (address) => {
    expect(parse(enableMfaDevice({ from: address })).actor.sourceIp).toBe(address === '' ? undefined : address);
  });

  it.each([` ${account}`, `${account} `])('account "%s" loses its space', (recipientAccountId) => {
    expect(parse(enableMfaDevice({ patch: { recipientAccountId } })).account).toBe(account);
  });

  it('an account of 13 digits is kept as it is', () => {
    expect(parse(enableMfaDevice({ patch: { recipientAccountId: '1111222233334' } })).account).toBe('1111222233334');
  });

  it('awsRegion "global" and eventVersion "1.05 " are taken', () => {
    expect(parse(enableMfaDevice({ patch: { awsRegion: 'global', eventVersion: '1.05 ' } })).region).toBe('global');
  });

  it('user names in another case are the same user', () => {
    const event = parse(enableMfaDevice({ with: 'console-mfa', for: 'ALICE' }));
    expect(actsOnOneself(event)).toBe(true);
    expect(subjectOf(event)).toBe(subjectOf(parse(enableMfaDevice())));
  });

  it('two different records under one eventID are two events', () => {
    const one = parse(enableMfaDevice({ patch: { eventID: 'same' } }));
    const two = parse(consoleLogin({ patch: { eventID: 'same' } }));
    expect(one.eventId).toBe(two.eventId);
    expect(one.identity).not.toBe(two.identity);
  });

  it('copies that differ in bytes but not in what they say are one event', () => {
    const record = enableMfaDevice({ with: 'long-term-key' });
    const copy = { ...record, apiVersion: '2010-05-08', userAgent: 'cut…', tlsDetails: {} };
    expect(parse(copy).identity).toBe(parse(record).identity);
  });

  it('an updated copy joins the first by its originalEventID', () => {
    const record = enableMfaDevice();
    const updated = { ...record, eventID: 'new', addendum: { originalEventID: record['eventID'] } };
    expect(parse(updated).identity).toBe(parse(record).identity);
  });

  it('records without eventID are told apart by what they say', () => {
    const noId = { eventID: undefined };
    const one = parse(enableMfaDevice({ patch: noId }));
    expect(one.identity).toBe(parse(enableMfaDevice({ patch: noId })).identity);
    expect(one.identity).not.toBe(parse(enableMfaDevice({ minute: 1, patch: noId })).identity);
  });

  it('the role side of a cross-account call has no name and no MFA verdict', () => {
    const { actor, target } = parse(
      getSessionToken({
        patch: { userIdentity: { type: 'AWSAccount', principalId: 'AIDAX', accountId: '999988887777' } },
      }),
    );
    expect([actor.mfa, actor.credential, target.type]).toEqual(['unknown', 'unknown', 'unknown']);
  });
});

describe('who is weakened', () => {
  const denied = (resource: string, tail = ' because no identity-based policy allows it'): TrailEvent =>
    parse(
      enableMfaDevice({
        by: 'mallory',
        error: 'AccessDenied',
        message: `User: arn:aws:iam::${account}:user/mallory is not authorized to perform: iam:EnableMFADevice on resource: ${resource}${tail}`,
      }),
    );

  it.each([
    ['user alice', { type: 'IAMUser', name: 'alice' }],
    ['user AWS ROOT USER', { type: 'Root', name: 'root' }],
    [`arn:aws:iam::${account}:user/team/alice`, { type: 'IAMUser', name: 'alice' }],
    [`arn:aws-us-gov:iam::${account}:root`, { type: 'Root', name: 'root' }],
    [phone, { type: 'unknown' }],
    ['*', { type: 'unknown' }],
  ])('is recovered from "on resource: %s"', (resource, target) => {
    expect(denied(resource).target).toEqual(target);
    expect(denied(resource, ' with an explicit deny in a service control policy').target).toEqual(target);
    expect(denied(resource, '').target).toEqual(target);
  });

  it('names the device where only that is known', () => {
    expect(denied(phone).serialNumber).toBe(phone);
  });

  it.each(['AWS ROOT USER', 'AWS Root User'])('is root under the name %s', (userName) => {
    const event = parse(enableMfaDevice({ with: 'root', for: userName }));
    expect(event.target).toEqual({ type: 'Root', name: 'root' });
    expect(actsOnOneself(event)).toBe(true);
  });

  it('is the caller of a DeactivateMFADevice without a user name, and nobody for EnableMFADevice', () => {
    const own = { eventName: 'DeactivateMFADevice', requestParameters: { serialNumber: phone } };
    expect(parse(enableMfaDevice({ patch: own })).target).toEqual({ type: 'IAMUser', name: 'alice' });
    expect(parse(enableMfaDevice({ patch: { ...own, eventName: 'EnableMFADevice' } })).target.type).toBe('unknown');
  });

  it('is never oneself for a role session or for AssumeRoot', () => {
    expect(actsOnOneself(parse(enableMfaDevice({ with: 'role', by: 'alice', for: 'alice' })))).toBe(false);
    const assumed = withIdentity(
      { sessionContext: { assumedRoot: 'true', attributes: { mfaAuthenticated: 'false' } } },
      enableMfaDevice({ with: 'root', for: 'AWS ROOT USER' }),
    );
    expect([assumed.actor.credential, assumed.actor.mfa]).toEqual(['assumed-root', 'unknown']);
    expect(actsOnOneself(assumed)).toBe(false);
  });
});

describe('the MFA verdict', () => {
  it.each([
    'AssumedRole',
    'FederatedUser',
    'SAMLUser',
    'WebIdentityUser',
    'IdentityCenterUser',
    'AWSService',
    'Unknown',
  ])('of %s is unknown where CloudTrail says "false", mfa where it says "true"', (type) => {
    const session = (mfa: string) => ({ type, sessionContext: { attributes: { mfaAuthenticated: mfa } } });
    expect(withIdentity(session('false')).actor.mfa).toBe('unknown');
    expect(withIdentity(session('true')).actor.mfa).toBe('mfa');
  });

  it('of a federated console sign-in is unknown, although MFAUsed says No', () => {
    expect(withIdentity({ type: 'AssumedRole' }, consoleLogin({ mfaUsed: 'No' })).actor.mfa).toBe('unknown');
  });

  it('of somebody who has not signed in yet is unknown', () => {
    expect(parse(checkMfa()).actor.mfa).toBe('unknown');
    expect(parse(rootPage('PasswordRecoveryRequested')).actor.mfa).toBe('unknown');
  });
});

describe('a step of root’s own pages', () => {
  it('is about root, whoever the record says is there, and tells its outcome', () => {
    const event = withIdentity({ type: 'AWSAccount' }, rootPage('PasswordRecoveryCompleted', { outcome: 'Failure' }));
    expect([event.target.type, event.signIn?.outcome]).toEqual(['Root', 'Failure']);
  });
});

describe('any input', () => {
  it.each([null, 7, 'text', [], {}, { eventTime: 1 }, { ...enableMfaDevice(), eventTime: 'yesterday' }])(
    '%p is refused with a reason',
    (raw) => {
      expect(parseTrailEvent(raw)).toEqual({ ok: false, problem: expect.stringMatching(/eventTime|JSON object/) });
    },
  );
});
