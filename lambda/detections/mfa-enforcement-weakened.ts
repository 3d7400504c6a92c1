import * as z from 'zod/mini';
import { actorName, credentialReason, duration } from '../events/names';
import {
  explanationsOf,
  holderKey,
  holderName,
  policyHistory,
  policyKey,
  policyName,
  putBack,
  type Explanation,
  type Loss,
  type PolicyHistory,
} from '../events/policy-history';
import { account, iamCall } from '../events/samples';
import { byTime, millis, type TrailEvent } from '../events/trail-event';
import { bursts, runs } from '../events/window';
import type { Case, Detection, DetectionPage, Finding } from './detection';

const minutes = z.number().check(z.positive());
const settings = z.object({
  /** What the same actor takes away and puts back, or replaces, within this time was a change of wording. */
  gapMinutes: z._default(minutes, 5),
  /** Policies that a user loses this soon before being deleted. */
  leaverMinutes: z._default(minutes, 15),
});

const quietBetween = 30 * 60_000;
/** Whoever corrects a policy does so once or twice; MFA that keeps being off for minutes is off on purpose. */
const often = { times: 3, within: 60 * 60_000 };
const isHolder = /^[^/]+\/holder:/;
const awsManaged = /^arn:[^:]+:iam::aws:/;

export const page: DetectionPage = {
  why: 'Devices protect nothing unless a policy asks for them. Whoever detaches or rewrites the policy with the condition `aws:MultiFactorAuthPresent` makes MFA optional for everybody it applied to, and needs no device of anybody.',
  severity: [
    'high: the policy was detached; an inline one was deleted; its text was replaced by one without a condition on MFA',
    'medium: another version was put in force whose text is not known; within 5 minutes a user or group got another policy that demands MFA in place of the one it lost, and kept it for as long; the same actor put it back within 5 minutes, three times or more within an hour',
    'low: the same actor put it back within 5 minutes; the user who lost it was deleted within 15 minutes (a leaver); a managed policy was deleted, which AWS allows only when nobody holds it any more',
  ],
  blindSpots: [
    'A policy whose text is known neither from a call of the last days nor from IAM: silent. IAM is asked about managed policies of this account only, so an inline policy that was written long ago is not known, nor that of a user or group who was renamed since (UpdateUser, UpdateGroup).',
    'The text is searched for `aws:MultiFactorAuthPresent` and `aws:MultiFactorAuthAge`; what the condition does is not judged, and of IAM’s answer it is enough that any version carries it.',
    'Taking a user out of the group that demands MFA, permissions boundaries, role trust policies, service control policies and resource policies are not watched. Deleting a version that is not in force changes nothing and is not watched either.',
  ],
  falsePositives: [
    'Terraform and people who detach and attach again, or replace by another policy that demands MFA: low or medium if it takes no more than 5 minutes. What is put back within the same second stays high: CloudTrail’s times are whole seconds and do not tell which call came last.',
    'A leaver, or a replacement, where what the managed policies say is known from earlier calls only, as in a replay: high. Whether a user or group lost and got MFA is told by IAM’s answer to the very call.',
    'A role that is taken apart and deleted: high if one of its policies demanded MFA.',
    'A policy of which only an old version carried the condition.',
  ],
};

export const detection: Detection<z.infer<typeof settings>> = {
  id: 'mfa-enforcement-weakened',
  title: 'A policy that demands MFA was taken away or rewritten',
  attack: ['T1556.006'],
  watches: [
    {
      source: 'iam.amazonaws.com',
      names: [
        ...['User', 'Group', 'Role'].flatMap((holder) =>
          ['Attach', 'Detach', 'Put', 'Delete'].map((verb) => `${verb}${holder}Policy`),
        ),
        ...[
          'CreatePolicy',
          'CreatePolicyVersion',
          'SetDefaultPolicyVersion',
          'DeletePolicy',
          'CreateUser',
          'DeleteUser',
        ],
      ],
    },
  ],
  looksUp: {
    policy: ({ name, policy, errorCode }) =>
      errorCode === undefined &&
      policy?.id.startsWith('arn:') === true &&
      !awsManaged.test(policy.id) &&
      (/^(Attach|Detach|SetDefault)/.test(name) || (policy.isDefault && policy.mentionsMfa !== true)),
  },
  runbook: [
    'Within 30 minutes, ask the person behind `actor.arn` for the change request; of a pipeline’s role, ask whoever runs the pipeline.',
    'If nobody knows of it: stop the actor, then undo each call: attach the policy again, make it again, or set its former version as default. What was called stands in `requestParameters` of the records.',
    'Search CloudTrail for the 6 hours after, for calls by those to whom the policy applied: with `userIdentity.sessionContext.attributes.mfaAuthenticated` = false, or with a long-term key, whose records lack that field.',
  ],
  settings,
  subjects: (event) => [policyKey(event), holderKey(event)].filter((key) => key !== undefined),
  detect: (timeline, { gapMinutes, leaverMinutes }) =>
    isHolder.test(timeline.key)
      ? explanationsOf(timeline.observations, gapMinutes * 60_000, leaverMinutes * 60_000).map(explained)
      : weakenings(policyHistory(timeline.observations), gapMinutes * 60_000),
};

function weakenings(history: PolicyHistory, gap: number): Finding[] {
  const { losses } = history;
  const events = losses.map(({ event }) => event);
  const backs = new Map(losses.map((loss) => [loss.event, putBack(loss, history, gap)]));
  const again = repeated(events.filter((event) => backs.get(event) !== undefined));
  return [
    ...losses.map((loss) => weakening(loss, backs.get(loss.event), again.has(loss.event))),
    ...runs(events, quietBetween).flatMap((run) => (run.length > 1 ? [sameStory(run, losses)] : [])),
  ];
}

/** Counted for each holder, since one change may concern many. */
function repeated(events: readonly TrailEvent[]): Set<TrailEvent> {
  const holderOf = ({ policy }: TrailEvent): string | undefined => policy?.holder?.toLowerCase();
  const holders = [...new Set(events.map(holderOf))];
  const found = holders.flatMap((holder) =>
    bursts(
      events.filter((event) => holderOf(event) === holder),
      often.within,
      often.times,
    ),
  );
  return new Set(found.flatMap((burst) => burst.events));
}

function weakening({ event, kind, from }: Loss, back: TrailEvent | undefined, isRepeated: boolean): Finding {
  const [name, holder] = [policyName(event), holderName(event)];
  const demanded = `${name} demanded MFA (${from === 'IAM' ? 'IAM lists a version with' : 'an earlier call wrote'} aws:MultiFactorAuthPresent)`;
  const [did, severity, reason] = {
    detached: [`detached the policy ${name} from ${holder}`, 'high', demanded] as const,
    removed: [`deleted the policy ${name} of ${holder}`, 'high', demanded] as const,
    text: [`took the condition on MFA out of the policy ${name}`, 'high', demanded] as const,
    unread: [
      `put another version of the policy ${name} in force`,
      'medium',
      'whether the version now in force demands MFA is not known',
    ] as const,
    deleted: [
      `deleted the policy ${name}`,
      'low',
      `${name} was deleted, which AWS allows only when nobody holds it`,
    ] as const,
  }[kind];
  const judged =
    back === undefined
      ? { severity, reason }
      : {
          severity: isRepeated ? ('medium' as const) : ('low' as const),
          reason: `put back by the same actor ${duration(millis(back) - millis(event))} later`,
        };
  return {
    title: `${actorName(event)} ${did}`,
    severity: judged.severity,
    reasons: [
      judged.reason,
      ...(isRepeated ? [`taken away and put back at least ${often.times} times within an hour`] : []),
      credentialReason(event),
    ],
    events: [event, ...(back ? [back] : [])],
    act: event,
    serialNumbers: [],
  };
}

/** Says nothing new, and makes one alert of what happened to one policy in one go. */
function sameStory(run: [TrailEvent, ...TrailEvent[]], losses: readonly Loss[]): Finding {
  const title = `${policyName(run[0])} was changed ${run.length} times`;
  const deeds = losses.filter(({ event }) => run.includes(event)).map(deedOf);
  const reasons = [`in all, ${policyName(run[0])} was ${[...new Set(deeds)].join(', ')}`];
  return { title, severity: 'info', reasons, events: run, serialNumbers: [] };
}

function deedOf({ event, kind }: Loss): string {
  switch (kind) {
    case 'detached':
      return `detached from ${holderName(event)}`;
    case 'removed':
      return `deleted from ${holderName(event)}`;
    case 'deleted':
      return 'deleted';
    case 'text':
      return 'rewritten with no condition on MFA';
    case 'unread':
      return 'put in force in another version';
  }
}

/** Seen from the user or group that lost the policy, since the policy's own calls do not tell what became of them. */
function explained({ loss, by, kind }: Explanation): Finding {
  const leaver = kind === 'leaver';
  return {
    title: `${actorName(loss)} took the policy ${policyName(loss)}, which demands MFA, from ${holderName(loss)}`,
    severity: leaver ? 'low' : 'medium',
    reasons: [
      leaver
        ? `${holderName(loss)} was deleted ${duration(millis(by) - millis(loss))} later (a leaver)`
        : `${holderName(loss)} got the policy ${policyName(by)} in its place, which mentions MFA too: compare the two`,
    ],
    events: [loss, by].sort(byTime),
    act: loss,
    serialNumbers: [],
    settles: true,
  };
}

const asks =
  '{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}';
const asksNothing = '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
const arn = `arn:aws:iam::${account}:policy/ForceMFA`;
const created = (): object =>
  iamCall(
    'CreatePolicy',
    { policyName: 'ForceMFA', policyDocument: asks },
    { by: 'bob', with: 'console-mfa', response: { policy: { arn } } },
  );
const onGroup = (name: string, minute: number, by = 'mallory'): object =>
  iamCall(name, { groupName: 'Developers', policyArn: arn }, { minute, by });
const inline = (name: string, minute: number, policyDocument?: string, policyName = 'mfa'): object =>
  iamCall(
    name,
    { userName: 'alice', policyName, ...(policyDocument && { policyDocument }) },
    { minute, by: 'mallory' },
  );
const version = (minute: number, policyDocument: string, versionId: string): object =>
  iamCall(
    'CreatePolicyVersion',
    { policyArn: arn, policyDocument, setAsDefault: true },
    { minute, by: 'mallory', id: versionId, response: { policyVersion: { versionId } } },
  );

export const cases = (): Case[] => [
  {
    name: 'the policy that demands MFA is detached from a group',
    records: [created(), onGroup('DetachGroupPolicy', 60)],
    expect: 'high',
    because: ['ForceMFA demanded MFA', 'an earlier call wrote'],
  },
  {
    name: 'a new version without the condition is put in force',
    records: [created(), version(60, asksNothing, 'v2')],
    expect: 'high',
  },
  {
    name: 'an inline policy is overwritten, its text URL-encoded',
    records: [inline('PutUserPolicy', 0, encodeURIComponent(asks)), inline('PutUserPolicy', 60, asksNothing)],
    expect: 'high',
  },
  {
    name: 'an inline policy is deleted',
    records: [inline('PutUserPolicy', 0, asks), inline('DeleteUserPolicy', 60)],
    expect: 'high',
  },
  {
    name: 'a version nobody knows is put in force',
    records: [created(), iamCall('SetDefaultPolicyVersion', { policyArn: arn, versionId: 'v7' }, { minute: 60 })],
    expect: 'medium',
  },
  {
    name: 'detached for an hour is detached',
    records: [created(), onGroup('DetachGroupPolicy', 60), onGroup('AttachGroupPolicy', 120)],
    expect: 'high',
  },
  {
    name: 'replaced by another inline policy that demands MFA',
    records: [
      inline('PutUserPolicy', 0, asks),
      inline('DeleteUserPolicy', 60),
      inline('PutUserPolicy', 61, asks, 'new'),
    ],
    expect: 'medium',
  },
  {
    name: 'Terraform detaches and attaches again',
    records: [created(), onGroup('DetachGroupPolicy', 60), onGroup('AttachGroupPolicy', 61)],
    expect: 'low',
  },
  {
    name: 'a user loses a policy and is renamed, and another of the old name is made and deleted',
    records: [
      inline('PutUserPolicy', 0, asks),
      inline('DeleteUserPolicy', 60),
      iamCall('CreateUser', { userName: 'alice' }, { minute: 61 }),
      iamCall('DeleteUser', { userName: 'alice' }, { minute: 62 }),
    ],
    expect: 'high',
  },
  {
    name: 'a leaver loses their policies and is deleted',
    records: [
      inline('PutUserPolicy', 0, asks),
      inline('DeleteUserPolicy', 60),
      iamCall('DeleteUser', { userName: 'alice' }, { minute: 61 }),
    ],
    expect: 'low',
  },
  {
    name: 'a new version that keeps the condition',
    records: [created(), version(60, `${asks} `, 'v2')],
    expect: undefined,
  },
  {
    name: 'a policy that never asked for MFA is detached, rewritten and deleted',
    records: [
      iamCall(
        'CreatePolicy',
        { policyName: 'ForceMFA', policyDocument: asksNothing },
        { response: { policy: { arn } } },
      ),
      onGroup('DetachGroupPolicy', 60),
      version(61, asksNothing, 'v2'),
      iamCall('DeletePolicy', { policyArn: arn }, { minute: 62 }),
    ],
    expect: undefined,
  },
  { name: 'a policy of unknown text is detached', records: [onGroup('DetachGroupPolicy', 60)], expect: undefined },
  {
    name: 'detaching was refused',
    records: [
      created(),
      iamCall('DetachGroupPolicy', {}, { minute: 60, error: 'AccessDenied', resource: 'group Developers' }),
    ],
    expect: undefined,
  },
];
