import { parentPort } from 'node:worker_threads';
import { detections } from '../../lambda/detections';
import { FileReader, type ReadFile } from './file-reader';
import type { HelperAnswer, HelperTask } from './helpers';
import { readHere } from './read-trail';

/** Files that are told of together, since each message costs. */
const toldAtOnce = 16;

/** A thread that reads files beside the one that started it, and tells it what they say. */
let reader: FileReader | undefined;

async function work({ reading, files }: HelperTask): Promise<void> {
  reader ??= new FileReader(detections, reading);
  let untold: ReadFile[] = [];
  const tell = (isLast: boolean): void => {
    parentPort?.postMessage({ results: untold, isLast } satisfies HelperAnswer);
    untold = [];
  };
  await readHere(reader, files, (result) => {
    if (untold.push(result) === toldAtOnce) tell(false);
  });
  tell(true);
}

parentPort?.on('message', (task: HelperTask) => void work(task));
