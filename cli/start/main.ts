import { isatty } from 'node:tty';
import type { Worker } from 'node:worker_threads';
import { projectRoot } from '../../lambda/adapters/project-root';
import { reasonOf } from '../../lambda/adapters/reason';

// Whoever writes learns of a failure from the write itself; a pipe that closes early (`| head`) is none.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// On Node 20 the SDK would put eight lines before every answer, of versions to come; package-lock.json pins one that
// runs there.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const { stdout, stderr, env } = process;

async function confirm(question: string): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const line = createInterface({ input: process.stdin, output: stderr });
  const left = new Promise<string>((resolve) =>
    line.once('close', () => {
      resolve('');
    }),
  );
  const answer = await Promise.race([line.question(`${question} [y/N] `), left]);
  line.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** Milliseconds. npm passes on what the terminal has sent already, so one key press can come twice. */
const samePress = 500;

function onInterrupt(stop: () => void): () => void {
  let pressed: number | undefined;
  const listener = (): void => {
    if (pressed !== undefined && Date.now() - pressed > samePress) process.exit(130);
    pressed ??= Date.now();
    stop();
  };
  process.on('SIGINT', listener);
  return () => process.off('SIGINT', listener);
}

/** @param startHelper a thread that runs ../threads/helper.ts. */
export async function main(startHelper: () => Worker): Promise<void> {
  const isSomebodyThere = isatty(0) && isatty(2);
  const stdin = (): typeof process.stdin => process.stdin;
  const terminal = { stdout, stderr, env, stdin, startHelper, onInterrupt, ...(isSomebodyThere && { confirm }) };
  try {
    // What lacks a part is to say so before it has written anything.
    projectRoot();
    const { run } = await import('../program');
    process.exitCode = await run(process.argv.slice(2), terminal);
  } catch (error) {
    // Errors are told by `run`: here it cannot even do that, as where a part of the installation is gone.
    stderr.write(
      `mfa-watch: cannot start: ${reasonOf(error)}; install it again (npm ci, or npm install of its package)\n`,
    );
    process.exitCode = 4;
  }
}
