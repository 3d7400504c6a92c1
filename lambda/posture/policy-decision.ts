import type { Policy, Statement, Unread } from './policy';
import { memo } from './memo';
import { applies, type Caller, isOn, type Request } from './policy-match';
import { any, no, type Truth, unclear } from './truth';

/** The policies that together decide what a user may do. */
export interface Layers {
  /** The user's own and those of the groups, inline and managed. */
  identity: readonly Policy[];
  /** Permissions boundary; absent: there is none. */
  boundary?: Policy;
  /** Service control policies, a list for each of root, units and account; absent: not read. */
  scps?: readonly (readonly Policy[])[];
}

export type Verdict = 'allow' | 'deny' | 'not decided';

export interface Decision {
  verdict: Verdict;
  /** The statements that decide it; none where nothing allows it. */
  by: StatementIn[];
  /** Why it is not decided. */
  why: readonly string[];
}

export interface StatementIn {
  policy: Policy;
  /** From 1. */
  place: number;
  statement: Statement | Unread;
}

/** Every layer must allow; a deny in any of them wins. */
export function decide(layers: Layers, request: Request, caller: Caller): Decision {
  const decisions = layersOf(layers).map((policies) => decideLayer(policies, request, caller));
  const verdict = (['deny', 'not decided'] as const).find((worse) => decisions.some((one) => one.verdict === worse));
  const deciding = decisions.filter((one) => one.verdict === (verdict ?? 'allow'));
  return {
    verdict: verdict ?? 'allow',
    by: deciding.flatMap(({ by }) => by),
    why: [...new Set(deciding.flatMap(({ why }) => why))],
  };
}

function decideLayer(policies: readonly Policy[], request: Request, caller: Caller): Decision {
  const judged = statementsOn(request.action, policies).map((one) => ({
    ...one,
    truth: truthOf(one, request, caller),
  }));
  const about = (effect: 'Allow' | 'Deny') =>
    judged.filter(({ statement, truth }) => [effect, 'unread'].includes(statement.effect) && truth.holds !== false);
  const [denies, allows] = [about('Deny'), about('Allow')];
  const denied = any(denies.map(({ truth }) => truth));
  const allowed = any(allows.map(({ truth }) => truth));
  if (denied.holds === true)
    return { verdict: 'deny', by: denies.filter(({ truth }) => truth.holds === true), why: [] };
  if (allowed.holds === false) return { verdict: 'deny', by: [], why: [] };
  if (denied.holds === undefined) return { verdict: 'not decided', by: [...denies, ...allows], why: denied.why };
  if (allowed.holds === undefined) return { verdict: 'not decided', by: allows, why: allowed.why };
  return { verdict: 'allow', by: allows.filter(({ truth }) => truth.holds === true), why: [] };
}

export function layersOf({ identity, boundary, scps = [] }: Layers): (readonly Policy[])[] {
  return [identity, ...(boundary === undefined ? [] : [[boundary]]), ...scps];
}

export function statementsOf(policies: readonly Policy[]): StatementIn[] {
  return policies.flatMap((policy) =>
    policy.text.statements.map((statement, index) => ({ policy, place: index + 1, statement })),
  );
}

/** Those on an action, and those that cannot be read and so may be. */
export function statementsOn(action: string, policies: readonly Policy[]): StatementIn[] {
  return policies.flatMap((policy) => {
    const known = statementsByAction.get(policy) ?? memo<StatementIn[]>(1_000);
    statementsByAction.set(policy, known);
    return known(action, () =>
      statementsOf([policy]).filter(({ statement }) => statement.effect === 'unread' || isOn(statement, action)),
    );
  });
}

const statementsByAction = new WeakMap<Policy, ReturnType<typeof memo<StatementIn[]>>>();

function truthOf({ policy, statement }: StatementIn, request: Request, caller: Caller): Truth {
  if (statement.effect === 'unread') return unclear(`${policy.id} (${policy.holder}): ${statement.why}`);
  // Who a policy of an identity names as principal is not valid, and so gives nothing.
  if (statement.principals !== undefined) return no;
  return applies(statement, request, caller, policy.text);
}
