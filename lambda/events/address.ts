import { networkOf } from './network';
import type { TrailEvent } from './trail-event';
import { day } from '../time';

/** Milliseconds before a story's first event in which an address becomes familiar. */
export const familiarWithin = 7 * day;
/** What an intruder did a moment before must not make the intruder's address familiar. Milliseconds. */
export const tooFresh = 60 * 60_000;

/**
 * Where somebody called from, if the record says so: AWS that calls itself leaves "AWS Internal" or a service's name. One that is
 * no address of the internet (`225.01.00.16`, in a real record) still tells one place from another.
 */
export function addressOf({ actor: { sourceIp } }: TrailEvent): string | undefined {
  return sourceIp === undefined || /^AWS Internal$|\.amazonaws\.com$/i.test(sourceIp) ? undefined : sourceIp;
}

/** False as well where it is not known of both. */
export function fromOneAddress(a: TrailEvent, b: TrailEvent): boolean {
  const [one, other] = [addressOf(a), addressOf(b)];
  return one !== undefined && other !== undefined && networkOf(one) === networkOf(other);
}
