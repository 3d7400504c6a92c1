import { findTrailFiles, type Problem } from '../../lambda/adapters/trail-files';
import type { Skip } from '../../lambda/adapters/trail-records';
import { byTime } from '../../lambda/events/trail-event';
import type { FileReader, KeptEvent, ReadFile } from './file-reader';
import type { Helpers } from './helpers';

/** Everything that the files say, and what they could not say. */
export interface Trail {
  /** In time order, each event once. */
  events: KeptEvent[];
  files: number;
  /** Where the records are from, if not from files, such as `table security.cloudtrail`. */
  of?: string;
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

export type Progress = (stage: 'reading files' | 'evaluating', done: number, total: number) => void;

const listedProblems = 20;
/** Files that are handed out at once, so that what is said about them costs little. */
const mostAtOnce = 256;

/**
 * Reads all files and keeps only what matters, so that memory is bounded by that and not by the archive.
 *
 * @param helpers that read beside this thread; where it is not worth it there are none.
 */
export async function readTrail(
  paths: readonly string[],
  reader: FileReader,
  helpers: Helpers,
  progress: Progress,
): Promise<Trail> {
  const { files, foreign, problems } = findTrailFiles(paths);
  const reading = helpers.begin(files);
  const batch = Math.max(1, Math.min(mostAtOnce, Math.ceil(files.length / (8 * (reading.length + 1)))));
  const results = new Array<ReadFile | undefined>(files.length);
  let next = 0;
  let done = 0;
  const readAll = async (read: (files: string[]) => Promise<ReadFile[]>): Promise<void> => {
    while (next < files.length) {
      const from = next;
      next = Math.min(files.length, from + batch);
      for (const [index, result] of (await read(files.slice(from, next))).entries()) results[from + index] = result;
      progress('reading files', (done += results.length), files.length);
    }
  };
  progress('reading files', 0, files.length);
  await Promise.all([...reading, (batch: string[]) => readHere(reader, batch)].map(readAll)).finally(() => {
    helpers.end();
  });
  return trailOf(results, { files: files.length, foreign, problems });
}

/** One file after the other, so that memory is bounded by one. */
export async function readHere(reader: FileReader, files: readonly string[]): Promise<ReadFile[]> {
  const results: ReadFile[] = [];
  for (const file of files) results.push(await reader.read(file));
  return results;
}

interface Found {
  files: number;
  foreign: number;
  problems: readonly Problem[];
  of: string;
}

/** Joins what was read, whatever it was read from. */
export function trailOf(
  results: readonly (ReadFile | undefined)[],
  { files = 0, foreign = 0, problems = [], of }: Partial<Found>,
): Trail {
  const kept = new Map<string, KeptEvent>();
  const trail: Trail = {
    events: [],
    files,
    ...(of !== undefined && { of }),
    records: 0,
    first: Infinity,
    last: -Infinity,
    relevant: 0,
    copies: 0,
    skipped: { foreign, digest: 0, insight: 0, drill: 0 },
    problemCount: 0,
    problems: [],
  };
  note(trail, problems);
  for (const result of results) {
    if (result === undefined) throw new Error('a file was not read');
    const { events, records, first, last, skipped } = result;
    trail.records += records;
    trail.first = Math.min(trail.first, first);
    trail.last = Math.max(trail.last, last);
    for (const kind of ['digest', 'insight', 'drill'] as const) trail.skipped[kind] += skipped[kind];
    note(trail, result.problems);
    for (const event of events) keep(trail, kept, event);
  }
  trail.events = [...kept.values()].sort((a, b) => byTime(a.event, b.event));
  return trail;
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
