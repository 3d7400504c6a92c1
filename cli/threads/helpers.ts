import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { Step } from '../../lambda/engine/steps';
import type { Judged, Rules } from '../judging/judge';
import type { ReadFile, Reading } from '../reading/file-reader';
import type { Inputs } from '../reading/inputs';
import type { Read } from '../reading/read-trail';
import type { SharedFiles } from '../reading/shared-files';

/** What a helping thread is asked: one thing after the other. */
export type Task = ReadTask | JudgeTask;

export interface ReadTask {
  /** The same each time. */
  reading: Reading;
  files: SharedFiles;
  /** What is judged with afterwards; the same each time. */
  judging: JudgingBy;
}

export interface JudgingBy {
  rules: Rules;
  addressDatabases: readonly string[];
}

/** It comes in parts. */
export interface ReadAnswer {
  results: ReadFile[];
  isLast: boolean;
}

/** Answered by `Judged`. */
export interface JudgeTask {
  /** As `Judge.judge` takes them. */
  steps: readonly Step[];
  until: number;
}

/** A thread beside this one. */
export interface Helper {
  read: Read;
  judge: (task: JudgeTask) => Promise<Judged>;
}

export interface Helpers {
  begin(inputs: Pick<Inputs, 'files' | 'elsewhere'>, judging: JudgingBy): Helper[];
  end(): void;
}

export const noHelpers: Helpers = { begin: () => [], end: () => undefined };

/** Below this a thread takes longer to start than to help. */
const worthIt = { files: 64, bytes: 8 * 1024 * 1024 };
/** More do not help: what they find goes through one thread. */
const mostThreads = 8;

/** @param start a thread that runs ./helper.ts. */
export function threads(reading: Reading, start: () => Worker): Helpers {
  const workers: Worker[] = [];
  return {
    begin: (inputs, judging) => {
      if (isWorthIt(inputs))
        while (workers.length < Math.min(mostThreads, availableParallelism()) - 1) workers.push(start());
      return workers.map((worker) => {
        const ask = askerOf(worker);
        return {
          read: async (files, told) => {
            await ask<ReadAnswer>({ reading, files, judging }, ({ results, isLast }) => {
              results.forEach(told);
              return isLast;
            });
          },
          judge: (task) => ask<Judged>(task, () => true),
        };
      });
    },
    end: () => {
      for (const worker of workers) void worker.terminate();
    },
  };
}

/**
 * Whether a thread may start before anybody has looked what there is to read: a folder is named, and mostly holds enough.
 *
 * @param argv without the interpreter and the script.
 */
export function isLikelyWorthIt([command, ...rest]: readonly string[]): boolean {
  return (
    command === 'replay' &&
    availableParallelism() > 1 &&
    rest.some((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
  );
}

function isWorthIt({ files, elsewhere }: Pick<Inputs, 'files' | 'elsewhere'>): boolean {
  const many = files.length + elsewhere.length;
  if (many >= worthIt.files) return true;
  if (many < 2) return false;
  let bytes = 0;
  for (const { path } of files) bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  for (const { size = 0 } of elsewhere) bytes += size;
  return bytes >= worthIt.bytes;
}

/** @param hear is told of each answer. @returns the first after which nothing is left to say. */
type Ask = <Answer>(task: Task, hear: (answer: Answer) => boolean) => Promise<Answer>;

function askerOf(worker: Worker): Ask {
  const died = new Promise<never>((_, reject) => worker.once('error', reject));
  // Whoever asks next is told.
  died.catch(() => undefined);
  return <Answer>(task: Task, hear: (answer: Answer) => boolean) => {
    const answered = new Promise<Answer>((resolve) => {
      const listen = (answer: Answer): void => {
        if (!hear(answer)) return;
        worker.off('message', listen);
        resolve(answer);
      };
      worker.on('message', listen);
      worker.postMessage(task);
    });
    return Promise.race([answered, died]);
  };
}
