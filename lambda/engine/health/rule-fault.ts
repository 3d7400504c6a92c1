import { isDeepStrictEqual } from 'node:util';
import type { DeployedRule } from './deployed-rules';

/** A rule as AWS describes it. */
export interface RuleThere {
  state?: string | undefined;
  /** JSON; absent: a schedule. */
  pattern?: string | undefined;
}

export interface RuleFault {
  kind: 'missing' | 'disabled' | 'state' | 'pattern' | 'target';
  /** Begins with the rule's name. */
  text: string;
}

/**
 * Compares a rule with what must be there.
 *
 * @param there undefined: there is no such rule.
 * @param targets gives the ARNs that it hands over to; asked only if all else is right.
 * @param isTarget whether it should hand over to this ARN.
 */
export async function faultOf(
  { name, state, pattern }: DeployedRule,
  there: RuleThere | undefined,
  targets: () => Promise<readonly string[]>,
  isTarget: (arn: string) => boolean,
): Promise<RuleFault | undefined> {
  if (there === undefined) return { kind: 'missing', text: `${name} is missing` };
  if (there.state === 'DISABLED') return { kind: 'disabled', text: `${name} is DISABLED` };
  if (there.state !== state)
    return { kind: 'state', text: `${name} is ${there.state ?? 'in no state'}, expected ${state}` };
  if (pattern !== undefined && !isDeepStrictEqual(parsed(there.pattern), pattern))
    return { kind: 'pattern', text: `${name} listens to something else than this version and mfa-watch.yaml say` };
  if (!(await targets()).some(isTarget))
    return { kind: 'target', text: `${name} hands nothing over: its target is missing` };
  return undefined;
}

function parsed(pattern = ''): unknown {
  try {
    return JSON.parse(pattern);
  } catch {
    return undefined;
  }
}
