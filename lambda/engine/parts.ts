import { Groups } from './groups';

/**
 * Parts of the events that have no timeline in common, even by way of others, so that each can be judged without the rest.
 *
 * @param numbersOf the timelines that each event is on, in numbers from 0.
 * @param sizes how big the parts are, compared with each other; one for each.
 * @returns each in the order of the events, as many as there are sizes; some may be empty.
 */
export function partsOf<Event>(
  events: readonly Event[],
  numbersOf: (event: Event) => readonly number[],
  sizes: readonly number[],
): Event[][] {
  const groups = new Groups(events.length);
  const firstOn = new Map<number, number>();
  for (const [index, event] of events.entries())
    for (const number of numbersOf(event)) {
      const first = firstOn.get(number);
      if (first === undefined) firstOn.set(number, index);
      else groups.join(first, index);
    }
  const parts = sizes.map((size) => ({ size, indices: [] as number[] }));
  const bySize = groups.all().sort((a, b) => b.length - a.length);
  for (const group of bySize) {
    const emptiest = parts.reduce((least, part) => (fullness(part) < fullness(least) ? part : least));
    for (const index of group) emptiest.indices.push(index);
  }
  return parts.map(({ indices }) => indices.sort((a, b) => a - b).map((index) => events[index] as Event));
}

function fullness({ size, indices }: { size: number; indices: readonly number[] }): number {
  return indices.length / size;
}
