import { afterEach, expect, it } from '@jest/globals';
import { Worker } from 'node:worker_threads';
import { usual } from '../../cli/reading/file-reader';
import { sharedFiles } from '../../cli/reading/shared-files';
import { threads, type Helpers } from '../../cli/threads/helpers';

const files = Array.from({ length: 64 }, (_, index) => ({ path: `${index}.json` }));
const judging = { rules: { settings: {} }, addressDatabases: [] };

let helpers: Helpers | undefined;
let workers: Worker[] = [];
afterEach(() => helpers?.end());

/** @param body of a thread in place of the one that helps. */
function helping(body: string): Helpers {
  const text = `const { parentPort } = require('node:worker_threads'); ${body}`;
  workers = [];
  return (helpers = threads(usual, judging, () => {
    const worker = new Worker(text, { eval: true });
    workers.push(worker);
    return worker;
  }));
}

const nobody = (): void => undefined;

it('a helper that cannot even start ends the reading with its reason, and nobody waits for it', async () => {
  const { helpers: all } = helping("throw new Error('no memory left')").begin({ files, elsewhere: [] });
  await expect(Promise.all(all.map(({ read }) => read(sharedFiles(files), nobody)))).rejects.toThrow('no memory left');
});

it('one that dies between two questions is told at the next', async () => {
  const { helpers: all } = helping(
    "parentPort.on('message', ({ answers }) => { if (answers === undefined) throw new Error('killed'); answers.postMessage({ result: 'read', isLast: true }); });",
  ).begin({ files, elsewhere: [] });
  const told: unknown[] = [];
  await Promise.all(all.map(({ read }) => read(sharedFiles(files), (result) => told.push(result))));
  expect(told).toEqual(all.map(() => 'read'));
  const dead = workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
  for (const worker of workers) worker.postMessage({});
  await Promise.all(dead);
  await expect(Promise.all(all.map(({ judge }) => judge({ steps: [], until: 0 })))).rejects.toThrow('killed');
});

it('what has been begun early and dies is told to whoever hears of it', async () => {
  const early = helping("parentPort.once('message', () => { throw new Error('killed'); });");
  early.early(files);
  const { begun } = early.begin({ files, elsewhere: [] });
  await expect(Promise.all(begun.map(({ hear }) => hear(nobody)))).rejects.toThrow('killed');
});

it('one that ends without an error is not waited for', async () => {
  const { helpers: all } = helping("parentPort.once('message', () => process.exit(7));").begin({
    files,
    elsewhere: [],
  });
  await expect(Promise.all(all.map(({ read }) => read(sharedFiles(files), nobody)))).rejects.toThrow(
    'a helper thread ended with exit code 7',
  );
});

it('where the system lets nobody have another thread, there is none that helps', () => {
  helpers = threads(usual, judging, () => {
    throw new Error('ERR_WORKER_INIT_FAILED: EAGAIN');
  });
  helpers.early(files);
  const { helpers: all, begun } = helpers.begin({ files, elsewhere: [] });
  expect([all, begun.map((one) => one.files.files)]).toEqual([[], [files]]);
});
