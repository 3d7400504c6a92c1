import { cpus, release, totalmem, type } from 'node:os';
import type { Spread } from './measure';

/** One thing that was measured, and what it must keep; without a limit it is only told. */
export interface Row {
  what: string;
  atMost?: number;
  atLeast?: number;
  /** Undefined: could not be measured here. */
  measured: Spread | undefined;
}

export type Verdict = 'yes' | 'NO' | 'not measured' | '';

export function verdict({ atMost, atLeast, measured }: Row): Verdict {
  if (measured === undefined) return 'not measured';
  if (atMost === undefined && atLeast === undefined) return '';
  return measured.median <= (atMost ?? Infinity) && measured.median >= (atLeast ?? -Infinity) ? 'yes' : 'NO';
}

/** A table in Markdown, which reads well on a terminal too. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [row.what, limit(row), row.measured ? inWords(row.measured) : '', verdict(row)]);
  return [['what', 'target', 'measured: median (lowest to highest)', 'held'], ['---', '---', '---', '---'], ...cells]
    .map((line) => `| ${line.join(' | ')} |\n`)
    .join('');
}

function limit({ atMost, atLeast }: Row): string {
  if (atMost !== undefined) return `at most ${atMost}`;
  return atLeast === undefined ? '' : `at least ${atLeast}`;
}

function inWords({ median, low, high }: Spread): string {
  const short = (value: number): string => (value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3))));
  return low === high ? short(median) : `${short(median)} (${short(low)} to ${short(high)})`;
}

/** @param now ISO 8601. */
export function circumstances(now: string, command: string): string {
  const [{ model } = { model: 'unknown processor' }] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return `Measured on ${now.slice(0, 10)} with \`${command}\` on ${model.trim()}, ${cpus().length} cores, ${memory} GB of memory, ${type()} ${release()}, Node.js ${process.version}.`;
}

/** @returns the document with the figures between its marks. @throws if it has no marks. */
export function withFigures(document: string, figures: string, mark = 'figures'): string {
  const [begin, end] = [`<!-- ${mark}: begin -->`, `<!-- ${mark}: end -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`expected the marks ${begin} and ${end}, in this order`);
  return `${document.slice(0, from + begin.length)}\n\n${figures.trim()}\n\n${document.slice(to)}`;
}
