import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A process that is measured as a whole, from its start to its exit. */
export interface Program {
  name: string;
  command: string;
  args: readonly string[];
  /** Exit codes that are no failure; default: 0. */
  ends?: readonly number[];
}

export interface Spread {
  median: number;
  low: number;
  high: number;
}

/** @returns seconds from start to exit. @throws unless it ends as it should. */
export async function run(program: Program, env: Record<string, string> = {}): Promise<number> {
  const started = performance.now();
  const child = start(program, 'ignore', env);
  await ended(program, child);
  return (performance.now() - started) / 1000;
}

/** @returns what it printed on stdout, and the seconds until the first of it. */
export async function output(program: Program): Promise<{ text: string; firstAfter: number }> {
  const started = performance.now();
  const child = start(program, 'pipe');
  const chunks: Buffer[] = [];
  let firstAfter = Infinity;
  child.stdout?.on('data', (chunk: Buffer) => {
    if (chunks.push(chunk) === 1) firstAfter = (performance.now() - started) / 1000;
  });
  await ended(program, child);
  return { text: Buffer.concat(chunks).toString(), firstAfter };
}

/**
 * One run of each in turn, ABBA, so that what slows the machine down for a while slows both: only the ratio of the two
 * runs of a pair is kept. A run of each goes before, which fills the page cache.
 * @returns a / b.
 */
export async function pairs(a: () => Promise<number>, b: () => Promise<number>, rounds: number): Promise<Spread> {
  await a();
  await b();
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0 ? await a() : undefined;
    const second = await b();
    ratios.push((first ?? (await a())) / second);
  }
  return spread(ratios);
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (place: number): number => sorted[place] ?? NaN;
  const middle = (sorted.length - 1) / 2;
  return { median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, low: at(0), high: at(sorted.length - 1) };
}

/** The other way round: b / a where `ratio` is a / b. */
export function inverse({ median, low, high }: Spread): Spread {
  return { median: 1 / median, low: 1 / high, high: 1 / low };
}

function start({ command, args }: Program, stdout: 'ignore' | 'pipe', env: Record<string, string> = {}): ChildProcess {
  return spawn(command, args, { stdio: ['ignore', stdout, 'pipe'], env: { ...process.env, ...env } });
}

async function ended({ name, ends = [0] }: Program, child: ChildProcess): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code === null || !ends.includes(code))
    throw new Error(`${name} ended with ${code ?? signal ?? 'nothing'}: ${said}`);
}
