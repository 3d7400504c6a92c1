import { describe, expect, it } from '@jest/globals';
import {
  actorName,
  credentialReason,
  duration,
  grouped,
  notByOwner,
  plural,
  targetName,
} from '../../lambda/events/names';
import { account, assumedRoot, deactivateMfaDevice } from '../../lambda/events/samples';
import { parse } from '../engine/world';
import type { TrailEvent } from '../../lambda/events/trail-event';

it('groups the digits of a number by three', () => {
  for (const count of [0, 7, 999, 1000, 12_345, 200_000, 1_234_567, 20_000_000_000])
    expect(grouped(count)).toBe(count.toLocaleString('en'));
});

describe('a duration', () => {
  it.each([
    [0, '0 seconds'],
    [1000, '1 second'],
    [1499, '1 second'],
    [1500, '2 seconds'],
    [119_499, '119 seconds'],
    [119_500, '2 minutes'],
    [60 * 60_000, '60 minutes'],
    [119 * 60_000 + 29_000, '119 minutes'],
    [119 * 60_000 + 30_000, '2 hours'],
    [26 * 3_600_000, '26 hours'],
  ])('of %d ms is said as "%s"', (milliseconds, said) => {
    expect(duration(milliseconds)).toBe(said);
  });
});

it('one is said in the singular, none and several in the plural', () => {
  expect([0, 1, 2].map((count) => plural(count, 'device'))).toEqual(['0 devices', '1 device', '2 devices']);
});

it('a target is called by name, root is root, and nobody is an unknown user', () => {
  const called = (target: TrailEvent['target']): string => targetName({ target });
  expect(called({ type: 'IAMUser', name: 'alice' })).toBe('alice');
  expect(called({ type: 'Root', name: 'other' })).toBe('root');
  expect(called({ type: 'unknown' })).toBe('an unknown user');
});

describe('an actor', () => {
  const actor = { type: 'IAMUser', credential: 'console', mfa: 'none' } as const;

  it('is called by name, else by ARN, else by principal id, else by type', () => {
    const [name, arn, principalId] = ['alice', 'arn:aws:iam::111122223333:user/alice', 'AIDAX'];
    expect(actorName({ actor: { ...actor, name, arn, principalId } })).toBe(name);
    expect(actorName({ actor: { ...actor, arn, principalId } })).toBe(arn);
    expect(actorName({ actor: { ...actor, principalId } })).toBe(principalId);
    expect(actorName({ actor })).toBe('somebody (IAMUser)');
  });

  it('of a session of GetFederationToken is who has made it, whatever they call it', () => {
    const called = (patch: object): string =>
      actorName(parse(deactivateMfaDevice({ with: 'federation-token', by: 'mallory', as: 'alice', ...patch })));
    expect(called({})).toBe('mallory (federated as alice)');
    const userIdentity = {
      type: 'FederatedUser',
      principalId: `${account}:alice`,
      sessionContext: { sessionIssuer: { arn: `arn:aws:iam::${account}:root` } },
    };
    expect(called({ patch: { userIdentity } })).toBe('root (federated as alice)');
    expect(called({ patch: { userIdentity: { ...userIdentity, sessionContext: {} } } })).toBe(
      'a federated user named alice',
    );
  });

  it('and a target who is an IAM user called root is not taken for root', () => {
    const event = parse(deactivateMfaDevice({ by: 'root', for: 'Root' }));
    expect([actorName(event), targetName(event)]).toEqual(['IAM user root', 'IAM user Root']);
    const own = parse(deactivateMfaDevice({ with: 'root', for: 'AWS ROOT USER' }));
    expect([actorName(own), targetName(own)]).toEqual(['root', 'root']);
  });

  it('of root’s central clean-up is an AssumeRoot session, and not root', () => {
    const event = parse(deactivateMfaDevice({ for: 'AWS ROOT USER', patch: assumedRoot }));
    expect(notByOwner(event)).toBe('done by an AssumeRoot session, not by root');
  });

  it.each([
    ['console', 'mfa', 'the session was MFA-authenticated'],
    ['console', 'none', 'console session without MFA'],
    ['long-term-key', 'none', 'long-term key without MFA'],
    ['session-token', 'none', 'session token without MFA'],
    ['root-session', 'none', 'root session without MFA'],
    ['unknown', 'none', 'credentials without MFA'],
    ['role', 'unknown', 'CloudTrail does not record whether this role session used MFA'],
    ['federated', 'unknown', 'CloudTrail does not record whether this federated session used MFA'],
    ['identity-center', 'unknown', 'CloudTrail does not record whether this Identity Center session used MFA'],
    ['assumed-root', 'unknown', 'CloudTrail does not record whether this AssumeRoot session used MFA'],
    ['service', 'unknown', 'CloudTrail does not record whether this AWS service call used MFA'],
    ['unknown', 'unknown', 'CloudTrail does not record whether this caller used MFA'],
  ] as const)('with a credential of kind %s and the verdict %s: %s', (credential, mfa, reason) => {
    expect(credentialReason({ actor: { type: 'IAMUser', credential, mfa } })).toBe(reason);
  });
});
