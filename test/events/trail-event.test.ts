import { describe, expect, it } from '@jest/globals';
import {
  account,
  apiCall,
  assumedRoot,
  checkMfa,
  consoleLogin,
  createVirtualMfaDevice,
  deleteVirtualMfaDevice,
  enableMfaDevice,
  getSessionToken,
  iamCall,
  phone,
  rootPage,
  tablet,
  unknownUserLogin,
} from '../../lambda/events/samples';
import {
  actorKeyOf,
  actsOnOneself,
  byTime,
  deviceKeysOf,
  devicesNamed,
  isoTime,
  millis,
  parseTrailEvent,
  subjectOf,
  updates,
  type TrailEvent,
} from '../../lambda/events/trail-event';
import { parse } from '../engine/world';

describe('a record that cannot be read', () => {
  it.each<[unknown, string]>([
    ['text', 'not a CloudTrail record: expected a JSON object'],
    [{ eventTime: '2026-11-20T09:00:00Z' }, 'not a CloudTrail record: eventSource, eventName missing or not text'],
    [enableMfaDevice({ patch: { eventName: 7 } }), 'not a CloudTrail record: eventName missing or not text'],
    [
      enableMfaDevice({ patch: { eventTime: 'x'.repeat(50) } }),
      `eventTime "${'x'.repeat(39)}…" is not a time such as 2026-11-20T09:16:12Z`,
    ],
  ])('%#: is refused in words for who must mend it', (record, problem) => {
    expect(parseTrailEvent(record)).toEqual({ ok: false, problem });
  });
});

describe('an event', () => {
  it('takes no name from what only JavaScript reads as inherited', () => {
    const disguised = JSON.parse(
      '{"__proto__":{"userName":"mallory","serialNumber":"arn:aws:iam::1:mfa/x"}}',
    ) as Record<string, unknown>;
    const { target, serialNumber } = parse(iamCall('DeleteUser', disguised));
    expect([target.name, serialNumber]).toEqual([undefined, undefined]);
  });

  it('has its time in UTC, with milliseconds only where there are any', () => {
    expect(parse(enableMfaDevice({ patch: { eventTime: '2026-11-20T10:00:00+01:00' } })).time).toBe(
      '2026-11-20T09:00:00Z',
    );
    expect(isoTime(Date.UTC(2026, 10, 20, 9, 0, 0, 7))).toBe('2026-11-20T09:00:00.007Z');
    expect(millis({ time: '2026-11-20T09:00:00Z' })).toBe(Date.UTC(2026, 10, 20, 9));
  });

  it('is of the account that received it, else of the caller’s, else of none known', () => {
    const of = (patch: object): string => parse(enableMfaDevice({ patch: { ...patch } })).account;
    expect(of({ userIdentity: { accountId: '999988887777' } })).toBe(account);
    expect(of({ recipientAccountId: undefined, userIdentity: { accountId: '999988887777' } })).toBe('999988887777');
    expect(of({ recipientAccountId: undefined, userIdentity: null })).toBe('unknown');
  });

  it('is of a region that may be unknown', () => {
    expect(parse(enableMfaDevice()).region).toBe('us-east-1');
    expect(parse(enableMfaDevice({ patch: { awsRegion: undefined } })).region).toBe('unknown');
  });

  it('has an error code that loses its suffix only at the end, and an error message that is cut', () => {
    const of = (error: string, message = ''): TrailEvent => parse(enableMfaDevice({ error, message }));
    expect(of('ExceptionInThrottle').errorCode).toBe('ExceptionInThrottle');
    expect(of('X', 'x'.repeat(301)).errorMessage).toBe(`${'x'.repeat(299)}…`);
    expect(of('X', '').errorMessage).toBeUndefined();
  });

  it.each<[string, object, string | undefined]>([
    ['the request', enableMfaDevice({ serial: phone }), phone],
    ['the answer', createVirtualMfaDevice({ serial: phone }), phone],
    ['the sign-in', consoleLogin({ device: phone }), phone],
    ['the refusal', deleteVirtualMfaDevice({ serial: phone, error: 'AccessDenied' }), phone],
    ['nothing', checkMfa(), undefined],
  ])('names the device that stands in %s', (_, record, serialNumber) => {
    expect(parse(record).serialNumber).toBe(serialNumber);
  });

  it('tells who made the call on somebody’s behalf', () => {
    const userIdentity = { type: 'IAMUser', invokedBy: 'cloudformation.amazonaws.com' };
    expect(parse(enableMfaDevice({ patch: { userIdentity } })).invokedBy).toBe('cloudformation.amazonaws.com');
  });
});

describe('the identity', () => {
  const identity = (patch: object): string => parse(enableMfaDevice({ patch: { ...patch } })).identity;

  it('is the event’s id, or none, and a short hash', () => {
    expect(identity({ eventID: 'id' })).toMatch(/^id\.[0-9a-f]{12}$/);
    expect(identity({ eventID: undefined })).toMatch(/^no-id\.[0-9a-f]{12}$/);
  });

  it('keeps the id that the first copy had', () => {
    const addendum = { originalEventID: 'first' };
    expect(identity({ eventID: 'second', addendum })).toBe(identity({ eventID: 'first' }));
    expect(parse(enableMfaDevice({ patch: { eventID: 'second', addendum } })).eventId).toBe('second');
    expect(parse(enableMfaDevice({ patch: { eventID: undefined, addendum } })).eventId).toBe('first');
    expect(parse(enableMfaDevice({ patch: { eventID: undefined } })).eventId).toBe('none');
  });

  it('tells whether the record is a copy with updated data', () => {
    const firstOf = (patch: Record<string, unknown>): string | undefined => updates(parse(enableMfaDevice({ patch })));
    const addendum = { originalEventID: 'first' };
    expect(firstOf({ eventID: 'second', addendum })).toBe('first');
    expect(firstOf({ eventID: 'first', addendum })).toBeUndefined();
    expect(firstOf({ eventID: 'second' })).toBeUndefined();
    expect(firstOf({ eventID: undefined })).toBeUndefined();
  });

  it.each<[string, object]>([
    ['account', { recipientAccountId: '999988887777' }],
    ['time', { eventTime: '2026-11-20T09:00:01Z' }],
    ['source', { eventSource: 'sso.amazonaws.com' }],
    ['name', { eventName: 'DeactivateMFADevice' }],
    ['error code', { errorCode: 'AccessDenied' }],
    ['actor', { userIdentity: { type: 'IAMUser', principalId: 'AIDAX' } }],
    ['target', { requestParameters: { userName: 'bob', serialNumber: tablet } }],
    ['device', { requestParameters: { userName: 'alice', serialNumber: phone } }],
  ])('differs with the %s', (_, patch) => {
    expect(identity({ eventID: 'id', ...patch })).not.toBe(identity({ eventID: 'id' }));
  });

  it('is the same whatever the case of the target’s name', () => {
    const requestParameters = { userName: 'ALICE', serialNumber: tablet };
    expect(identity({ eventID: 'id', requestParameters })).toBe(identity({ eventID: 'id' }));
  });
});

describe('what was requested', () => {
  const requested = (parameters: object): string[] | undefined =>
    parse(apiCall('events', 'PutTargets', { ...parameters })).requested;

  it('is all text in the parameters, however deep, level by level', () => {
    expect(requested({ rule: 'one', targets: [{ arn: 'three', input: { deep: 'four' } }], name: 'two' })).toEqual([
      'one',
      'two',
      'three',
      'four',
    ]);
  });

  it('leaves out what is no text, and the text of a policy', () => {
    expect(
      requested({ count: 7, on: true, nothing: null, missing: undefined, policyDocument: '{}', name: 'x' }),
    ).toEqual(['x']);
    expect(requested({ count: 7 })).toBeUndefined();
  });

  it('tells that all permissions are to be removed, which is no text', () => {
    expect(requested({ removeAllPermissions: true, eventBusName: 'x' })).toEqual(['removeAllPermissions', 'x']);
    expect(requested({ removeAllPermissions: 'true' })).toEqual(['removeAllPermissions']);
    expect(requested({ removeAllPermissions: false })).toBeUndefined();
  });

  it('is of an event of Organizations what its details say, and of no other service', () => {
    const patch = { requestParameters: null, serviceEventDetails: { accountId: '222233334444' } };
    expect(parse(apiCall('organizations', 'X', {}, { patch })).requested).toEqual(['222233334444']);
    expect(parse(apiCall('sso', 'X', {}, { patch })).requested).toBeUndefined();
  });

  it('is cut to a hundred texts of 150 characters', () => {
    const names = Array.from({ length: 100 }, (_, index) => `${index}`.padEnd(151, 'x'));
    const [first, ...others] = requested({ names, more: { name: 'late' } }) ?? [];
    expect(first).toBe(`0${'x'.repeat(148)}…`);
    expect(others).toHaveLength(99);
    expect(requested({ names: [...names, 'late'] })?.at(-1)).toMatch(/^99x/);
  });

  it.each([
    ['sign-in', consoleLogin({ patch: { requestParameters: { name: 'x' } } })],
    ['STS', getSessionToken()],
    ['Account Management', apiCall('account', 'AcceptPrimaryEmailUpdate', { otp: 'a1b2c3' })],
    ['MFA devices', enableMfaDevice()],
  ])('is not kept of %s', (_, record) => {
    expect(parse(record).requested).toBeUndefined();
  });

  it('is what the message of a refusal names', () => {
    const refused = (message?: string): string[] | undefined =>
      parse(
        iamCall('DeleteRole', {}, { patch: { requestParameters: null, ...(message && { errorMessage: message }) } }),
      ).requested;
    expect(refused('… on resource: role some-role because no policy allows it')).toEqual(['role some-role']);
    expect(refused('… on resource: role some-role with an explicit deny in a service control policy')).toEqual([
      'role some-role',
    ]);
    expect(refused('… on resource: role some-role')).toEqual(['role some-role']);
    expect(refused(`… on resource: ${'x'.repeat(200)}`)).toEqual([`${'x'.repeat(149)}…`]);
    expect(refused('no')).toBeUndefined();
    expect(refused()).toBeUndefined();
  });
});

describe('a sign-in', () => {
  const page = (name: string) => parse(rootPage(name)).signIn?.outcome;

  it.each(['PasswordRecoveryRequested', 'PasswordRecoveryCompleted', 'PasswordUpdated', 'EmailUpdated'])(
    'page %s tells its outcome under its own name',
    (name) => {
      expect(page(name)).toBe('Success');
    },
  );

  it('tells outcome and MFA', () => {
    expect(parse(checkMfa()).signIn).toMatchObject({ outcome: 'Success', mfaUsed: false });
    expect(parse(consoleLogin({ outcome: 'Failure', mfaUsed: 'Yes' })).signIn).toMatchObject({
      outcome: 'Failure',
      mfaUsed: true,
    });
  });

  it('of Identity Center tells outcome and type of credential elsewhere', () => {
    const verified = consoleLogin({
      patch: {
        eventName: 'CredentialVerification',
        responseElements: null,
        serviceEventDetails: { CredentialVerification: 'Failure' },
        additionalEventData: { CredentialType: 'TOTP', LoginTo: 'https://example.com/'.padEnd(200, 'x') },
      },
    });
    expect(parse(verified).signIn).toEqual({
      outcome: 'Failure',
      mfaUsed: false,
      credentialType: 'TOTP',
      loginTo: 'https://example.com/'.padEnd(100, 'x'),
    });
  });

  it('may have no outcome', () => {
    expect(parse(consoleLogin({ patch: { responseElements: null } })).signIn?.outcome).toBeUndefined();
  });

  it('is only what the sign-in service writes', () => {
    expect(parse(getSessionToken()).signIn).toBeUndefined();
  });
});

describe('the timeline of an event', () => {
  const roleArn = `arn:aws:sts::${account}:assumed-role/helpdesk/bob`;

  it.each<[string, object, string]>([
    ['the user’s, in lower case', enableMfaDevice({ for: 'Alice' }), 'alice'],
    ['root’s', enableMfaDevice({ with: 'root', for: 'AWS ROOT USER' }), '<root>'],
    [
      'the directory user’s, apart from IAM users of that name',
      apiCall('sso-directory', 'DeleteMfaDeviceForUser', { userName: 'Alice' }),
      'identity-center:alice',
    ],
    [
      'the principal’s, at a sign-in without name',
      unknownUserLogin({ patch: { userIdentity: { principalId: 'AIDAX' } } }),
      'AIDAX',
    ],
    ['the address’s, at a sign-in without principal', unknownUserLogin(), 'address:198.51.100.7'],
    [
      'that of hidden names, at a sign-in without address',
      unknownUserLogin({ from: '' }),
      'address:HIDDEN_DUE_TO_SECURITY_REASONS',
    ],
    ['the actor’s, where nobody is named', createVirtualMfaDevice({ with: 'role', by: 'bob' }), `actor:${roleArn}`],
  ])('is %s', (_, record, subject) => {
    expect(subjectOf(parse(record))).toBe(`${account}/${subject}`);
  });

  it('is the actor’s by ARN, else by principal, else by key, else by type', () => {
    const key = (identity: object): string =>
      actorKeyOf(parse(enableMfaDevice({ patch: { userIdentity: { ...identity } } })));
    const all = { type: 'AWSAccount', accessKeyId: 'ASIA1', principalId: 'AIDAX', arn: roleArn };
    expect(key(all)).toBe(`${account}/actor:${roleArn}`);
    expect(key({ ...all, arn: undefined })).toBe(`${account}/actor:aidax`);
    expect(key({ ...all, arn: undefined, principalId: undefined })).toBe(`${account}/actor:asia1`);
    expect(key({ type: 'AWSAccount' })).toBe(`${account}/actor:awsaccount`);
  });

  it('is the user’s who has made the session with GetFederationToken, whatever they call it', () => {
    const key = (as: string): string =>
      actorKeyOf(parse(enableMfaDevice({ with: 'federation-token', by: 'mallory', as, for: 'alice' })));
    expect([key('alice'), key('bob')]).toEqual(Array(2).fill(actorKeyOf(parse(enableMfaDevice({ by: 'mallory' })))));
  });

  it('is the device’s, if one is named', () => {
    expect(deviceKeysOf(parse(enableMfaDevice({ serial: 'GAHT1' })))).toEqual([`${account}/device:gaht1`]);
    expect(deviceKeysOf(parse(checkMfa()))).toEqual([]);
  });
});

it.each<[boolean, string, object]>([
  [true, 'a user on their own name', enableMfaDevice()],
  [false, 'a user on another', enableMfaDevice({ for: 'bob' })],
  [false, 'a user called root on root', enableMfaDevice({ by: 'root', for: 'AWS ROOT USER' })],
  [true, 'root on root', enableMfaDevice({ with: 'root', for: 'AWS ROOT USER' })],
  [false, 'root on a user', enableMfaDevice({ with: 'root', for: 'alice' })],
  [false, 'AssumeRoot on root', enableMfaDevice({ for: 'AWS ROOT USER', patch: assumedRoot })],
  [
    false,
    'a role session of the same name',
    enableMfaDevice({ with: 'role', patch: { requestParameters: { userName: 'HelpDesk/alice' } } }),
  ],
  [false, 'a user on nobody', createVirtualMfaDevice()],
  [false, 'a user without name on alice', enableMfaDevice({ patch: { userIdentity: { type: 'IAMUser' } } })],
  [
    false,
    'a user on a user of the directory',
    apiCall('sso-directory', 'DeleteMfaDeviceForUser', { userName: 'alice' }),
  ],
])('it is %p that %s is oneself', (own, _, record) => {
  expect(actsOnOneself(parse(record))).toBe(own);
});

it('events are sorted by time, and those of one second by identity', () => {
  const [a, b, later] = [{ id: '-a' }, { id: '-b' }, { id: '-0', minute: 1 }].map((how) =>
    parse(enableMfaDevice(how)),
  ) as [TrailEvent, TrailEvent, TrailEvent];
  expect([later, b, a].sort(byTime)).toEqual([a, b, later]);
  expect([a, b, later].sort(byTime)).toEqual([a, b, later]);
  expect(byTime(a, { ...a })).toBe(0);
});

it('the devices that events name are listed once', () => {
  const events = [enableMfaDevice({ serial: phone }), checkMfa(), consoleLogin({ device: phone }), enableMfaDevice()];
  expect(devicesNamed(events.map(parse))).toEqual([phone, tablet]);
});
