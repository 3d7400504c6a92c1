import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { mfaWatch } from '../cli/captured-terminal';

const root = join(__dirname, '../..');
const inFolder = (folder: string, suffix: string): string[] =>
  (readdirSync(join(root, folder), { recursive: true }) as string[])
    .filter((name) => name.endsWith(suffix))
    .map((name) => `${folder}/${name}`);

/** Where people read commands: pages, help, errors, alerts, outputs of the stack. */
const texts = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'mfa-watch.yaml'],
  ...inFolder('docs', '.md'),
  ...['cli', 'lambda', 'lib'].flatMap((folder) => inFolder(folder, '.ts')),
].map((file) => ({ file, text: readFileSync(join(root, file), 'utf8').replace(/\s*\\+\n\s*/g, ' ') }));

/** What follows `npm start --`, as far as it is one command. */
const commands = texts.flatMap(({ file, text }) =>
  [...text.matchAll(/npm start (?:--silent )?-- (?:help )?([a-z]+)([^`"\n#]*)/g)].map(
    ([whole, name = '', rest = '']) => ({
      ...{ file, whole, name },
      options: rest.match(/(?<= )--[a-z][a-z-]*/g) ?? [],
    }),
  ),
);

it('only README and what rewrites texts where it is installed tell of another way, and use it for no command', () => {
  const others = texts.filter(({ text }) => text.includes('npx mfa-watch'));
  expect(others.map(({ file }) => file)).toEqual(['README.md', 'cli/terminal/terminal.ts']);
  const names = [...new Set(commands.map(({ name }) => name))].join('|');
  expect(
    others.flatMap(({ text }) => text.match(new RegExp(`npx mfa-watch (?:help )?(?:${names}) `, 'g')) ?? []),
  ).toEqual([]);
});

it('every command that people are told to paste is there, with its options', async () => {
  const help = new Map<string, string>();
  for (const name of new Set(commands.map((command) => command.name)))
    help.set(name, (await mfaWatch([name, '--help'])).stdout);
  expect(help.size).toBeGreaterThan(10);
  const wrong = commands.filter(
    ({ name, options }) =>
      !help.get(name)?.startsWith(`Usage: mfa-watch ${name} `) ||
      options.some((option) => !help.get(name)?.includes(option)),
  );
  expect(wrong).toEqual([]);
});

it('what goes to a file or a program is not preceded by lines of npm', () => {
  const piped = texts.flatMap(({ text }) => text.match(/npm start -- [^`\n#]*(?: > | \| ).*/g) ?? []);
  expect(piped).toEqual([]);
});
