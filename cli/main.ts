import { createInterface } from 'node:readline/promises';
import { Worker } from 'node:worker_threads';
import { run } from './program';

// Whoever writes learns of a failure from the write itself; a pipe that closes early (`| head`) is none.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// On Node 20 the SDK would put eight lines before every answer, of versions to come; package-lock.json pins one that
// runs there.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const { stdin, stdout, stderr, env } = process;
const startHelper = (workerData: unknown): Worker =>
  new Worker(new URL('./helper.mjs', import.meta.url), { workerData });
const confirm = async (question: string): Promise<boolean> => {
  const line = createInterface({ input: stdin, output: stderr });
  const left = new Promise<string>((resolve) =>
    line.once('close', () => {
      resolve('');
    }),
  );
  const answer = await Promise.race([line.question(`${question} [y/N] `), left]);
  line.close();
  return /^y(es)?$/i.test(answer.trim());
};
const onInterrupt = (stop: () => void): (() => void) => {
  process.once('SIGINT', stop);
  return () => process.removeListener('SIGINT', stop);
};
const isSomebodyThere = stdin.isTTY && stderr.isTTY;
const terminal = {
  stdout,
  stderr,
  env,
  stdin: () => stdin,
  startHelper,
  onInterrupt,
  ...(isSomebodyThere && { confirm }),
};

run(process.argv.slice(2), terminal).then(
  (code) => (process.exitCode = code),
  () => (process.exitCode = 4),
);
