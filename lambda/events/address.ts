import type { TrailEvent } from './trail-event';

/**
 * Where somebody called from, if the record says so: AWS that calls itself leaves "AWS Internal" or a service's name. One that is
 * no address of the internet (`225.01.00.16`, in a real record) still tells one place from another.
 */
export function addressOf({ actor: { sourceIp } }: TrailEvent): string | undefined {
  return sourceIp === undefined || /^AWS Internal$|\.amazonaws\.com$/i.test(sourceIp) ? undefined : sourceIp;
}

/** False as well where it is not known of both. */
export function fromOneAddress(a: TrailEvent, b: TrailEvent): boolean {
  const address = addressOf(a);
  return address !== undefined && address === addressOf(b);
}
