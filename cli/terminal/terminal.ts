import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Worker } from 'node:worker_threads';
import { projectRoot } from '../../lambda/adapters/project-root';
import { codeOf } from '../../lambda/adapters/reason';

/** What the results are written on. */
export interface Page {
  columns: number;
  color: boolean;
}

/** What the program sees of the world outside, so that a test can be that world. */
export interface Terminal {
  stdout: Output;
  stderr: Output;
  env: NodeJS.ProcessEnv;
  /** Absent: nothing comes in, and nobody can be asked. */
  stdin?: () => Readable & { isTTY?: boolean };
  /** Milliseconds since the epoch. */
  clock?: () => number;
  sleep?: (milliseconds: number) => Promise<unknown>;
  /** Starts a thread that helps to read; absent: there is none. */
  startHelper?: () => Worker;
  /** Asks who sits there; absent: nobody does. */
  confirm?: (question: string) => Promise<boolean>;
  /**
   * Calls `stop` at the first Ctrl-C, in place of ending; the second one ends at once. Absent: there is no such key.
   *
   * @returns what ends that.
   */
  onInterrupt?: (stop: () => void) => () => void;
}

export type Output = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

/** Lines with a command as it is run in a checkout, which is how texts name them. */
const inCheckout = /^.*\bnpm start .*$/gm;
/** What only who has a checkout needs to know. */
export const onlyInCheckout = `
Run them in the mfa-watch folder. Where mfa-watch is installed as a package,
npx mfa-watch takes the place of npm start --.
`;
let isInstalled: boolean | undefined;

/** With commands as they are run here: what is installed has no `npm start`. */
export function asRunHere(text: string): string {
  isInstalled ??= !existsSync(join(projectRoot(), 'tsconfig.json'));
  return isInstalled ? asInstalled(text) : text;
}

/** What stands in a column beside a command stays there. */
export function asInstalled(text: string): string {
  return text.replace(onlyInCheckout, '').replace(inCheckout, (line) => {
    const replaced = line
      .replace(/\bnpm start (?:--silent )?-- /g, 'npx mfa-watch ')
      .replace(/\bnpm start(?= {2})/, 'npx mfa-watch');
    const longer = Math.max(0, replaced.length - line.length);
    return replaced.replace(/(?<=\S) {3,}(?=\S)/, (gap) => gap.slice(Math.min(longer, gap.length - 2)));
  });
}

/** @returns once the text, which is our own, is out, or nobody reads any more (`| head`). */
export function write(output: Output, text: string): Promise<void> {
  return writeAsItIs(output, asRunHere(text));
}

/** The same of what may hold what others wrote. */
export function writeAsItIs(output: Output, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(text, (error) => {
      if (error && codeOf(error) !== 'EPIPE') reject(error);
      else resolve();
    });
  });
}

/** `COLUMNS` and `NO_COLOR` (no-color.org) go before what the terminal says of itself. */
export function pageOf({ stdout, env }: Terminal): Page {
  const columns = Number(env['COLUMNS']) || stdout.columns || 80;
  const plain = Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb';
  return { columns, color: Boolean(env['FORCE_COLOR']) || (stdout.isTTY === true && !plain) };
}
