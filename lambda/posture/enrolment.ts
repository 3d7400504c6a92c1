import { globClasses } from './glob-classes';
import { asksForMfa } from './policy';
import type { Situation } from './policy-condition';
import { type Decision, decide, type StatementIn, statementsOf, statementsOn, type Verdict } from './policy-decision';
import { globMatches, type Request } from './policy-match';
import { policiesOf, requestsBehindMfa, resourcePatterns } from './policy-requests';
import type { User } from './snapshot';

/** What somebody who has a user's long-term key, and nothing else, can make of it. */
export type Enrolment =
  | { verdict: 'cannot enrol' }
  /** Nothing is behind MFA that the key cannot do already. */
  | { verdict: 'gains nothing' }
  | { verdict: 'exposed'; steps: readonly Step[] }
  | { verdict: 'not decided'; why: readonly string[]; steps: readonly Step[] };

/** One thing that the key's holder does, and the statements that let it happen. */
export interface Step {
  what: string;
  by: readonly StatementIn[];
}

/** The steps, and what may be gained: a device that is made and enabled with the key alone, then a session with MFA. */
export function enrolmentOf(user: User): Enrolment {
  const steps = enrolling(user);
  const verdict = weakest(steps.map(({ decision }) => decision.verdict));
  if (verdict === 'deny') return { verdict: 'cannot enrol' };
  const gain = gainOf(user);
  if (gain.verdict === 'deny') return { verdict: 'gains nothing' };
  const path = [...steps.map(({ what, decision }) => ({ what, by: decision.by })), ...gain.steps];
  if (verdict === 'allow' && gain.verdict === 'allow') return { verdict: 'exposed', steps: path };
  const why = [...steps.flatMap(({ decision }) => decision.why), ...gain.why];
  return { verdict: 'not decided', why: [...new Set(why)], steps: path };
}

const order: readonly Verdict[] = ['deny', 'not decided', 'allow'];

function weakest(verdicts: readonly Verdict[]): Verdict {
  return order.find((one) => verdicts.includes(one)) ?? 'allow';
}

function strongest(verdicts: readonly Verdict[]): Verdict {
  return order.findLast((one) => verdicts.includes(one)) ?? 'deny';
}

function enrolling(user: User): { what: string; decision: Decision }[] {
  return [
    { what: 'makes a virtual device (iam:CreateVirtualMFADevice)', decision: making(user) },
    {
      what: 'enables it for the user (iam:EnableMFADevice)',
      decision: decided(user, enablingOwn(user), 'long-term key'),
    },
  ];
}

/** The two calls by which a user adds a device of the user's own name. */
export function ownRequests(user: User): Request[] {
  return [makingOwn(user), enablingOwn(user)];
}

function makingOwn(user: User): Request {
  return { action: 'iam:CreateVirtualMFADevice', resource: deviceStem(user) + user.name };
}

function enablingOwn({ arn }: User): Request {
  return { action: 'iam:EnableMFADevice', resource: arn };
}

function deviceStem({ arn, account }: User): string {
  const [, partition = 'aws'] = arn.split(':');
  return `arn:${partition}:iam::${account}:mfa/`;
}

/** Whoever makes a device chooses its name, so one name that is allowed is enough; the user's own is what most policies allow. */
function making(user: User): Decision {
  const request = makingOwn(user);
  const { action } = request;
  const stem = deviceStem(user);
  let best = decided(user, request, 'long-term key');
  if (best.verdict === 'allow') return best;
  const patterns = resourcePatterns(user, statementsOn(action, policiesOf(user)));
  for (const resource of globClasses(patterns, { stem, one: [`${stem}?*`] })) {
    const decision = resource === undefined ? tooMany : decided(user, { action, resource }, 'long-term key');
    if (decision.verdict === 'allow') return decision;
    if (decision.verdict === 'not decided' && best.verdict === 'deny') best = decision;
  }
  return best;
}

const tooMany: Decision = {
  verdict: 'not decided',
  by: [],
  why: ['the policies have too many patterns with * to compare all of them'],
};

function decided({ name, layers }: User, request: Request, situation: Situation): Decision {
  return decide(layers, request, { userName: name, situation });
}

/** What the holder of the key can do with it, directly or by way of a device of their own. */
export function reach(user: User, request: Request): Verdict {
  const direct = decided(user, request, 'long-term key').verdict;
  const withMfa = decided(user, request, 'session with MFA').verdict;
  return strongest([direct, weakest([withMfa, ...enrolling(user).map(({ decision }) => decision.verdict)])]);
}

interface Gain {
  verdict: Verdict;
  steps: Step[];
  why: readonly string[];
}

/** Whether anything at all is allowed with MFA that is not without. */
function gainOf(user: User): Gain {
  let unsure: Gain | undefined;
  for (const request of requestsBehindMfa(user)) {
    const gain = request === undefined ? { ...tooMany, steps: [] } : gainAt(user, request);
    if (gain.verdict === 'allow') return gain;
    if (gain.verdict === 'not decided') unsure ??= gain;
  }
  return unsure ?? ofUnread(user);
}

function gainAt(user: User, request: Request): Gain {
  const [without, withMfa] = (['long-term key', 'session with MFA'] as const).map((one) => decided(user, request, one));
  if (without === undefined || withMfa === undefined || withMfa.verdict === 'deny' || without.verdict === 'allow')
    return { verdict: 'deny', steps: [], why: [] };
  const step = {
    what: `gets a session with MFA (sts:GetSessionToken needs no permission) and may do what is refused to the key, such as ${shownAction(request.action, withMfa)}`,
    by: [...without.by, ...withMfa.by],
  };
  if (without.verdict === 'deny' && withMfa.verdict === 'allow') return { verdict: 'allow', steps: [step], why: [] };
  if (isUnclearAlike(without, withMfa)) return { verdict: 'deny', steps: [], why: [] };
  return { verdict: 'not decided', steps: [step], why: [...new Set([...withMfa.why, ...without.why])] };
}

/** Where no statement that matters asks for MFA, what is unclear comes out the same with it and without. */
function isUnclearAlike(one: Decision, other: Decision): boolean {
  return (
    one.verdict === other.verdict &&
    one.by.length === other.by.length &&
    one.by.every(
      ({ statement }, index) =>
        statement === other.by[index]?.statement && statement.effect !== 'unread' && !asksForMfa(statement),
    )
  );
}

/** As the statement that allows it writes it: the action itself may only stand for all others. */
function shownAction(action: string, { by }: Decision): string {
  const written = by.flatMap(({ statement }) =>
    statement.effect === 'unread' || statement.actions.negated ? [] : statement.actions.patterns,
  );
  const matching = written.filter((pattern) => globMatches(pattern, action));
  return (
    matching.reduce<string | undefined>((a, b) => (a === undefined || b.length > a.length ? b : a), undefined) ??
    'any action that no statement names'
  );
}

/** A text that cannot be read may ask for MFA. */
function ofUnread(user: User): Gain {
  const why = statementsOf(policiesOf(user)).flatMap(({ policy, statement }) =>
    statement.effect === 'unread' ? [`${policy.id}: ${statement.why}`] : [],
  );
  return { verdict: why.length === 0 ? 'deny' : 'not decided', steps: [], why };
}
