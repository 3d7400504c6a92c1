import { addressOf } from './address';
import { networkOf } from './network';
import { day } from '../time';
import { millis, type TrailEvent } from './trail-event';

/** Milliseconds. How far back a review reads: the longest that a detection remembers (a week), and a day more, so that no window is cut where it matters. */
export const lookBack = 8 * day;

/** A stretch in which windows that slide with every event hold enough of them without a break. */
export interface Burst {
  /** In time order. */
  events: TrailEvent[];
  /** Most events (or other things counted) in one window. */
  peak: number;
  /** Most distinct source addresses in one window; those of one IPv6 network count once. */
  addresses: number;
}

/**
 * @param events in time order.
 * @param span milliseconds; two events exactly this far apart are in one window.
 * @param least events a window must hold to count.
 * @param of what is counted instead of events, each once in a window: users, for example.
 */
export function bursts(
  events: readonly TrailEvent[],
  span: number,
  least: number,
  of = (event: TrailEvent): string => event.identity,
): Burst[] {
  const found: (Burst & { last: number })[] = [];
  const counted = new Map<string, number>();
  const addresses = new Map<string, number>();
  let first = 0;
  events.forEach((event, last) => {
    count(counted, of(event), 1);
    count(addresses, placeOf(event), 1);
    for (let oldest = events[first]; oldest && millis(event) - millis(oldest) > span; oldest = events[first]) {
      count(counted, of(oldest), -1);
      count(addresses, placeOf(oldest), -1);
      first += 1;
    }
    if (counted.size < least) return;
    const open = found.at(-1);
    const burst = open && open.last >= first ? open : { events: [], peak: 0, addresses: 0, last: first - 1 };
    if (burst !== open) found.push(burst);
    burst.events.push(...events.slice(burst.last + 1, last + 1));
    burst.peak = Math.max(burst.peak, counted.size);
    burst.addresses = Math.max(burst.addresses, addresses.size);
    burst.last = last;
  });
  return found.map(({ events: all, peak, addresses: most }) => ({ events: all, peak, addresses: most }));
}

function placeOf(event: TrailEvent): string | undefined {
  const address = addressOf(event);
  return address === undefined ? undefined : networkOf(address);
}

function count(numbers: Map<string, number>, value: string | undefined, change: 1 | -1): void {
  if (value === undefined) return;
  const left = (numbers.get(value) ?? 0) + change;
  if (left === 0) numbers.delete(value);
  else numbers.set(value, left);
}

/** Splits events (in time order) wherever more than `pause` milliseconds pass without one. */
export function runs(events: readonly TrailEvent[], pause: number): [TrailEvent, ...TrailEvent[]][] {
  const found: [TrailEvent, ...TrailEvent[]][] = [];
  for (const event of events) {
    const run = found.at(-1);
    const last = run?.at(-1);
    if (run && last && millis(event) - millis(last) <= pause) run.push(event);
    else found.push([event]);
  }
  return found;
}
