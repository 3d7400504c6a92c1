import { parentPort, type MessagePort } from 'node:worker_threads';
import { readAddressDatabases } from '../../lambda/adapters/addresses-mmdb';
import { TrailDevices } from '../../lambda/adapters/devices/devices-trail';
import { detections } from '../../lambda/detections';
import { Judge } from '../judging/judge';
import { FileReader } from '../reading/file-reader';
import { add, nothing } from '../reading/read-file';
import { readHere } from '../reading/read-trail';
import type { JudgeTask, Question, ReadAnswer, ReadTask, Stop } from './helpers';

/** Files that are told of together, since each message costs. */
const toldAtOnce = 16;

/** A thread that does what the one that started it asks, and answers. */
let reader: FileReader | undefined;
let judge: Judge | undefined;
const stop = new AbortController();

async function read({ reading, files, judging }: ReadTask, answers: MessagePort): Promise<void> {
  reader ??= new FileReader(detections, reading);
  let untold = nothing(0);
  const tell = (isLast: boolean): void => {
    answers.postMessage({ result: untold, isLast } satisfies ReadAnswer);
    untold = nothing(0);
  };
  await readHere(reader, files, (result) => {
    add(untold, result);
    if (untold.files === toldAtOnce) tell(false);
  });
  tell(true);
  // While the other thread puts everything in order. What is known of devices is looked up there.
  judge ??= new Judge(detections, judging.rules, new TrailDevices(), readAddressDatabases(judging.addressDatabases));
}

async function judged({ steps, until }: JudgeTask): Promise<number> {
  return (await judge?.judge(steps, until, { stop: stop.signal })) ?? 0;
}

let last = Promise.resolve();
parentPort?.on('message', (message: Question | Stop) => {
  if (message === 'stop') {
    stop.abort();
    return;
  }
  const { answers, ...task } = message;
  last = last.then(async () => {
    if ('files' in task) await read(task, answers);
    else answers.postMessage('steps' in task ? await judged(task) : await judge?.result(task.since, stop.signal));
  });
});
