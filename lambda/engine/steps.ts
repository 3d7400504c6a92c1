import { familiarWithin } from '../events/address';
import { mostRead, type Observation } from '../events/timeline';
import { millis } from '../events/trail-event';
import { day } from '../time';
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

/** What stands on one timeline of late. Times are milliseconds since the epoch. */
interface Recent {
  readonly key: string;
  /** Its place among all. */
  readonly number: number;
  /** The newest of them are enough to see that there are too many. */
  observations: Observation[];
  /** Of those that came since it was last looked at. */
  first: number;
  last: number;
  /** What comes later needs another look. Nothing lies before the first, so its window may begin there. */
  end: number;
  isLookedAt: boolean;
}

/** When something is found on a timeline: from the first event of a look to the last. Milliseconds since the epoch. */
interface Span {
  first: number;
  last: number;
}

/**
 * Decides what is to be done where all events are known beforehand. Left out are those that have no part in anything: at their
 * time nothing is found on any of their timelines, neither with what came before nor with what comes after, and no review will
 * read these.
 *
 * What is found with some events and is gone with the next ones of the same look counts as nothing: such an alert would be
 * withdrawn. What was found at an earlier look is reviewed for as long as it would be read, since it may have to be withdrawn.
 * A timeline of which a review might not read everything is never quiet.
 *
 * Of events it remembers only those that a review would still read, and of the others a few numbers.
 */
export class Planner {
  /** By number; undefined: it is decided. */
  private readonly timelines: (Recent | undefined)[] = [];
  private readonly byKey = new Map<string, Recent>();
  /** Those on which something may be found with what comes. */
  private readonly active = new Set<Recent>();
  /** By number, in time order, so far apart that no review reads of two. */
  private readonly loud: (Span[] | undefined)[] = [];
  /** Numbers of each event's timelines, one event after the other, and where those of each end. */
  private readonly numbers: number[] = [];
  private readonly ends: number[] = [];
  /** Of each event, in milliseconds since the epoch. */
  private readonly times: number[] = [];
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
      this.put(observation, timeline, time);
    }
    this.times.push(time);
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
    const read = this.readBy(indices);
    return (index) => {
      const time = this.timeOf(index);
      const numbers = this.numbersOf(index);
      if (numbers.some((number) => this.loud[number]?.some((span) => this.isReviewed(time, span)))) return 'review';
      const isRead = numbers.some((number) =>
        read.get(number)?.some(({ first, last }) => first <= time && time <= last),
      );
      return isRead ? 'file' : undefined;
    };
  }

  /**
   * What reviews read, by number: the timelines of their event, and of events that were found with it, and so on. All of
   * these are found at a time at which the next would still be read, so the spans of each lead to all that is read of the others.
   */
  private readBy(indices: readonly number[]): ReadonlyMap<number, readonly Span[]> {
    const leading = new Map<number, Set<Span>>();
    for (const index of indices) {
      const time = this.timeOf(index);
      const numbers = this.numbersOf(index);
      for (const number of numbers)
        for (const span of this.loud[number] ?? [])
          if (time >= span.first - this.lookBack && time <= span.last + this.lookBack)
            for (const other of numbers) leading.set(other, (leading.get(other) ?? new Set<Span>()).add(span));
    }
    const readAt = ({ first, last }: Span): Span => ({
      first: first - this.lookBack - familiarWithin,
      last: last + this.lookBack,
    });
    return new Map([...leading].map(([number, spans]) => [number, joined([...spans].map(readAt), 0)]));
  }

  private isReviewed(time: number, { first, last }: Span): boolean {
    return time >= first && time <= last + this.lookBack;
  }

  private timeOf(index: number): number {
    return this.times[index] ?? NaN;
  }

  private timelineOf(key: string): Recent {
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const fresh: Recent = {
      ...{ key, number: this.timelines.length, observations: [] },
      ...{ first: NaN, last: NaN, end: -Infinity, isLookedAt: true },
    };
    this.byKey.set(key, fresh);
    this.timelines.push(fresh);
    return fresh;
  }

  private put(observation: Observation, timeline: Recent, time: number): void {
    if (time > timeline.end) {
      this.look(timeline);
      timeline.observations = timeline.observations.filter(({ event }) => millis(event) >= time - this.lookBack);
      // Whatever a review would read at any of these events is in it, and at most a day more than it looks back.
      timeline.end = time + day + (timeline.end === -Infinity ? this.lookBack : 0);
    }
    if (timeline.isLookedAt) timeline.first = time;
    timeline.last = time;
    timeline.isLookedAt = false;
    timeline.observations.push(observation);
    this.active.add(timeline);
    if (timeline.observations.length === 2 * mostRead) timeline.observations.splice(0, mostRead);
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
    const { number, first, last } = timeline;
    this.loud[number] = joined([...(this.loud[number] ?? []), { first, last }], 2 * this.lookBack);
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
}

/** @param apart those that are no further apart than that become one. @returns in time order. */
function joined(spans: Span[], apart: number): Span[] {
  const found: Span[] = [];
  for (const { first, last } of spans.sort((a, b) => a.first - b.first)) {
    const before = found.at(-1);
    if (before !== undefined && first - before.last <= apart) before.last = Math.max(before.last, last);
    else found.push({ first, last });
  }
  return found;
}
