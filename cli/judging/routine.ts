import type { Observation } from '../../lambda/events/timeline';
import { millis } from '../../lambda/events/trail-event';
import { day } from '../../lambda/time';

/** What has happened so often without anything new between is routine; by default no threshold of a detection is as high. */
const often = 100;
/** Of what is routine one in so many is judged at once: long before a review would not read the last one that was. */
const together = 100;
/** Kinds of what happens to one subject; where there are more, nothing is routine. */
const mostKinds = 50;

/** What happens on one timeline. */
interface Habits {
  events: number;
  last: number;
  /** How often each kind has happened since something new did. */
  kinds: Map<string, number>;
  /** Events since one was judged. */
  waiting: number;
}

/**
 * Tells what need not be judged at once. A robot that signs in each minute does the same half a million times a year, and each time a
 * review would judge a thousand events anew. As a review judges all that stands on a timeline, one for a hundred is enough, as long as
 * nothing else happens: before that, and at the end, the last one is judged.
 */
export class Routine {
  private readonly habits = new Map<string, Habits>();
  /** By timeline: the last that waits. */
  private readonly waiting = new Map<string, Observation>();

  /**
   * @param observation the next in time. @param keys of its timelines.
   * @returns whether it may wait, and those that have waited and may not any longer.
   */
  see(observation: Observation, keys: readonly string[]): { mayWait: boolean; due: readonly Observation[] } {
    const all = keys.map((key) => this.habitsOf(key));
    const mayWait = keys.length > 0 && note(observation, keys, all) && all.every(({ waiting }) => waiting < together);
    for (const habits of all) habits.waiting = mayWait ? habits.waiting + 1 : 0;
    if (!mayWait) return { mayWait, due: this.take(keys) };
    for (const key of keys) this.waiting.set(key, observation);
    return { mayWait, due: [] };
  }

  /** All that still wait. */
  rest(): readonly Observation[] {
    return this.take([...this.waiting.keys()]);
  }

  /** Those that wait on these timelines, and do not any longer. */
  take(keys: readonly string[]): Observation[] {
    const taken = new Set(keys.flatMap((key) => this.waiting.get(key) ?? []));
    if (taken.size > 0)
      for (const [key, observation] of this.waiting) if (taken.has(observation)) this.waiting.delete(key);
    return [...taken].sort((a, b) => millis(a.event) - millis(b.event));
  }

  private habitsOf(key: string): Habits {
    const known = this.habits.get(key) ?? { events: 0, last: -Infinity, kinds: new Map<string, number>(), waiting: 0 };
    this.habits.set(key, known);
    return known;
  }
}

/** What is new makes all else less than routine. @returns whether this is, on each of its timelines. */
function note(observation: Observation, keys: readonly string[], all: readonly Habits[]): boolean {
  const at = millis(observation.event);
  // Most subjects have few events, of which nothing need be remembered.
  for (const habits of all) habits.events++;
  const isBusy = all.every(({ events }) => events > often);
  const kind = isBusy ? kindOf(observation, keys) : '';
  const isKnown = isBusy && all.every(({ kinds, last }) => kinds.has(kind) && at - last <= day);
  for (const habits of all) {
    const { kinds } = habits;
    habits.last = at;
    if (!isKnown) for (const one of kinds.keys()) kinds.set(one, 0);
    if (!isKnown && kinds.size >= mostKinds) kinds.clear();
    if (isBusy) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return isKnown && all.every(({ kinds }) => (kinds.get(kind) ?? 0) > often);
}

/** The same of all that differ in nothing but in when they happened. */
function kindOf({ event, ...known }: Observation, keys: readonly string[]): string {
  return JSON.stringify([{ ...event, time: '', eventId: '', identity: '' }, known, keys]);
}
