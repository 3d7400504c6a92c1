import type { TrailEvent } from '../events/trail-event';
import { Groups } from './groups';
import type { Step } from './steps';

/**
 * Parts of the events that have no timeline in common, even by way of others, so that each can be judged without the rest.
 *
 * @param steps in time order.
 * @param keysOf the timelines that an event belongs on.
 * @param sizes how big the parts are, compared with each other; one for each.
 * @returns each in time order, as many as there are sizes; some may be empty.
 */
export function partsOf(
  steps: readonly Step[],
  keysOf: (event: TrailEvent) => readonly string[],
  sizes: readonly number[],
): Step[][] {
  const groups = new Groups(steps.length);
  const firstOn = new Map<string, number>();
  for (const [index, { observation }] of steps.entries())
    for (const key of keysOf(observation.event)) {
      const first = firstOn.get(key);
      if (first === undefined) firstOn.set(key, index);
      else groups.join(first, index);
    }
  const parts = sizes.map((size) => ({ size, indices: [] as number[] }));
  const bySize = groups.all().sort((a, b) => b.length - a.length);
  for (const group of bySize) {
    const emptiest = parts.reduce((least, part) => (fullness(part) < fullness(least) ? part : least));
    for (const index of group) emptiest.indices.push(index);
  }
  return parts.map(({ indices }) => indices.sort((a, b) => a - b).map((index) => steps[index] as Step));
}

function fullness({ size, indices }: { size: number; indices: readonly number[] }): number {
  return indices.length / size;
}
