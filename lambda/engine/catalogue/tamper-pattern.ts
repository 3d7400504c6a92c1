import { cloudFormation, deployersLike } from '../../events/deployers';
import { harmOf, partParameters } from '../../events/detector-calls';
import { fixedName, partsBegin } from '../../events/detector-parts';
import type { Rule } from './pattern';

export interface Guarded {
  /** Whose calls count; of members anybody could make a flood. */
  account: string;
  /** Name of the stack. */
  stack: string;
  /** How the names of its parts begin. */
  partsBegin: string;
  /** Ids of parts that are called otherwise. */
  ids: readonly string[];
  /** Who deploys: names of roles or users, or their ARNs. */
  deployRoles: readonly string[];
}

/**
 * Narrows a rule of `detector-tampered` to calls that took effect, on parts of this deployment, and that are not a deployment:
 * what EventBridge can see of that without a function.
 */
export function tamperRules(rule: Rule, guarded: Guarded): Rule[] {
  const [source = ''] = rule.pattern.detail['eventSource'] as string[];
  const names = rule.pattern.detail['eventName'] as string[];
  const parts = partsOf(source, guarded);
  const of = (id: string, eventName: string[], userIdentity: object = {}): Rule => ({
    ...rule,
    id,
    pattern: {
      ...rule.pattern,
      ...{ account: [guarded.account] },
      detail: { ...byHand(userIdentity), eventSource: [source], eventName, ...parts },
    },
  });
  const deploying = names.filter((name) => harmOf({ source, name }) === 'deploys');
  if (deploying.length === 0) return [of(rule.id, names)];
  const arn = orMissing({ 'anything-but': { wildcard: deployersLike(guarded.deployRoles) } });
  return [
    of(
      rule.id,
      names.filter((name) => !deploying.includes(name)),
    ),
    of(`${rule.id}Deploys`, deploying, { arn }),
  ];
}

/** CloudFormation calls in its own name; a refused call has done nothing, and anybody can make a flood of them. */
function byHand(userIdentity: object): Record<string, unknown> {
  const others = orMissing({ 'anything-but': [cloudFormation] });
  return {
    userIdentity: { invokedBy: others, ...userIdentity },
    sourceIPAddress: others,
    errorCode: [{ exists: false }],
  };
}

/** `anything-but` alone never matches where the field is missing. */
function orMissing(condition: object): object[] {
  return [{ exists: false }, condition];
}

/** Trails and the organization count whatever they are called. */
function partsOf(source: string, { stack, partsBegin: begin, ids }: Guarded): Record<string, unknown> {
  const names = new Map([
    [fixedName, partsBegin(fixedName)],
    [stack, begin],
  ]);
  const alternatives = Object.entries(partParameters[source] ?? {}).map(([parameter, before]) => ({
    requestParameters: nested(parameter, [
      ...[...names].flatMap(([own, begins]) => named(own, begins, before)),
      ...(parameter === 'keyId' || parameter === 'SlackTeamId' ? ids.flatMap((id) => identified(id, before)) : []),
    ]),
  }));
  const [only, ...more] = alternatives;
  return more.length === 0 ? { ...only } : { $or: alternatives };
}

function nested(path: string, conditions: (string | object)[]): object {
  return path.split('.').reduceRight<object>((inner, name) => ({ [name]: inner }), conditions);
}

function named(own: string, begins: string, before: string): (string | object)[] {
  const inside = { ':': [`*:${begins}*`], '/': [`*/${begins}*`, `*/${own}/*`] }[before] ?? [];
  // What begins as a name that was cut short may be the stack itself.
  const isCut = own.startsWith(begins);
  const wildcards = inside.slice(0, isCut ? 1 : undefined).map((wildcard) => ({ wildcard }));
  return [...(isCut ? [] : [own]), { prefix: begins }, ...wildcards];
}

function identified(id: string, before: string): (string | object)[] {
  return before === '' ? [id] : [id, { wildcard: `*${before}${id}` }];
}
