import { inventoryEvents } from '../lambda/adapters/devices-trail';
import { findTrailFiles, readTrailFile, type Problem } from '../lambda/adapters/trail-files';
import type { Skip } from '../lambda/adapters/trail-records';
import { byTime, parseTrailEvent, type TrailEvent } from '../lambda/events/trail-event';

/** Everything that the files say, and what they could not say. */
export interface Trail {
  /** In time order, each event once. */
  events: KeptEvent[];
  files: number;
  records: number;
  /** Over all records, relevant or not; milliseconds since the epoch. */
  first: number;
  last: number;
  /** Records that a detection watches, copies counted. */
  relevant: number;
  copies: number;
  skipped: Record<Skip | 'foreign', number>;
  problemCount: number;
  /** The first few. */
  problems: Problem[];
}

export interface KeptEvent {
  event: TrailEvent;
  /** False for what only tells of devices. */
  watched: boolean;
  /** Of a watched one, where it was asked for. */
  raw?: RawRecord;
}

/** A record as the file has it. */
export interface RawRecord {
  /** JSON, cut where it is longer than anything CloudTrail writes about MFA. */
  json: string;
  /** Characters that it had before. */
  length: number;
}

const longestRaw = 16_384;

export type Progress = (stage: 'reading files' | 'evaluating', done: number, total: number) => void;

const listedProblems = 20;

/**
 * Reads file by file and keeps only what matters, so that memory is bounded by one file and not by the archive.
 * @param withRaw whether to keep watched records as they are, too, for somebody who wants to see them.
 */
export async function readTrail(
  paths: readonly string[],
  isWatched: (record: unknown) => boolean,
  progress: Progress,
  withRaw = false,
): Promise<Trail> {
  const found = await findTrailFiles(paths);
  const kept = new Map<string, KeptEvent>();
  const trail: Trail = {
    events: [],
    files: found.files.length,
    records: 0,
    first: Infinity,
    last: -Infinity,
    relevant: 0,
    copies: 0,
    skipped: { foreign: found.foreign, digest: 0, insight: 0, drill: 0 },
    problemCount: 0,
    problems: [],
  };
  note(trail, found.problems);
  for (const [index, file] of found.files.entries()) {
    progress('reading files', index, found.files.length);
    const { records, skipped, problems } = await readTrailFile(file);
    note(trail, problems);
    for (const kind of ['digest', 'insight', 'drill'] as const) trail.skipped[kind] += skipped[kind];
    for (const { at, record } of records) {
      trail.records++;
      const watched = isWatched(record);
      const time = timeOf(record);
      if (time !== undefined) {
        trail.first = Math.min(trail.first, time);
        trail.last = Math.max(trail.last, time);
        if (!watched && !tellsOfDevices(record)) continue;
      }
      const parsed = parseTrailEvent(record);
      if (parsed.ok)
        keep(trail, kept, { event: parsed.event, watched, ...(withRaw && watched && { raw: rawOf(record) }) });
      else note(trail, [{ file, at, what: parsed.problem }]);
    }
  }
  progress('reading files', found.files.length, found.files.length);
  trail.events = [...kept.values()].sort((a, b) => byTime(a.event, b.event));
  return trail;
}

function rawOf(record: unknown): RawRecord {
  const json = JSON.stringify(record);
  return { json: json.slice(0, longestRaw), length: json.length };
}

function note(trail: Trail, problems: readonly Problem[]): void {
  trail.problemCount += problems.length;
  trail.problems.push(...problems.slice(0, listedProblems - trail.problems.length));
}

/** Of copies that differ in bytes the fuller one is kept, whichever file came first. */
function keep(trail: Trail, kept: Map<string, KeptEvent>, fresh: KeptEvent): void {
  const { identity } = fresh.event;
  const before = kept.get(identity);
  if (fresh.watched) {
    trail.relevant++;
    if (before !== undefined) trail.copies++;
  }
  if (before === undefined || fullness(fresh) > fullness(before)) kept.set(identity, fresh);
}

function fullness({ event }: KeptEvent): string {
  const text = JSON.stringify(event);
  return String(text.length).padStart(8, '0') + text;
}

/** When a record happened, or undefined where it lacks what every record has. */
function timeOf(record: unknown): number | undefined {
  const { eventTime, eventSource, eventName } = fields(record);
  if (typeof eventTime !== 'string' || typeof eventSource !== 'string' || typeof eventName !== 'string')
    return undefined;
  const time = Date.parse(eventTime);
  return Number.isNaN(time) ? undefined : time;
}

function tellsOfDevices(record: unknown): boolean {
  const { eventSource, eventName } = fields(record);
  return eventSource === 'iam.amazonaws.com' && inventoryEvents.includes(String(eventName));
}

function fields(record: unknown): Partial<Record<'eventTime' | 'eventSource' | 'eventName', unknown>> {
  return typeof record === 'object' && record !== null ? record : {};
}
