import { setImmediate as turn } from 'node:timers/promises';
import { findTrailFiles, type Problem } from '../../lambda/adapters/trail-files';
import type { Skip } from '../../lambda/adapters/trail-records';
import { byTime } from '../../lambda/events/trail-event';
import type { FileReader, KeptEvent, ReadFile } from './file-reader';
import type { Helpers, Reading } from './helpers';

/** Everything that the files say, and what they could not say. */
export interface Trail {
  /** In time order, each event once. */
  events: KeptEvent[];
  files: number;
  /** Files that were not read, because somebody stopped it. */
  unread: number;
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
 * @param stop ends the reading; what has been read by then counts.
 */
export async function readTrail(
  paths: readonly string[],
  reader: FileReader,
  helpers: Helpers,
  progress: Progress,
  stop?: AbortSignal,
): Promise<Trail> {
  const { files, foreign, problems } = findTrailFiles(paths);
  const reading = helpers.begin(files);
  const batch = Math.max(1, Math.min(mostAtOnce, Math.ceil(files.length / (8 * (reading.length + 1)))));
  const results = new Array<ReadFile | undefined>(files.length);
  let next = 0;
  let done = 0;
  const readAll = async (read: Reading): Promise<void> => {
    while (next < files.length && stop?.aborted !== true) {
      const from = next;
      next = Math.min(files.length, from + batch);
      const batchResults = await read(files.slice(from, next));
      for (const [index, result] of batchResults.entries()) results[from + index] = result;
      progress('reading files', (done += batchResults.length), files.length);
    }
  };
  progress('reading files', 0, files.length);
  const here: Reading = (batch) => readHere(reader, batch, stop);
  await Promise.all([...reading.map((read) => until(read, stop)), here].map(readAll)).finally(() => {
    helpers.end();
  });
  return trailOf(results, { files: files.length, foreign, problems });
}

/** One file after the other, so that memory is bounded by one. @returns those that were read before it was stopped. */
export async function readHere(reader: FileReader, files: readonly string[], stop?: AbortSignal): Promise<ReadFile[]> {
  const results: ReadFile[] = [];
  for (const file of files) {
    // Small files are read without waiting for anything, and Ctrl-C is heard only in between.
    if (stop !== undefined) await turn();
    if (stop?.aborted === true) break;
    results.push(await reader.read(file, stop));
  }
  return results;
}

/** What hears of no stop is left alone then, and what it has not told by then is lost. */
function until(read: Reading, stop: AbortSignal | undefined): Reading {
  const stopped = new Promise<ReadFile[]>((resolve) => {
    stop?.addEventListener('abort', () => {
      resolve([]);
    });
  });
  return (batch) => Promise.race([read(batch), stopped]);
}

function trailOf(
  results: readonly (ReadFile | undefined)[],
  found: { files: number; foreign: number; problems: readonly Problem[] },
): Trail {
  const kept = new Map<string, KeptEvent>();
  const trail: Trail = {
    events: [],
    files: found.files,
    unread: found.files - results.filter((result) => result !== undefined).length,
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
  for (const result of results) {
    if (result === undefined) continue;
    const { events, records, first, last, skipped, problems } = result;
    trail.records += records;
    trail.first = Math.min(trail.first, first);
    trail.last = Math.max(trail.last, last);
    for (const kind of ['digest', 'insight', 'drill'] as const) trail.skipped[kind] += skipped[kind];
    note(trail, problems);
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
