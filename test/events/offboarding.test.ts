import { describe, expect, it } from '@jest/globals';
import { endsUser, hasNewPassword, offboardingAfter, returnsUser } from '../../lambda/events/offboarding';
import {
  consoleLogin,
  deactivateMfaDevice,
  enableMfaDevice,
  iamCall,
  loginProfileCall,
  phone,
} from '../../lambda/events/samples';
import { Timeline } from '../../lambda/events/timeline';
import { parse } from '../engine/world';

const bob = { with: 'role', by: 'bob', for: 'alice' } as const;
const removal = deactivateMfaDevice({ ...bob, serial: phone });
const call = (name: string, minute: number, how: object = bob): object => loginProfileCall(name, { minute, ...how });
const deleted = call('DeleteLoginProfile', 5);

const named = { requestParameters: { userName: 'alice' } };

/** What ends the user, by name, within 15 minutes of the first record. */
function ending(first: object, ...others: object[]): string | undefined {
  const timeline = new Timeline(
    [first, ...others].map((record) => ({ event: parse(record) })),
    'key',
  );
  return offboardingAfter(parse(first), timeline, 15 * 60_000)?.name;
}

describe('a removed device was a leaver’s', () => {
  it.each<[string, object[]]>([
    ['the user is deleted in the same second', [call('DeleteUser', 0)]],
    ['the user is deleted 15 minutes later', [call('DeleteUser', 15)]],
    ['users delete themselves', [call('DeleteUser', 5, { by: 'alice' })]],
    ['the user is deleted, and another of that name comes', [call('DeleteUser', 5), call('CreateLoginProfile', 6)]],
    ['somebody else deletes the password', [deleted]],
    ['the password had been set before', [call('CreateLoginProfile', 1), deleted]],
    ['another user comes back', [deleted, call('CreateLoginProfile', 6, { ...bob, for: 'carol' })]],
    ['a new password is refused', [deleted, call('CreateLoginProfile', 6, { ...bob, error: 'AccessDenied' })]],
    ['a key had been made long before', [call('CreateAccessKey', -10.1), deleted]],
    ['another user gets a key', [deleted, call('CreateAccessKey', 6, { ...bob, for: 'carol' })]],
    ['a key is refused', [deleted, call('CreateAccessKey', 6, { ...bob, error: 'AccessDenied', patch: named })]],
    ['the user is deleted, and another of that name gets a key', [call('DeleteUser', 5), call('CreateAccessKey', 6)]],
    ['a sign-in fails', [deleted, consoleLogin({ minute: 6, outcome: 'Failure' })]],
    ['another device goes', [deleted, deactivateMfaDevice({ ...bob, minute: 6 })]],
    ['a new device is refused', [deleted, enableMfaDevice({ ...bob, minute: 6, error: 'AccessDenied' })]],
    [
      'they change what only another detection knows',
      [deleted, iamCall('TagUser', { userName: 'alice' }, { minute: 6 })],
    ],
  ])('where %s', (_, records) => {
    expect(ending(removal, ...records)).toMatch(/^Delete(User|LoginProfile)$/);
  });

  it.each<[string, object[]]>([
    ['nothing more happens', []],
    ['the deletion comes before', [call('DeleteUser', -1)]],
    ['the deletion comes after more than 15 minutes', [call('DeleteUser', 15.1)]],
    ['the deletion is refused', [call('DeleteUser', 5, { ...bob, error: 'AccessDenied', patch: named })]],
    ['another user is deleted', [call('DeleteUser', 5, { ...bob, for: 'carol' })]],
    ['users delete their own password', [call('DeleteLoginProfile', 5, { by: 'alice' })]],
    ['the user gets a new password', [deleted, call('CreateLoginProfile', 60)]],
    ['the user gets a new password in the same second', [deleted, call('CreateLoginProfile', 5)]],
    ['the user signs in in the same second', [deleted, consoleLogin({ minute: 5 })]],
    ['the user gets another device in the same second', [deleted, enableMfaDevice({ ...bob, minute: 5 })]],
    ['the user gets a key', [deleted, call('CreateAccessKey', 60)]],
    ['the user got a key at the same time', [deleted, call('CreateAccessKey', 5)]],
    ['the user got a key shortly before', [call('CreateAccessKey', -10), deleted]],
    ['the user signs in again', [deleted, consoleLogin({ minute: 60 })]],
    ['the user gets another device', [deleted, enableMfaDevice({ ...bob, minute: 60 })]],
  ])('not where %s', (_, records) => {
    expect(ending(removal, ...records)).toBeUndefined();
  });

  it('is never root', () => {
    const root = deactivateMfaDevice({ with: 'root-mfa', for: 'AWS ROOT USER' });
    expect(ending(root, loginProfileCall('DeleteLoginProfile', { minute: 1, with: 'root' }))).toBeUndefined();
  });
});

it('a user ends with DeleteUser or DeleteLoginProfile of IAM that AWS did not refuse', () => {
  const ends = (record: object): boolean => endsUser(parse(record));
  expect([call('DeleteUser', 0), deleted].map(ends)).toEqual([true, true]);
  expect(ends(call('CreateLoginProfile', 0))).toBe(false);
  expect(ends(call('DeleteUser', 0, { ...bob, error: 'AccessDenied' }))).toBe(false);
  expect(ends({ ...call('DeleteUser', 0), eventSource: 'identitystore.amazonaws.com' })).toBe(false);
});

it('a user comes back with a new password or key', () => {
  expect(['CreateLoginProfile', 'CreateAccessKey'].map((name) => returnsUser(parse(call(name, 0))))).toEqual([
    true,
    true,
  ]);
  expect(returnsUser(parse(call('CreateAccessKey', 0, { ...bob, error: 'LimitExceeded' })))).toBe(false);
  expect(returnsUser(parse(deleted))).toBe(false);
});

it('a new password is CreateLoginProfile that AWS did not refuse', () => {
  expect(hasNewPassword(parse(call('CreateLoginProfile', 0)))).toBe(true);
  expect(hasNewPassword(parse(call('CreateLoginProfile', 0, { ...bob, error: 'EntityAlreadyExists' })))).toBe(false);
  expect(hasNewPassword(parse(deleted))).toBe(false);
});
