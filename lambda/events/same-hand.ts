import { roleOfSession } from './actor';
import { fromOneAddress } from './address';
import type { TrailEvent } from './trail-event';

/** A role's ARN carries the session's name, so the same role under another session name is somebody else. */
export function sameActor({ actor: a }: TrailEvent, { actor: b }: TrailEvent): boolean {
  const [one, other] = [a, b].map(({ arn, principalId }) => arn ?? principalId);
  return one !== undefined && one === other;
}

/** Or two sessions of a role: whoever takes on a role names the session; Identity Center names it after the person. */
export function sameHand(a: TrailEvent, b: TrailEvent): boolean {
  if (sameActor(a, b)) return true;
  const [one, other] = [a, b].map(({ actor }) => (actor.credential === 'role' ? roleOfSession(actor.arn) : undefined));
  return (
    one !== undefined &&
    other !== undefined &&
    one.account === other.account &&
    one.role === other.role &&
    fromOneAddress(a, b)
  );
}
