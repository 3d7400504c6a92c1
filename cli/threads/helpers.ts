import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import type { Step } from '../../lambda/engine/steps';
import type { Judged, Rules } from '../judging/judge';
import type { Reading } from '../reading/file-reader';
import type { Inputs, NamedFile } from '../reading/inputs';
import { add, nothing, type ReadFile } from '../reading/read-file';
import type { Begun, Read, Told } from '../reading/read-trail';
import { sharedFiles, type SharedFiles } from '../reading/shared-files';
import { onceAllWork } from '../start/v8-flags';

/** What a helping thread is asked: it does one thing after the other. */
export type Task = ReadTask | JudgeTask | ResultTask;

/** Heard at once: what is being judged ends, and what comes after it is not begun. */
export type Stop = 'stop';

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
  result: ReadFile;
  isLast: boolean;
}

/** Answered by what `Judge.judge` returns. */
export interface JudgeTask {
  /** As `Judge.judge` takes them. */
  steps: readonly Step[];
  until: number;
}

/** Answered by `Judged`: what came of all that it judged. */
export interface ResultTask {
  result: true;
  /** As `Judge.result` takes it. */
  since: number;
}

/** A thread beside this one. */
export interface Helper {
  read: Read;
  judge: (task: JudgeTask) => Promise<number>;
  stop: () => void;
  result: (since: number) => Promise<Judged>;
}

export interface Helpers {
  /** They begin with files, while others are still looked for: with so many they are worth it. */
  early: (files: readonly NamedFile[]) => void;
  /** @param inputs everything. */
  begin: (inputs: Pick<Inputs, 'files' | 'elsewhere'>) => { helpers: Helper[]; begun: readonly Begun[] };
  end: () => void;
}

export const noHelpers: Helpers = {
  early: () => undefined,
  begin: () => ({ helpers: [], begun: [] }),
  end: () => undefined,
};

/** Below this a thread takes longer to start than to help. */
const worthIt = { files: 64, bytes: 8 * 1024 * 1024 };
/** More do not help: what they find goes through one thread. */
const mostThreads = 8;

/** @param start a thread that runs ./helper.ts; throws where there can be no more. */
export function threads(reading: Reading, judging: JudgingBy, start: () => Worker): Helpers {
  const workers: Worker[] = [];
  const helpers: Helper[] = [];
  const begun: Begun[] = [];
  /** Workers that have not answered yet. */
  let silent = 0;
  let isRoom = true;
  const started = (): Worker | undefined => {
    try {
      return start();
    } catch {
      // The system lets nobody have another thread: whoever there is does it.
      isRoom = false;
      return undefined;
    }
  };
  const startAll = (): void => {
    while (isRoom && workers.length < Math.min(mostThreads, availableParallelism()) - 1) {
      const worker = started();
      if (worker === undefined) return;
      workers.push(worker);
      silent++;
      helpers.push(
        helperOf(worker, reading, judging, () => {
          if (--silent === 0) onceAllWork();
        }),
      );
    }
  };
  return {
    early: (some) => {
      startAll();
      const files = sharedFiles(some);
      const untold = nothing(0);
      let told: Told = (result) => {
        add(untold, result);
      };
      const read = Promise.all(
        helpers.map((helper) =>
          helper.read(files, (result) => {
            told(result);
          }),
        ),
      );
      // Whoever hears of it is told of a failure.
      read.catch(() => undefined);
      begun.push({
        files,
        hear: async (hear) => {
          told = hear;
          hear(untold);
          await read;
        },
      });
    },
    begin: (inputs) => {
      if (isWorthIt(inputs)) startAll();
      return { helpers, begun };
    },
    end: () => {
      for (const worker of workers) void worker.terminate();
    },
  };
}

/** @param works is called at the first answer. */
function helperOf(worker: Worker, reading: Reading, judging: JudgingBy, works: () => void): Helper {
  const ask = askerOf(worker);
  let hasAnswered = false;
  return {
    read: async (files, told) => {
      await ask<ReadAnswer>({ reading, files, judging }, ({ result, isLast }) => {
        if (!hasAnswered) works();
        hasAnswered = true;
        told(result);
        return isLast;
      });
    },
    judge: (task) => ask<number>(task, () => true),
    stop: () => {
      worker.postMessage('stop' satisfies Stop);
    },
    result: (since) => ask<Judged>({ result: true, since }, () => true),
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

/** What is asked, and where the answer goes: several may be asked before the first is answered. */
export type Question = Task & { answers: MessagePort };

/** @param hear is told of each answer. @returns the first after which nothing is left to say. */
type Ask = <Answer>(task: Task, hear: (answer: Answer) => boolean) => Promise<Answer>;

function askerOf(worker: Worker): Ask {
  const died = new Promise<never>((_, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(new Error(`a helper thread ended with exit code ${code} before its work was done; run it again`));
    });
  });
  // Whoever asks next is told.
  died.catch(() => undefined);
  return <Answer>(task: Task, hear: (answer: Answer) => boolean) => {
    const { port1: ours, port2: answers } = new MessageChannel();
    worker.postMessage({ ...task, answers } satisfies Question, [answers]);
    const answered = new Promise<Answer>((resolve) => {
      ours.on('message', (answer: Answer) => {
        if (hear(answer)) resolve(answer);
      });
    });
    // An open port of a helper that is gone would keep the process from ending.
    return Promise.race([answered, died]).finally(() => {
      ours.close();
    });
  };
}
