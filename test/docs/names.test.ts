import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from '@jest/globals';

const root = join(__dirname, '../..');
const folders = ['bin', 'cli', 'lambda', 'lib', 'preview'];
const sources = folders.flatMap((folder) =>
  (readdirSync(join(root, folder), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`),
);
const pages = ['README.md', 'CONTRIBUTING.md', 'docs', 'docs/decisions'].flatMap((place) =>
  place.endsWith('.md')
    ? [place]
    : readdirSync(join(root, place))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `${place}/${name}`),
);

it('the words of the glossary are those of the code', () => {
  const rows = readFileSync(join(root, 'docs/glossary.md'), 'utf8').match(/^\| \*\*.*$/gm) ?? [];
  const names = rows.flatMap(
    (row) =>
      row
        .split('|')
        .at(-2)
        ?.match(/[^`]+(?=`(?:,|\s*$))/g) ?? [],
  );
  const text = sources.map((file) => file + readFileSync(join(root, file), 'utf8')).join('\n');
  expect(names.length).toBeGreaterThan(30);
  expect(names.map((name) => name.trim()).filter((name) => !text.includes(name.split('.').at(0) ?? name))).toEqual([]);
});

it.each(pages)('every link of %s within the project leads somewhere', (page) => {
  const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)];
  const inside = links.map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
  expect(inside.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
});

it.each(pages)('every link of %s to a file of code is called as the file is', (page) => {
  const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\[([\w./-]+\.ts)\]\(([^)]+)\)/g)];
  expect(links.filter(([, text = '', target]) => !`/${target}`.endsWith(`/${text}`)).map(([link]) => link)).toEqual([]);
});

it('files that the architecture names are there', () => {
  const named = readFileSync(join(root, 'docs/architecture.md'), 'utf8').match(/`[\w/-]+\.ts`/g) ?? [];
  const missing = named
    .map((name) => name.replaceAll('`', ''))
    .filter((name) => !sources.some((file) => file.endsWith(name)));
  expect(missing).toEqual([]);
});
