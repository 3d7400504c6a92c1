import { Writable } from 'node:stream';
import { run } from '../../cli/program';
import type { Output } from '../../cli/terminal';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Screen {
  isTTY?: boolean;
  columns?: number;
  env?: NodeJS.ProcessEnv;
}

/** Runs the program in this process and keeps what it says. */
export async function mfaWatch(argv: readonly string[], { env = {}, ...screen }: Screen = {}): Promise<Ran> {
  const [stdout, stderr] = [captured(), captured()];
  const code = await run(argv, { stdout: Object.assign(stdout.stream, screen), stderr: stderr.stream, env });
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
