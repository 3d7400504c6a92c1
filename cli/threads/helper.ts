import { parentPort } from 'node:worker_threads';
import { readAddressDatabases } from '../../lambda/adapters/addresses-mmdb';
import { TrailDevices } from '../../lambda/adapters/devices/devices-trail';
import { detections } from '../../lambda/detections';
import { Judge } from '../judging/judge';
import { FileReader, type ReadFile } from '../reading/file-reader';
import { readHere } from '../reading/read-trail';
import type { JudgeTask, ReadAnswer, ReadTask, Task } from './helpers';

/** Files that are told of together, since each message costs. */
const toldAtOnce = 16;

/** A thread that does what the one that started it asks, and answers. */
let reader: FileReader | undefined;
let judge: Judge | undefined;

async function read({ reading, files, judging }: ReadTask): Promise<void> {
  reader ??= new FileReader(detections, reading);
  let untold: ReadFile[] = [];
  const tell = (isLast: boolean): void => {
    parentPort?.postMessage({ results: untold, isLast } satisfies ReadAnswer);
    untold = [];
  };
  await readHere(reader, files, (result) => {
    if (untold.push(result) === toldAtOnce) tell(false);
  });
  tell(true);
  // While the other thread puts everything in order. What is known of devices is looked up there.
  judge ??= new Judge(detections, judging.rules, new TrailDevices(), readAddressDatabases(judging.addressDatabases));
}

async function answer({ steps, until }: JudgeTask): Promise<void> {
  parentPort?.postMessage(await judge?.judge(steps, until));
}

parentPort?.on('message', (task: Task) => void ('files' in task ? read(task) : answer(task)));
