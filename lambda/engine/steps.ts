import { mostRead, type Observation } from '../events/timeline';
import { millis } from '../events/trail-event';
import { day } from '../events/window';
import type { Filing } from './filing';

/** What is to be done with an event. */
export interface Step {
  observation: Observation;
  /** Where nothing can come of it, but it stands on the timeline of an event of which something can, it is only filed. */
  todo: Todo;
}

export type Todo = 'review' | 'file';

/** @param index of the event, as `Planner.see` returned it. @returns undefined: nothing. */
export type Plan = (index: number) => Todo | undefined;

/** What stands on one timeline of late. */
interface Recent {
  readonly key: string;
  /** Its place among all. */
  readonly number: number;
  observations: Observation[];
  /** In milliseconds: what comes later needs another look. Nothing lies before the first, so its window may begin there. */
  end: number;
  isLookedAt: boolean;
}

/**
 * Decides what is to be done where all events are known beforehand. Left out are those that have no part in anything: on none of
 * their timelines anything is ever found, neither now nor with what comes after, and no review will read these.
 *
 * What is found with some events and is gone with later ones counts as nothing: such an alert would be withdrawn. A timeline
 * of which a review might not read everything is never quiet.
 *
 * Of events it remembers only those that a review would still read, and of the others a few numbers.
 */
export class Planner {
  /** By number; undefined: it is decided. */
  private readonly timelines: (Recent | undefined)[] = [];
  private readonly byKey = new Map<string, Recent>();
  /** Those on which something may be found with what comes. */
  private readonly active = new Set<Recent>();
  /** By number: something is found there. */
  private readonly isLoud: boolean[] = [];
  /** By number: a review reads it. */
  private readonly isRead: boolean[] = [];
  /** Numbers of each event's timelines, one event after the other, and where those of each end. */
  private readonly numbers: number[] = [];
  private readonly ends: number[] = [];
  private swept = -Infinity;

  /** @param lookBack how far back a review reads, in milliseconds. */
  constructor(
    private readonly filing: Filing,
    private readonly lookBack: number,
  ) {}

  /** @param observation later than those before, each event once. @returns its index. */
  see(observation: Observation): number {
    const time = millis(observation.event);
    if (time > this.swept + day) this.sweep(time);
    for (const key of this.filing.keysOf(observation.event)) {
      const timeline = this.timelineOf(key);
      this.numbers.push(timeline.number);
      if (this.isLoud[timeline.number] !== true) this.put(observation, timeline, time);
    }
    return this.ends.push(this.numbers.length) - 1;
  }

  /** Numbers of the timelines that the event is on. */
  numbersOf(index: number): readonly number[] {
    return this.numbers.slice(this.ends[index - 1] ?? 0, this.ends[index]);
  }

  /**
   * Once all have been seen; a part at a time, since it takes its time.
   *
   * @param indices of events that have no timeline in common with any other, even by way of others.
   * @returns for these alone.
   */
  plan(indices: readonly number[]): Plan {
    for (const index of indices) for (const number of this.numbersOf(index)) this.lookForTheLastTime(number);
    // A review reads the timelines of its event, and of events that were found with it: all of them are on loud ones.
    for (const index of indices)
      if (this.isOnAny(index, this.isLoud)) for (const number of this.numbersOf(index)) this.isRead[number] = true;
    return (index) =>
      this.isOnAny(index, this.isLoud) ? 'review' : this.isOnAny(index, this.isRead) ? 'file' : undefined;
  }

  private timelineOf(key: string): Recent {
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const fresh = { key, number: this.timelines.length, observations: [], end: -Infinity, isLookedAt: true };
    this.byKey.set(key, fresh);
    this.timelines.push(fresh);
    return fresh;
  }

  private put(observation: Observation, timeline: Recent, time: number): void {
    if (time > timeline.end) {
      this.look(timeline);
      if (this.isLoud[timeline.number] === true) return;
      timeline.observations = timeline.observations.filter(({ event }) => millis(event) >= time - this.lookBack);
      // Whatever a review would read at any of these events is in it, and at most a day more than it looks back.
      timeline.end = time + day + (timeline.end === -Infinity ? this.lookBack : 0);
    }
    timeline.observations.push(observation);
    timeline.isLookedAt = false;
    this.active.add(timeline);
    // More of it need not be kept.
    if (timeline.observations.length === mostRead) this.look(timeline);
  }

  /** So that what no review would read any more is forgotten. */
  private sweep(now: number): void {
    this.swept = now;
    for (const timeline of this.active) {
      if (timeline.end >= now) continue;
      this.look(timeline);
      const last = timeline.observations.at(-1);
      if (last !== undefined && millis(last.event) >= now - this.lookBack) continue;
      timeline.observations = [];
      this.active.delete(timeline);
    }
  }

  /** Whether a detection finds anything, due or not. */
  private look(timeline: Recent): void {
    if (timeline.isLookedAt) return;
    timeline.isLookedAt = true;
    if (timeline.observations.length < mostRead && this.isSilent(timeline)) return;
    this.isLoud[timeline.number] = true;
    timeline.observations = [];
    this.active.delete(timeline);
  }

  private lookForTheLastTime(number: number): void {
    const timeline = this.timelines[number];
    if (timeline === undefined) return;
    this.look(timeline);
    this.timelines[number] = undefined;
    this.active.delete(timeline);
    this.byKey.delete(timeline.key);
  }

  private isSilent({ key, observations }: Recent): boolean {
    return this.filing
      .wanted(key, observations)
      .every(({ entry: { detection, settings }, part }) => detection.detect(part.timeline, settings).length === 0);
  }

  private isOnAny(index: number, some: readonly (boolean | undefined)[]): boolean {
    return this.numbersOf(index).some((number) => some[number] === true);
  }
}
