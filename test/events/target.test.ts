import { describe, expect, it } from '@jest/globals';
import {
  account,
  apiCall,
  assumedRoot,
  checkMfa,
  consoleLogin,
  enableMfaDevice,
  getSessionToken,
  iamCall,
  loginProfileCall,
  rootLogin,
  rootPage,
  unknownUserLogin,
} from '../../lambda/events/samples';
import { refusedResource } from '../../lambda/events/target';
import { parse } from '../engine/world';

const root = { type: 'Root', name: 'root' };
const alice = { type: 'IAMUser', name: 'alice' };
const unknown = { type: 'unknown' };
const wholeAccount = { type: 'Account' };

const portalUser = (identity: object): { patch: Record<string, unknown> } => ({
  patch: { userIdentity: { type: 'IdentityCenterUser', accountId: account, ...identity } },
});
const inDirectory = (parameters: Record<string, unknown>, who: object = { by: 'bob', with: 'role' }): object =>
  apiCall('sso-directory', 'DeleteMfaDeviceForUser', parameters, who);
const directoryUser = (name: string, id?: string): object => ({
  type: 'IdentityCenterUser',
  name,
  ...(id !== undefined && { id }),
});

const primaryEmail = (parameters: Record<string, unknown>, how: { resource?: string } = {}): object =>
  apiCall('account', 'StartPrimaryEmailUpdate', parameters, how);
const rootOf = (member: string): object => ({ type: 'Root', name: `root of ${member}` });

const byRole = { by: 'bob', with: 'role' } as const;
const refusedRoot = (message?: string) => ({ with: 'root' as const, error: 'AccessDenied', message });
const refusedForSomebody = loginProfileCall('CreateLoginProfile', { ...byRole, error: 'AccessDenied' });

it.each<[string, object, object]>([
  ['the user who signs in', consoleLogin(), alice],
  ['the user at the MFA step', checkMfa(), alice],
  ['the user who asks STS for a session', getSessionToken(), alice],
  ['root, who signs in', rootLogin(), root],
  [
    'root, for a recovery of the password',
    rootPage('PasswordRecoveryRequested', { patch: { userIdentity: {} } }),
    root,
  ],
  ['root, for a change of the e-mail address', rootPage('EmailUpdated', { patch: { userIdentity: {} } }), root],
  ['the user who sets a new password while signing in', { ...consoleLogin(), eventName: 'PasswordUpdated' }, alice],
  ['nobody known, where AWS hides the name', unknownUserLogin(), unknown],
  ['nobody known, where a role signs in', consoleLogin({ patch: { userIdentity: { type: 'AssumedRole' } } }), unknown],
  ['the user whom a call of IAM names', enableMfaDevice({ by: 'bob', for: 'alice' }), alice],
  [
    'the user whom a call of IAM names beside a policy',
    iamCall('DetachUserPolicy', { userName: 'alice', policyArn: 'arn' }, { by: 'bob' }),
    alice,
  ],
  ['the account, for a call on a group', iamCall('AttachGroupPolicy', { groupName: 'Developers' }), wholeAccount],
  ['the account, for a call on a role', iamCall('DeleteRole', { roleName: 'Admin' }), wholeAccount],
  ['the account, for a call of another service', apiCall('cloudtrail', 'StopLogging', { name: 'trail' }), wholeAccount],
  [
    'root of the member, for a change of the address',
    primaryEmail({ accountId: '222233334444' }),
    rootOf('222233334444'),
  ],
  ['root, for a change of the address that names no account', primaryEmail({ primaryEmail: 'x@example.net' }), root],
  ['root, for a change of the address that names the account itself', primaryEmail({ accountId: account }), root],
  [
    'root of the member whom the refusal names',
    primaryEmail({}, { resource: `arn:aws:account::${account}:account/o-a1b2c3d4e5/222233334444` }),
    rootOf('222233334444'),
  ],
  ['root, whom the refusal names', primaryEmail({}, { resource: `arn:aws:account::${account}:account` }), root],
  ['root of an account that the refusal does not name', primaryEmail({}, { resource: '*' }), { type: 'Root' }],
  ['root of an account that is no account', primaryEmail({ accountId: '2222' }), { type: 'Root' }],
  ['the account, for another contact', apiCall('account', 'PutAlternateContact', {}), wholeAccount],
  ['nobody known, for a call of IAM that names nobody', iamCall('EnableMFADevice', {}), unknown],
  ['the caller, where the call leaves the name out and may', loginProfileCall('ChangePassword'), alice],
  ['root, whose session leaves the name out', loginProfileCall('CreateLoginProfile', { with: 'root' }), root],
  [
    'root, for whom AssumeRoot removes a device',
    iamCall('DeactivateMFADevice', { serialNumber: 'GAHT1' }, { patch: assumedRoot }),
    root,
  ],
  [
    'nobody known, where a call without a name was refused',
    iamCall('DeactivateMFADevice', {}, { error: 'ValidationException' }),
    unknown,
  ],
  [
    'the user whom the refusal names',
    iamCall('DeleteUser', {}, { error: 'AccessDenied', resource: 'user alice' }),
    alice,
  ],
  ['the user whose own new password was refused', loginProfileCall('ChangePassword', { error: 'AccessDenied' }), alice],
  [
    'nobody known, where a role’s was',
    loginProfileCall('ChangePassword', { ...byRole, error: 'AccessDenied' }),
    unknown,
  ],
  ['root, whose new password was refused', loginProfileCall('ChangePassword', refusedRoot()), root],
  ['root, whose first password was refused', loginProfileCall('CreateLoginProfile', refusedRoot()), root],
  [
    'root, whose first password was refused to an AssumeRoot session',
    loginProfileCall('CreateLoginProfile', {
      error: 'EntityAlreadyExistsException',
      message: 'Login Profile for user root already exists.',
      patch: assumedRoot,
    }),
    root,
  ],
  [
    'nobody known, where only the text of the refusal has the user whom root meant',
    loginProfileCall('CreateLoginProfile', refusedRoot('Login Profile for user alice already exists.')),
    unknown,
  ],
  [
    'nobody known, where root meant a user who is not there',
    loginProfileCall('CreateLoginProfile', refusedRoot('The user with name alice cannot be found.')),
    unknown,
  ],
  [
    'the user whom the refusal of root names',
    loginProfileCall('CreateLoginProfile', refusedRoot('not authorized to do so on resource: user alice because')),
    alice,
  ],
  ['nobody known, where a password that another makes was refused', refusedForSomebody, unknown],
  ['the user of the directory, by name', inDirectory({ userName: 'alice' }), directoryUser('alice')],
  ['the user of the directory, by nested name', inDirectory({ user: { userName: 'alice' } }), directoryUser('alice')],
  ['the user of the directory, by id', inDirectory({ userId: 'a4b8' }), directoryUser('a4b8', 'a4b8')],
  ['the user of the directory, by nested id', inDirectory({ user: { userId: 'a4b8' } }), directoryUser('a4b8', 'a4b8')],
  [
    'the user of the directory, by id where the name is hidden',
    inDirectory({ userName: 'HIDDEN_DUE_TO_SECURITY_REASONS', userId: 'a4b8' }),
    directoryUser('a4b8', 'a4b8'),
  ],
  ['nobody known, where a role names nobody', inDirectory({}), unknown],
  [
    'the portal user who names nobody, by id',
    inDirectory({}, portalUser({ onBehalfOf: { userId: 'a4b8' } })),
    directoryUser('a4b8', 'a4b8'),
  ],
  [
    'the portal user who names nobody, by principal',
    inDirectory({}, portalUser({ principalId: 'a4b8' })),
    directoryUser('a4b8', 'a4b8'),
  ],
  [
    'the portal user who names nobody, by name first',
    inDirectory({}, portalUser({ userName: 'alice', onBehalfOf: { userId: 'a4b8' } })),
    directoryUser('alice', 'a4b8'),
  ],
  [
    'nobody known, where the portal user’s name is hidden',
    inDirectory({}, portalUser({ userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' })),
    unknown,
  ],
  [
    'nobody known, where the account stands for the portal user’s principal',
    inDirectory({}, portalUser({ type: 'Unknown', principalId: account })),
    unknown,
  ],
  [
    'nobody known, where a portal user may name another in a way that is not known',
    inDirectory({ user: { id: 'b0b' } }, portalUser({ onBehalfOf: { userId: 'a4b8' } })),
    unknown,
  ],
  ['nobody known, where the portal user has no name at all', inDirectory({}, portalUser({})), unknown],
  [
    'the account, for a setting of the directory',
    apiCall('identitystore', 'PutMfaDeviceManagementForDirectory', { userId: 'a4b8' }),
    wholeAccount,
  ],
])('the target is %s', (_, record, target) => {
  expect(parse(record).target).toEqual(target);
});

it.each(['CreateAccessKey', 'UpdateAccessKey', 'DeleteAccessKey', 'CreateLoginProfile', 'DeleteLoginProfile'])(
  '%s without a name is about the caller',
  (name) => {
    expect(parse(iamCall(name, {}, { by: 'bob' })).target).toEqual({ type: 'IAMUser', name: 'bob' });
  },
);

describe('what a refusal names', () => {
  it.each<[string, object | undefined]>([
    ['user alice', { user: 'alice' }],
    ['user AWS ROOT USER', { user: 'AWS ROOT USER' }],
    [`arn:aws:iam::${account}:user/alice`, { user: 'alice' }],
    [`arn:aws:iam::${account}:user/team/a/alice`, { user: 'alice' }],
    [`arn:aws:iam::${account}:root`, { user: 'AWS ROOT USER' }],
    [`arn:aws:iam::${account}:mfa/phone`, { serialNumber: `arn:aws:iam::${account}:mfa/phone` }],
    [`arn:aws:iam::${account}:u2f/user/alice/key`, { serialNumber: `arn:aws:iam::${account}:u2f/user/alice/key` }],
    [`arn:aws:iam::${account}:role/Admin`, undefined],
    [`arn:aws:iam::${account}:rooted`, undefined],
    ['arn:aws:iam::1111:root', undefined],
    ['arn:aws:iam::1111:user/alice', undefined],
    ['arn:aws:iam::1111:mfa/phone', undefined],
    [`x-arn:aws:iam::${account}:root`, undefined],
    [`x-arn:aws:iam::${account}:user/alice`, undefined],
    [`x-arn:aws:iam::${account}:mfa/phone`, undefined],
    ['*', undefined],
  ])('"%s"', (resource, named) => {
    expect(refusedResource(`… on resource: ${resource} because …`)).toEqual(named);
  });

  it('is nothing where there is no message, or one that names no resource', () => {
    expect(refusedResource(undefined)).toBeUndefined();
    expect(refusedResource('The user with name alice cannot be found.')).toBeUndefined();
  });

  it.each(['user ', `arn:aws:iam::${account}:user/`])('is cut where "%s" goes on without end', (start) => {
    expect(refusedResource(`on resource: ${start}${'x'.repeat(5000)}`)?.user).toMatch(/^x{60}…[0-9a-f]{16}$/);
  });
});
