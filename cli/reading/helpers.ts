import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { ReadFile, Reading } from './file-reader';
import type { Inputs, NamedFile } from './inputs';

/** What a helping thread is told at its start. */
export interface HelperData {
  reading: Reading;
}

export type Read = (files: NamedFile[]) => Promise<ReadFile[]>;

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
export function threads(start: () => Worker): Helpers {
  const workers: Worker[] = [];
  return {
    begin: (inputs) => {
      if (isWorthIt(inputs))
        while (workers.length < Math.min(mostThreads, availableParallelism()) - 1) workers.push(start());
      return workers.map((worker) => (batch) => ask(worker, batch));
    },
    end: () => {
      for (const worker of workers) void worker.terminate();
    },
  };
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

function ask(worker: Worker, files: readonly NamedFile[]): Promise<ReadFile[]> {
  return new Promise((resolve, reject) => {
    const done = (results: ReadFile[]): void => {
      worker.off('error', reject);
      resolve(results);
    };
    worker.once('message', done);
    worker.once('error', reject);
    worker.postMessage(files);
  });
}
