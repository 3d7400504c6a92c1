import { grouped } from '../../lambda/events/names';
import { reasonOf } from '../../lambda/adapters/reason';
import type { Problem } from '../../lambda/adapters/trail-files/trail-files';
import type { Skip } from '../../lambda/adapters/trail-files/trail-records';
import type { FileReader } from './file-reader';
import type { Input, Inputs, NamedFile, NotOpened } from './inputs';
import { onceAllWork } from '../start/v8-flags';
import { unlessStopped } from '../stopped';
import { Turns } from '../turns';
import type { KeptEvents } from './kept-events';
import { add, nothing, nothingYet, type ReadFile } from './read-file';
import { sharedFiles, takenFrom, type SharedFiles } from './shared-files';

/** Everything that the files say, and what they could not say. */
export interface Trail {
  events: KeptEvents;
  files: number;
  /** Where the records are from, if not from files, such as `table security.cloudtrail`. */
  of?: string;
  /** Files that were named and not read, because somebody stopped it. */
  unread: number;
  records: number;
  /** Over all records, relevant or not; milliseconds since the epoch. */
  first: number;
  last: number;
  /** Records that a detection watches, but are of accounts or regions that nobody asked for. */
  foreign: number;
  notOpened: NotOpened;
  /** What else people should know, a line each. */
  notes: readonly string[];
  skipped: Record<Skip | 'foreign', number>;
  problemCount: number;
  /** The first few of each file, and the first few files. */
  problems: Problem[];
  /** Those for which no line of `problems` stands. */
  unlisted: number;
}

/** Reads of these files until all are taken, and tells of what it has read, of each file or of some together. */
export type Read = (files: SharedFiles, told: Told) => Promise<void>;
export type Told = (result: ReadFile) => void;

/** Files with which others have begun. */
export interface Begun {
  files: SharedFiles;
  /** Tells of each that others have read so far, and then of the rest. */
  hear: (told: Told) => Promise<void>;
}

export type Progress = (
  stage: 'asking the event history' | 'asking IAM' | 'reading files' | 'choosing events' | 'evaluating',
  done: number,
  total: number,
) => void;

const listedProblems = 20;
/** One more is told rather than counted. */
const mostOfFile = 3;
/** Milliseconds. Who reads alone and is done by then needs no more memory than it has. */
const longEnough = 500;
/** Of those that are brought from elsewhere, so many a thread are on their way or here at a time. */
const mostBrought = 32;

/**
 * Reads all files and keeps only what matters, so that memory is bounded by that and not by the archive.
 *
 * @param others that read beside this thread; where it is not worth it there are none.
 * @param begun some of the files.
 * @param stop ends the reading; what has been read by then counts.
 */
export async function readTrail(
  inputs: Inputs,
  reader: FileReader,
  others: readonly Read[],
  progress: Progress,
  stop?: AbortSignal,
  begun: readonly Begun[] = [],
): Promise<Trail> {
  const { files, elsewhere, streams } = inputs;
  const total = files.length + elsewhere.length + streams.length;
  const here: Read = (some, told) => readHere(reader, some, told, stop);
  // What a helper has not told by a stop is lost: it reads on, and by then files may be gone.
  const helping = others.map(
    (read): Read =>
      (some, told) =>
        unlessStopped(
          read(some, (result) => {
            if (stop?.aborted !== true) told(result);
          }),
          stop,
          undefined,
        ),
  );
  const threads = [...helping, here];
  const all = nothingYet();
  let isOver = false;
  const done = (result: ReadFile): void => {
    // Of a helper that was not waited for.
    if (isOver) return;
    add(all, result);
    progress('reading files', all.files, total);
  };
  // No helper comes that would have to start before.
  const alone = others.length === 0 ? setTimeout(onceAllWork, longEnough).unref() : undefined;
  progress('reading files', 0, total);
  for (const stream of streams) if (stop?.aborted !== true) done(await reader.readStream(stream, stop));
  const isBegun = new Set(begun.flatMap((one) => one.files.files.map(({ path }) => path)));
  const shared = sharedFiles(files.filter(({ path }) => !isBegun.has(path)));
  const readAll = async (): Promise<void> => {
    for (const some of [...begun.map((one) => one.files), shared]) await here(some, done);
  };
  const heard = unlessStopped(Promise.all(begun.map(({ hear }) => hear(done))), stop, []);
  await Promise.all([heard, ...helping.map((read) => read(shared, done)), readAll()]);
  await readElsewhere(elsewhere, threads, done, stop);
  isOver = true;
  clearTimeout(alone);
  return trailOf(all, inputs, { unread: total - all.files });
}

/**
 * One file after the other, so that memory is bounded by one.
 *
 * @param told of each file, unless it was stopped before.
 */
export async function readHere(
  reader: FileReader,
  files: SharedFiles,
  told: (result: ReadFile) => void,
  stop?: AbortSignal,
): Promise<void> {
  // Small files are read without waiting for anything.
  const turns = new Turns(20);
  for (const file of takenFrom(files)) {
    if (turns.isDue()) await turns.give();
    if (stop?.aborted === true) break;
    told(await reader.read(file, stop));
  }
}

/** Each thread has some brought at a time, so that they are on their way together and not all of them lie here. */
async function readElsewhere(
  all: readonly Input[],
  threads: readonly Read[],
  told: (result: ReadFile) => void,
  stop?: AbortSignal,
): Promise<void> {
  const size = Math.max(1, Math.min(mostBrought, Math.ceil(all.length / (8 * threads.length))));
  let next = 0;
  const workOn = async (read: Read): Promise<void> => {
    while (next < all.length && stop?.aborted !== true) {
      const from = next;
      next = Math.min(all.length, from + size);
      await readBrought(all.slice(from, next), read, told);
    }
  };
  await Promise.all(threads.map(workOn));
}

async function readBrought(batch: readonly Input[], read: Read, told: (result: ReadFile) => void): Promise<void> {
  const brought = await Promise.all(batch.map(broughtHere));
  const here = brought.flatMap((one) => ('path' in one ? [one] : []));
  await read(sharedFiles(here.map(({ name, path }) => ({ name, path }))), told);
  for (const { path, release } of here) release?.(path);
  for (const one of brought) if (!('path' in one)) told(one);
}

async function broughtHere(input: Input): Promise<(Input & NamedFile) | ReadFile> {
  try {
    return { ...input, path: await input.bring() };
  } catch (error) {
    return { ...nothing(1), problems: [{ file: input.name, at: '', what: reasonOf(error) }] };
  }
}

interface Extent {
  /** What was read, if not files. */
  of?: string;
  /** Files that were not read, because somebody stopped it. */
  unread?: number;
}

/** Joins what was read, whatever it was read from. */
export function trailOf(all: ReadFile<KeptEvents>, inputs: Inputs, { of, unread = 0 }: Extent = {}): Trail {
  const trail: Trail = {
    events: all.events,
    files: all.files,
    unread,
    ...(of !== undefined && { of }),
    records: all.records,
    first: all.first,
    last: all.last,
    notOpened: inputs.notOpened,
    notes: inputs.notes,
    foreign: all.foreign,
    skipped: { foreign: inputs.foreign, ...all.skipped },
    problemCount: 0,
    problems: [],
    unlisted: 0,
  };
  note(trail, inputs.problems);
  note(
    trail,
    all.problems.sort((a, b) => Number(a.file > b.file) - Number(a.file < b.file)),
  );
  return trail;
}

/** @param problems those of one file together: one broken file must not push the others out. */
function note(trail: Trail, problems: readonly Problem[]): void {
  trail.problemCount += problems.length;
  const list = (problem: Problem, standsFor: number): void => {
    if (trail.problems.length < listedProblems) trail.problems.push(problem);
    else trail.unlisted += standsFor;
  };
  for (let from = 0, to = 0; from < problems.length; from = to) {
    const file = problems[from]?.file ?? '';
    while (to < problems.length && problems[to]?.file === file) to++;
    const left = to - from - mostOfFile;
    for (const problem of problems.slice(from, left > 1 ? from + mostOfFile : to)) list(problem, 1);
    if (left > 1) list({ file, at: '', what: `and ${grouped(left)} more in this file` }, left);
  }
}
