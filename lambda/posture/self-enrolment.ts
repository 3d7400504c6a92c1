import type { Check, CheckCase, Exposure } from './check';
import { type Enrolment, enrolmentOf, type Step } from './enrolment';
import { correctionOf } from './policy-correction';
import type { StatementIn } from './policy-decision';
import { alice, readBuckets, report, row, selfService } from './samples';
import { isServiceControlPolicy } from './service-control-policies';
import type { Credentials, Snapshot, User } from './snapshot';

export const check: Check = {
  id: 'self-enrolment',
  title: 'A stolen key can enrol a device and so gain what MFA protects',
  why: 'Three things come together: a long-term key, the right to add a device to oneself with nothing but that key, and rights that open with MFA. The thief adds a device of their own, and MFA protects nothing any more.',
  about: 'user',
  severity: [
    'high: all three, and the user has no device yet: nothing stands in the way',
    'medium: no device yet, and a policy has something that is not evaluated: not decided; or whether there is a key or device is not known',
    'low: the user has a device: since 21 April 2023 AWS itself refuses another one to a key alone, so it rests on AWS, not on your policies',
  ],
  remediation: [
    'Apply the diff: it refuses enrolment to keys alone; a new user still enrols the first device at the console.',
    'Better still, take the key away: `aws login`, Identity Center or a role instead.',
    'A user who has a key but no device: ask for a device today.',
  ],
  cis: {},
  notEvaluated: [
    'Conditions other than on aws:MultiFactorAuthPresent, aws:MultiFactorAuthAge and aws:ViaAWSService, policy variables other than aws:username, statements that cannot be read: not decided.',
    'Service control policies, where they cannot be read: they can only make it harmless.',
    'Resource policies, trust policies of roles, resource control policies and session policies: what opens there with MFA is not seen.',
    'A hardware token that the thief brings: it needs iam:EnableMFADevice alone.',
    'Other ways to the same end: a key that may change its own policies or its own password.',
  ],
  needs: ['users', 'credentials'],
  look: ({ users = [], credentials, scps }) => users.flatMap((user) => exposureOf(user, credentials, scps)),
};

function exposureOf(user: User, credentials: Snapshot['credentials'], scps: Snapshot['scps']): Exposure[] {
  const row = credentials?.get(user.name.toLowerCase());
  if (row?.keys.length === 0) return [];
  const enrolment = enrolmentOf(user);
  if (enrolment.verdict === 'cannot enrol' || enrolment.verdict === 'gains nothing') return [];
  return [{ ...judged(user, enrolment, row, scps), path: pathOf(enrolment.steps), ...correctionFor(enrolment.steps) }];
}

type Open = Extract<Enrolment, { steps: unknown }>;

function judged({ name }: User, enrolment: Open, row: Credentials | undefined, scps: Snapshot['scps']): Exposure {
  const isUndecided = enrolment.verdict === 'not decided' || row === undefined;
  return {
    severity: row?.hasMfa === true ? 'low' : isUndecided ? 'medium' : 'high',
    subject: name,
    title: `Whoever steals ${name}’s access key can ${isUndecided ? 'perhaps ' : ''}enrol an MFA device and gain what MFA protects`,
    reasons: [deviceReason(row), ...(enrolment.verdict === 'not decided' ? enrolment.why : []), ...scpReason(scps)],
    ...(isUndecided && { undecided: true }),
  };
}

function scpReason(scps: Snapshot['scps']): string[] {
  return scps?.status === 'known' ? [] : ['service control policies were not read; they could only forbid it'];
}

function deviceReason(row: Credentials | undefined): string {
  if (row === undefined) return 'the credential report has no readable row for this user: key and device are not known';
  const keys = row.keys.length === 1 ? 'an active key' : `${row.keys.length} active keys`;
  return row.hasMfa
    ? `${keys}; a device is registered, so AWS itself refuses another one to the key alone (since 21 April 2023)`
    : `${keys} and no device: AWS lets the key alone enable the first one`;
}

function pathOf(steps: readonly Step[]): string[] {
  return steps.map(({ what, by }, index) => {
    const places = [...new Set(by.filter(isTelling).map(placeOf))];
    return `${index + 1}. The holder of the key ${what}${places.length === 0 ? '' : `: ${places.join('; ')}`}`;
  });
}

/** That the organization allows something, too, gives nobody anything. */
function isTelling({ policy, statement }: StatementIn): boolean {
  return statement.effect !== 'Allow' || !isServiceControlPolicy(policy);
}

function placeOf({ policy, place, statement }: StatementIn): string {
  const sid = statement.effect !== 'unread' && statement.sid !== undefined ? ` (${statement.sid})` : '';
  return `${statement.effect} in statement ${place}${sid} of ${policy.id} (${policy.holder})`;
}

/** Where it is not decided which statement lets it happen, none is known to be the one to correct. */
function correctionFor(steps: readonly Step[]): Pick<Exposure, 'diff'> {
  const enabling = steps[1]?.by ?? [];
  return { diff: correctionOf(enabling.filter(({ statement }) => statement.effect === 'Allow')).diff };
}

const unprotected = report(row({ hasMfa: false }));
const byConditionOnAddress = {
  ...readBuckets,
  Statement: [
    { Effect: 'Deny', Action: 'iam:*', Resource: '*', Condition: { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } },
  ],
};

export const cases = (): CheckCase[] => [
  {
    name: 'the published self-service policy, a key and no device',
    snapshot: { users: [alice(selfService, readBuckets)], credentials: unprotected },
    expect: 'high',
    because: ['AllowManageOwnDevice', 's3:get*'],
  },
  {
    name: 'the same with a device',
    snapshot: { users: [alice(selfService, readBuckets)], credentials: report(row()) },
    expect: 'low',
    because: ['21 April 2023'],
  },
  {
    name: 'a condition that is not evaluated',
    snapshot: { users: [alice(selfService, readBuckets, byConditionOnAddress)], credentials: unprotected },
    expect: 'medium',
    undecided: true,
    because: ['NotIpAddress on aws:SourceIp is not evaluated'],
  },
  {
    name: 'a user whom the report does not have',
    snapshot: { users: [alice(selfService, readBuckets)], credentials: report() },
    expect: 'medium',
    undecided: true,
  },
  {
    name: 'no key',
    snapshot: { users: [alice(selfService, readBuckets)], credentials: report(row({ hasMfa: false, keys: [] })) },
    expect: undefined,
  },
  {
    name: 'nothing behind MFA',
    snapshot: { users: [alice(selfService)], credentials: unprotected },
    expect: undefined,
  },
  { name: 'no right to enrol', snapshot: { users: [alice(readBuckets)], credentials: unprotected }, expect: undefined },
];
