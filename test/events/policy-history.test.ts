import { describe, expect, it } from '@jest/globals';
import {
  explanationsOf,
  holderKey,
  holderName,
  policyHistory,
  policyKey,
  policyName,
  putBack,
} from '../../lambda/events/policy-history';
import { account, iamCall } from '../../lambda/events/samples';
import type { Observation } from '../../lambda/events/timeline';
import type { TrailEvent } from '../../lambda/events/trail-event';
import { parse } from '../engine/world';

const arn = `arn:aws:iam::${account}:policy/ForceMFA`;
const asks = '{"Bool":{"aws:MultiFactorAuthPresent":"false"}}';
const minute = 60_000;

interface Call {
  minute?: number;
  by?: string;
  error?: string;
  policyDocument?: string;
  response?: Record<string, unknown>;
  [parameter: string]: unknown;
}
const call = (name: string, { minute: when = 0, by = 'bob', error, response, ...parameters }: Call = {}): TrailEvent =>
  parse(
    iamCall(
      name,
      { policyArn: arn, ...parameters },
      { minute: when, by, ...(error && { error }), ...(response && { response }) },
    ),
  );
const seen = (event: TrailEvent, policyMentionsMfa?: boolean): Observation => ({
  event,
  ...(policyMentionsMfa !== undefined && { policyMentionsMfa }),
});

const created = (policyDocument = asks): TrailEvent =>
  call('CreatePolicy', { policyArn: undefined, policyDocument, response: { policy: { arn } } });
const version = (versionId: string, policyDocument: string, setAsDefault: boolean, at = 1): TrailEvent =>
  call('CreatePolicyVersion', { minute: at, policyDocument, setAsDefault, response: { policyVersion: { versionId } } });
const detached = (at: number, userName = 'alice', by = 'bob'): TrailEvent =>
  call('DetachUserPolicy', { minute: at, userName, by });
const attached = (at: number, userName = 'alice', by = 'bob'): TrailEvent =>
  call('AttachUserPolicy', { minute: at, userName, by });
const inline = (name: string, at: number, policyDocument?: string, policyName = 'mfa'): TrailEvent =>
  call(name, {
    minute: at,
    policyArn: undefined,
    userName: 'alice',
    policyName,
    ...(policyDocument && { policyDocument }),
  });

const losses = (...events: (TrailEvent | Observation)[]): string[] =>
  policyHistory(events.map((event) => ('event' in event ? event : seen(event)))).losses.map(
    ({ event, kind, from }) => `${event.name} ${kind} ${from}`,
  );
const gains = (...events: TrailEvent[]): string[] =>
  policyHistory(events.map((event) => seen(event))).gains.map(({ name }) => name);

describe('the history of a policy', () => {
  it.each<[string, TrailEvent[], string[]]>([
    ['detached', [created(), detached(1)], ['DetachUserPolicy detached trail']],
    [
      'detached from a group',
      [created(), call('DetachGroupPolicy', { minute: 1 })],
      ['DetachGroupPolicy detached trail'],
    ],
    ['deleted', [created(), call('DeletePolicy', { minute: 1 })], ['DeletePolicy deleted trail']],
    ['another text in force', [created(), version('v2', '{}', true)], ['CreatePolicyVersion text trail']],
    [
      'another version in force, of known text',
      [created(), version('v2', '{}', false), call('SetDefaultPolicyVersion', { minute: 2, versionId: 'v2' })],
      ['SetDefaultPolicyVersion text trail'],
    ],
    [
      'another version in force, of unknown text',
      [created(), call('SetDefaultPolicyVersion', { minute: 2, versionId: 'v7' })],
      ['SetDefaultPolicyVersion unread trail'],
    ],
    [
      'inline policy rewritten',
      [inline('PutUserPolicy', 0, asks), inline('PutUserPolicy', 1, '{}')],
      ['PutUserPolicy text trail'],
    ],
    [
      'inline policy deleted',
      [inline('PutUserPolicy', 0, asks), inline('DeleteUserPolicy', 1)],
      ['DeleteUserPolicy removed trail'],
    ],
    [
      'inline policy deleted once',
      [inline('PutUserPolicy', 0, asks), inline('DeleteUserPolicy', 1), inline('DeleteUserPolicy', 2)],
      ['DeleteUserPolicy removed trail'],
    ],
  ])('tells what no longer demands MFA: %s', (_, events, lost) => {
    expect(losses(...events)).toEqual(lost);
  });

  it.each<[string, TrailEvent[]]>([
    ['a policy that never asked is detached', [created('{}'), detached(1)]],
    ['a policy of unknown text is detached', [detached(1)]],
    ['a version is made that is not in force', [created(), version('v2', '{}', false)]],
    ['the new text asks, too', [created(), version('v2', asks, true)]],
    [
      'the version that was there first is put back in force',
      [created(), version('v2', asks, true), call('SetDefaultPolicyVersion', { minute: 2, versionId: 'v1' })],
    ],
    ['the call was refused', [created(), call('DetachUserPolicy', { minute: 1, error: 'AccessDenied' })]],
    ['the call concerns no policy', [created(), call('DeleteUser', { minute: 1, userName: 'alice' })]],
    ['the policy is attached', [created(), attached(1)]],
  ])('loses nothing where %s', (_, events) => {
    expect(losses(...events)).toEqual([]);
  });

  it('forgets the versions of a policy that is made anew under the same name', () => {
    const before = [created(), version('v2', '{}', false)];
    const anew = { ...created(), time: '2026-11-20T10:00:00Z' };
    expect(losses(...before, anew, call('SetDefaultPolicyVersion', { minute: 90, versionId: 'v2' }))).toEqual([
      'SetDefaultPolicyVersion unread trail',
    ]);
  });

  it('takes what IAM lists where no call has told the text', () => {
    expect(losses(seen(attached(0), true), seen(detached(1), true))).toEqual(['DetachUserPolicy detached IAM']);
    expect(losses(seen(detached(1), true))).toEqual(['DetachUserPolicy detached IAM']);
    expect(losses(seen(detached(1), false))).toEqual([]);
    expect(losses(seen(created('{}')), seen(detached(1), true))).toEqual([]);
  });

  it('remembers what IAM listed earlier', () => {
    expect(losses(seen(attached(0), true), seen(detached(1)))).toEqual(['DetachUserPolicy detached IAM']);
  });

  it('gains by what is attached, and by texts that ask', () => {
    expect(
      gains(created(), attached(0), version('v2', asks, true), version('v3', '{}', true), version('v4', asks, false)),
    ).toEqual(['AttachUserPolicy', 'CreatePolicyVersion']);
    expect(gains(inline('PutUserPolicy', 0, asks))).toEqual(['PutUserPolicy']);
    expect(gains(created())).toEqual([]);
  });

  it('gains nothing by attaching what does not ask, or whose text is not known', () => {
    expect(gains(attached(0))).toEqual([]);
    expect(gains(created('{}'), attached(1))).toEqual([]);
    expect(gains(created(), version('v2', '{}', true), attached(2))).toEqual([]);
    expect(gains(created(), call('SetDefaultPolicyVersion', { minute: 1, versionId: 'v7' }), attached(2))).toEqual([]);
  });

  it('gains by attaching what IAM lists, unless it was made anew since', () => {
    const anew = call('CreatePolicy', { minute: 2, policyArn: undefined, response: { policy: { arn } } });
    const gained = (...events: TrailEvent[]): string[] =>
      policyHistory([seen(detached(1), true), ...events.map((event) => seen(event))]).gains.map(({ name }) => name);
    expect(gained(attached(3))).toEqual(['AttachUserPolicy']);
    expect(gained(anew, attached(3))).toEqual([]);
  });
});

describe('what a loss is taken back by', () => {
  const back = (...events: TrailEvent[]): string | undefined => {
    const history = policyHistory(events.map((event) => seen(event)));
    const [loss] = history.losses;
    return loss && putBack(loss, history, 5 * minute)?.name;
  };

  it.each<[string, TrailEvent[], string | undefined]>([
    ['the same, attached again', [created(), detached(10), attached(15)], 'AttachUserPolicy'],
    ['not after more than the gap', [created(), detached(10), attached(15.1)], undefined],
    ['not what came in the same second', [created(), detached(10), attached(10)], undefined],
    ['not what came before', [created(), attached(9), detached(10)], undefined],
    ['not by somebody else', [created(), detached(10), attached(11, 'alice', 'mallory')], undefined],
    ['not to another user', [created(), detached(10), attached(11, 'carol')], undefined],
    [
      'made anew with the same text, and attached',
      [
        created(),
        detached(10),
        call('DeletePolicy', { minute: 11 }),
        { ...created(), time: detached(12).time },
        attached(13),
      ],
      'AttachUserPolicy',
    ],
    ['not by a text, where it was detached', [created(), detached(10), version('v2', asks, true, 11)], undefined],
    [
      'a text, where the text was taken',
      [created(), version('v2', '{}', true, 10), version('v3', asks, true, 11)],
      'CreatePolicyVersion',
    ],
    [
      'not by a text, where the policy was detached meanwhile',
      [created(), version('v2', '{}', true, 10), detached(11), version('v3', asks, true, 12)],
      undefined,
    ],
    [
      'a text, where the policy was detached before or after',
      [
        created('{}'),
        detached(8),
        version('v2', asks, true, 9),
        version('v3', '{}', true, 10),
        version('v4', asks, true, 11),
        detached(12),
      ],
      'CreatePolicyVersion',
    ],
    [
      'not by attaching it, where the text was taken',
      [created(), version('v2', '{}', true, 10), call('AttachUserPolicy', { minute: 11 })],
      undefined,
    ],
  ])('%s', (_, events, gain) => {
    expect(back(...events)).toBe(gain);
  });
});

describe('why a user lost a policy', () => {
  const other = `${arn}Too`;
  const gift = (at: number, policyArn = other, mentions?: boolean): Observation =>
    seen(call('AttachUserPolicy', { minute: at, userName: 'alice', policyArn }), mentions);
  const taken = (at: number): TrailEvent =>
    call('DetachUserPolicy', { minute: at, userName: 'alice', policyArn: other });
  const put = inline('PutUserPolicy', 0, asks);
  const lost = inline('DeleteUserPolicy', 60);
  const leaves = (at: number, how: Call = {}): TrailEvent =>
    call('DeleteUser', { minute: at, policyArn: undefined, userName: 'alice', ...how });
  const explained = (...observations: (TrailEvent | Observation)[]): string[] =>
    explanationsOf(
      observations.map((one) => ('event' in one ? one : seen(one))),
      5 * minute,
      15 * minute,
    ).map(({ kind, loss, by }) => `${kind}: ${loss.name}, ${by.name}`);

  it.each<[string, (TrailEvent | Observation)[], string[]]>([
    ['they left', [put, lost, leaves(75)], ['leaver: DeleteUserPolicy, DeleteUser']],
    ['they left much later', [put, lost, leaves(76)], []],
    ['they were to leave, which was refused', [put, lost, leaves(61, { error: 'AccessDenied' })], []],
    ['they got another after', [put, lost, gift(65, other, true)], ['instead: DeleteUserPolicy, AttachUserPolicy']],
    ['they got another before', [put, gift(55, other, true), lost], ['instead: DeleteUserPolicy, AttachUserPolicy']],
    ['they got another long before', [put, gift(54, other, true), lost], []],
    ['they got another long after', [put, lost, gift(66, other, true)], []],
    ['they got another, and lost it again', [put, gift(55, other, true), lost, taken(65)], []],
    ['they got another, and lost it at once', [put, lost, gift(61, other, true), taken(61)], []],
    ['they got another before, and lost it before', [put, gift(56, other, true), taken(58), lost], []],
    [
      'they got another, and lost it much later',
      [put, gift(58, other, true), lost, taken(65.1)],
      ['instead: DeleteUserPolicy, AttachUserPolicy'],
    ],
    [
      'they got another, were to lose it, which was refused',
      [put, lost, gift(61, other, true), seen({ ...taken(62), errorCode: 'AccessDenied' })],
      ['instead: DeleteUserPolicy, AttachUserPolicy'],
    ],
    [
      'they got two others, and lost one again',
      [put, lost, gift(61, other, true), taken(62), inline('PutUserPolicy', 63, asks, 'new')],
      ['instead: DeleteUserPolicy, PutUserPolicy', 'instead: DetachUserPolicy, PutUserPolicy'],
    ],
    [
      'they got another twice, and lost it between',
      [put, lost, gift(61, other, true), taken(62), gift(63, other, true)],
      ['instead: DeleteUserPolicy, AttachUserPolicy'],
    ],
    [
      'they got another inline one, which was overwritten',
      [put, lost, inline('PutUserPolicy', 61, asks, 'new'), inline('PutUserPolicy', 62, '{}', 'new')],
      [],
    ],
    [
      'they got another inline one, which was written again',
      [put, lost, inline('PutUserPolicy', 61, asks, 'new'), inline('PutUserPolicy', 62, asks, 'new')],
      ['instead: DeleteUserPolicy, PutUserPolicy'],
    ],
    ['they got one that does not ask', [put, lost, gift(61, other, false)], []],
    ['they got one of unknown text', [put, lost, gift(61)], []],
    [
      'they got another inline one',
      [put, lost, inline('PutUserPolicy', 61, asks, 'new')],
      ['instead: DeleteUserPolicy, PutUserPolicy'],
    ],
    ['they got an inline one that does not ask', [put, lost, inline('PutUserPolicy', 61, '{}', 'new')], []],
    ['they were refused another', [put, lost, seen({ ...gift(61).event, errorCode: 'AccessDenied' }, true)], []],
    ['they got the same again', [put, lost, inline('PutUserPolicy', 61, asks)], []],
    ['they got the same again, and another', [put, lost, inline('PutUserPolicy', 61, asks), gift(62, other, true)], []],
    [
      'another lost its text',
      [put, lost, seen(call('DetachUserPolicy', { minute: 61, userName: 'alice', policyArn: other }), true)],
      [],
    ],
  ])('%s', (_, observations, explanations) => {
    expect(explained(...observations)).toEqual(explanations);
  });
});

describe('how a policy and its holder are called', () => {
  const deleted = call('DeleteUser', { policyArn: undefined, userName: 'Alice' });

  it('in a sentence', () => {
    expect([policyName(detached(0)), holderName(detached(0))]).toEqual(['ForceMFA', 'user alice']);
    expect([policyName(deleted), holderName(deleted)]).toEqual(['unnamed', 'nobody']);
    expect(holderName(call('DeletePolicy'))).toBe('nobody');
  });

  it('as keys of timelines, in lower case and without roles', () => {
    expect(policyKey(detached(0))).toBe(`${account}/policy:${arn.toLowerCase()}`);
    expect(policyKey(deleted)).toBeUndefined();
    expect(holderKey(detached(0, 'Alice'))).toBe(`${account}/holder:user/alice`);
    expect(holderKey(call('DetachGroupPolicy', { groupName: 'Developers' }))).toBe(
      `${account}/holder:group/developers`,
    );
    expect(holderKey(call('DetachRolePolicy', { roleName: 'Admin' }))).toBeUndefined();
    expect(holderKey(call('DeletePolicy'))).toBeUndefined();
    expect(holderKey(deleted)).toBe(`${account}/holder:user/alice`);
    expect(holderKey({ ...deleted, target: { type: 'unknown' } })).toBeUndefined();
  });
});
