import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from '@jest/globals';

const root = join(__dirname, '../..');
const files = ['bin', 'cli', 'lambda', 'lib', 'preview'].flatMap((folder) =>
  (readdirSync(join(root, folder), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.ts') && !name.includes('assembly'))
    .map((name) => `${folder}/${name}`),
);

/** Types, too: who reads a file has to read what it takes its types from. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)]
    .map(([, path = '']) => normalize(join(dirname(file), path)))
    .map((path) => (existsSync(join(root, `${path}.ts`)) ? `${path}.ts` : `${path}/index.ts`))
    .filter((path) => files.includes(path));
}

/** What can be taken away again and again because it imports nothing that is left; the rest goes in circles. */
function circling(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const left = new Map(imports);
  for (let before = -1; before !== left.size;) {
    before = left.size;
    for (const [file, others] of left) if (!others.some((other) => left.has(other))) left.delete(file);
  }
  return [...left.keys()];
}

it('no file imports itself by way of others', () => {
  const imports = new Map(files.map((file) => [file, importsOf(file)]));
  expect([...imports.values()].flat().length).toBeGreaterThan(1000);
  expect(circling(imports)).toEqual([]);
});
