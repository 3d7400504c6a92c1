import type { Problem } from '../../lambda/adapters/trail-files/trail-files';
import type { Skip } from '../../lambda/adapters/trail-files/trail-records';
import type { TrailEvent } from '../../lambda/events/trail-event';

export interface KeptEvent {
  event: TrailEvent;
  /** False for what only tells of devices. */
  watched: boolean;
  /** Only of watched events, and where somebody wants to see them. */
  raw?: RawRecord;
}

/** A record as the file has it. */
export interface RawRecord {
  /** JSON, cut where it is longer than anything CloudTrail writes about MFA. */
  json: string;
  /** Characters that it had before. */
  length: number;
}

/** What one file says, or several. */
export interface ReadFile {
  files: number;
  /** Those that matter, in the file's order. */
  events: KeptEvent[];
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
    skipped: { digest: 0, insight: 0, drill: 0 },
    problems: [],
  };
}

export function add(all: ReadFile, more: ReadFile): void {
  all.files += more.files;
  for (const event of more.events) all.events.push(event);
  all.records += more.records;
  all.foreign += more.foreign;
  all.first = Math.min(all.first, more.first);
  all.last = Math.max(all.last, more.last);
  for (const kind of ['digest', 'insight', 'drill'] as const) all.skipped[kind] += more.skipped[kind];
  for (const problem of more.problems) all.problems.push(problem);
}
