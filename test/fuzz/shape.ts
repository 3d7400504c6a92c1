import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One shape of input for one reader, at any size. */
export interface Shape {
  name: string;
  size: number;
  /** Makes the input, so that only reading it is measured. */
  prepare: (size: number) => () => unknown;
}

export function shapesFor<Input>(
  reader: string,
  size: number,
  read: (input: Input) => unknown,
  inputs: Record<string, (size: number) => Input>,
): Shape[] {
  return Object.entries(inputs).map(([name, make]) => ({
    name: `${reader}: ${name}`,
    size,
    prepare: (size) => {
      const input = make(size);
      return () => read(input);
    },
  }));
}

const folder = mkdtempSync(join(tmpdir(), 'mfa-watch-growth-'));
process.on('exit', () => {
  rmSync(folder, { recursive: true });
});
let files = 0;

/** The reader of a file, for what the file holds. */
function written(make: (size: number) => string | Buffer, ending = '.json') {
  return (size: number): string => {
    const file = join(folder, `${files++}${ending}`);
    writeFileSync(file, make(size));
    return file;
  };
}

export const inFiles = (all: Record<string, (size: number) => string | Buffer>, ending?: string) =>
  Object.fromEntries(Object.entries(all).map(([name, make]) => [name, written(make, ending)]));

export const listOf = <Item>(size: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: size }, (_, index) => item(index));
export const keys = (size: number, value = '1'): string => listOf(size, (index) => `"k${index}":${value}`).join(',');
export const deep = (size: number): string => '['.repeat(size) + ']'.repeat(size);
