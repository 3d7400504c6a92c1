import { type Actor, roleOfSession } from './actor';
import { fromOneAddress } from './address';
import type { TrailEvent } from './trail-event';

/** A role's ARN carries the session's name, so the same role under another session name is somebody else. */
export function sameActor({ actor: a }: TrailEvent, { actor: b }: TrailEvent): boolean {
  const [one, other] = [personOf(a), personOf(b)];
  return one !== undefined && one === other;
}

/** Identity Center names a session after the person, whichever permission set it is of. */
function personOf({ arn, principalId, credential }: Actor): string | undefined {
  const own = credential === 'identity-center' ? roleOfSession(arn) : undefined;
  return own === undefined ? (arn ?? principalId) : `${own.account}/${own.session.toLowerCase()}`;
}

/**
 * Or, from one address, two sessions of roles, or a role's and an IAM user's: whoever takes on a role chooses it and names the
 * session. Two IAM users in one office are two people.
 */
export function sameHand(a: TrailEvent, b: TrailEvent): boolean {
  if (sameActor(a, b)) return true;
  const hasRole = [a, b].some(({ actor }) => actor.credential === 'role');
  return (
    hasRole &&
    [a, b].every(({ actor }) => actor.credential === 'role' || actor.type === 'IAMUser') &&
    a.account === b.account &&
    fromOneAddress(a, b)
  );
}
