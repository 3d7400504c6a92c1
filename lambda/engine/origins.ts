import { isIP } from 'node:net';
import type { Alert } from '../alerts/alert';
import { familiarWithin, tooFresh } from '../events/address';
import { networkOf } from '../events/network';
import { passedMfaCheck } from '../events/mfa-check';
import { cut } from '../events/text';
import { millis, signsIn, type TrailEvent } from '../events/trail-event';
import type { Story } from './story';

/** What an offline database says of an address. */
export interface Addresses {
  describe(address: string): { country?: string; network?: string };
}

type Origin = NonNullable<Alert['origins']>[number];

const mostDescribed = 20;
const longestText = 100;

/**
 * What is known of the first 20 of a story's addresses.
 * @param databases absent: nothing is said of country and network.
 */
export function originsOf(
  story: Story,
  addresses: readonly string[],
  databases: Addresses | undefined,
): NonNullable<Alert['origins']> {
  const wasSeen = familiarity(story);
  return addresses
    .slice(0, mostDescribed)
    .filter(isAddress)
    .map((address): Origin => {
      const { country, network } = databases?.describe(address) ?? {};
      const seenBefore = wasSeen(address);
      return {
        address,
        ...(country !== undefined && { country: cut(country, longestText) }),
        ...(network !== undefined && { network: cut(network, longestText) }),
        ...(seenBefore !== undefined && { seenBefore }),
      };
    });
}

/** Nothing is called unfamiliar where there is nothing to compare with, or where a part of the week was not read. */
function familiarity({ parts: [{ history }], events }: Story): (address: string) => boolean | undefined {
  const first = millis(events[0] as TrailEvent);
  const since = first - familiarWithin;
  const past = history.observations.map(({ event }) => event).filter((event) => millis(event) < first - tooFresh);
  const seen = new Set(
    past
      .filter((event) => millis(event) >= since && wasLetIn(event))
      .flatMap(({ actor: { sourceIp = '' } }) => (isAddress(sourceIp) ? [networkOf(sourceIp)] : [])),
  );
  const otherwise = seen.size > 0 && history.since <= since ? false : undefined;
  return (address) => seen.has(networkOf(address)) || otherwise;
}

/** A call that AWS allowed, or a sign-in to its end: neither an attempt nor a right password makes an address familiar. */
function wasLetIn(event: TrailEvent): boolean {
  const { source, errorCode } = event;
  if (source !== 'signin.amazonaws.com') return errorCode === undefined;
  return passedMfaCheck(event) || signsIn(event);
}

/** Most others are names of services, which need none of Node.js's expressions: those for IPv6 take milliseconds to compile. */
function isAddress(text: string): boolean {
  return /^[\d.]+$|:/.test(text) && isIP(text) !== 0;
}
