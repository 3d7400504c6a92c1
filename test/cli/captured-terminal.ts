import { type Readable, Writable } from 'node:stream';
import { run } from '../../cli/program';
import type { Output, Terminal } from '../../cli/terminal/terminal';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Screen extends Pick<Terminal, 'confirm' | 'onInterrupt'> {
  isTTY?: boolean;
  columns?: number;
  env?: NodeJS.ProcessEnv;
  stdin?: () => Readable & { isTTY?: boolean };
  clock?: () => number;
  sleep?: (milliseconds: number) => Promise<unknown>;
}

/** Runs the program in this process and keeps what it says. */
export async function mfaWatch(
  argv: readonly string[],
  { env = {}, stdin, clock, sleep, confirm, onInterrupt, ...screen }: Screen = {},
): Promise<Ran> {
  const [stdout, stderr] = [captured(), captured()];
  const world = {
    env,
    ...(stdin && { stdin }),
    ...(clock && { clock }),
    ...(sleep && { sleep }),
    ...(confirm && { confirm }),
    ...(onInterrupt && { onInterrupt }),
  };
  const code = await run(argv, { stdout: Object.assign(stdout.stream, screen), stderr: stderr.stream, ...world });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** The alerts of a run that printed JSON lines; fails on anything else on stdout. */
export function alertsOf({
  stdout,
}: Ran): { id: string; severity: string; detection: string; target: { name?: string } }[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as ReturnType<typeof alertsOf>[number]);
}

export function captured(): { stream: Output; text: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      chunks.push(chunk.toString());
      done();
    },
  });
  return { stream, text: () => chunks.join('') };
}
