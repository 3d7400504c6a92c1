import { allPermissions } from './requested';
import type { TrailEvent } from './trail-event';

/** How the names of forwarders' and members' parts begin, whatever the home stack is called. */
export const fixedName = 'mfa-watch';

/**
 * Characters that CloudFormation keeps at least of a stack's name in the names that it makes. Lambda's and IAM's take 64: two
 * hyphens, 12 to 14 characters of its own, and the rest for stack and logical id, half each if both are long. That is not
 * documented; public names of functions show 25 before its 12.
 */
const kept = 24;

/** How the names of a stack's parts begin. */
export function partsBegin(stack: string): string {
  return stack.length > kept ? stack.slice(0, kept) : `${stack}-`;
}

/**
 * The parts of the deployment that the event names. CloudFormation begins the names of what it makes with that of the
 * stack, and the name of a stack set's stack with `StackSet-`.
 *
 * @param listed names, ids and ARNs of parts that are called otherwise.
 */
export function partsNamed({ requested = [] }: TrailEvent, stack: string, listed: readonly string[]): string[] {
  const isOurs = (part: string): boolean => {
    const name = part.replace(/^StackSet-/, '');
    return [stack, fixedName].some((own) => name === own || name.startsWith(partsBegin(own)));
  };
  return requested.flatMap((value) => {
    if (listed.includes(value)) return [value];
    // In messages of IAM the kind stands before the name: `role some-role`. Other values with spaces are descriptions.
    const name = value.replace(/^(role|policy) /, '');
    if (/\s/.test(name)) return [];
    return name
      .split(/[:/]/)
      .filter((part) => isOurs(part) || listed.includes(part))
      .slice(0, 1);
  });
}

const busCalls = new Set(['PutPermission', 'RemovePermission']);

/**
 * Whether the call is about the whole policy of the bus, and names no statement of it. Where it names no bus, either, it
 * is the default one.
 *
 * @param bus ARN of the default bus that members' events come to.
 */
export function isAboutPolicyOf(bus: string | undefined, event: TrailEvent): boolean {
  const { source, name, account, region, requested = [] } = event;
  if (bus === undefined || source !== 'events.amazonaws.com' || !busCalls.has(name)) return false;
  const [, , , busRegion, busAccount] = bus.split(':');
  return (
    account === busAccount &&
    region === busRegion &&
    requested.length > 0 &&
    requested.every((value) => [allPermissions, 'default', bus].includes(value) || value.trimStart().startsWith('{'))
  );
}
