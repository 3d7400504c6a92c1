import type { Problem } from '../../lambda/adapters/trail-files/trail-files';
import { noneSkipped, type Skip, skips } from '../../lambda/adapters/trail-files/trail-records';
import { KeptEvents, type KeptEvent } from './kept-events';

/** Where events go, one after the other. */
export interface EventSink {
  push: (event: KeptEvent) => unknown;
}

/** What one file says, or several. */
export interface ReadFile<Events extends EventSink = KeptEvent[]> {
  files: number;
  /** Those that matter, in the file's order. */
  events: Events;
  /** All, relevant or not. */
  records: number;
  /** Of those that a detection watches, how many are of accounts or regions that nobody asked for. */
  foreign: number;
  /** Over all records; milliseconds since the epoch. */
  first: number;
  last: number;
  skipped: Record<Skip, number>;
  problems: Problem[];
}

/** So far. @param files that say nothing. */
export function nothing(files: number): ReadFile {
  return {
    files,
    events: [],
    records: 0,
    foreign: 0,
    first: Infinity,
    last: -Infinity,
    skipped: noneSkipped(),
    problems: [],
  };
}

/** The same, for more than a message should hold. */
export function nothingYet(): ReadFile<KeptEvents> {
  return { ...nothing(0), events: new KeptEvents() };
}

export function add(all: ReadFile<EventSink>, more: ReadFile): void {
  all.files += more.files;
  for (const event of more.events) all.events.push(event);
  all.records += more.records;
  all.foreign += more.foreign;
  all.first = Math.min(all.first, more.first);
  all.last = Math.max(all.last, more.last);
  for (const kind of skips) all.skipped[kind] += more.skipped[kind];
  for (const problem of more.problems) all.problems.push(problem);
}
