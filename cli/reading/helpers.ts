import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { ReadFile, Reading } from './file-reader';
import type { Inputs } from './inputs';
import type { SharedFiles } from './shared-files';

/** What a helping thread is asked. */
export interface HelperTask {
  /** The same each time. */
  reading: Reading;
  files: SharedFiles;
}

/** What it says to that, in parts. */
export interface HelperAnswer {
  results: ReadFile[];
  isLast: boolean;
}

/** Reads of these files until all are taken, and tells of each that it has read. */
export type Read = (files: SharedFiles, told: (result: ReadFile) => void) => Promise<void>;

/** Threads that read files beside this one. */
export interface Helpers {
  begin(inputs: Pick<Inputs, 'files' | 'elsewhere'>): Read[];
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
    begin: (inputs) => {
      if (isWorthIt(inputs))
        while (workers.length < Math.min(mostThreads, availableParallelism()) - 1) workers.push(start());
      return workers.map((worker) => (files, told) => ask(worker, { reading, files }, told));
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

function ask(worker: Worker, task: HelperTask, told: (result: ReadFile) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const hear = ({ results, isLast }: HelperAnswer): void => {
      results.forEach(told);
      if (!isLast) return;
      worker.off('message', hear).off('error', reject);
      resolve();
    };
    worker.on('message', hear).once('error', reject);
    worker.postMessage(task);
  });
}
