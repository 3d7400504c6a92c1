import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { consoleLogin } from '../../lambda/events/samples';
import { folderWith, removeFolders, trail } from './folder';

afterAll(removeFolders);

const root = join(__dirname, '..', '..');
/** As a package: the program looks for its root above itself, and must not find one by chance. */
const bundled = folderWith({ 'package.json': readFileSync(join(root, 'package.json')) });
execFileSync(process.execPath, [
  '-e',
  `import('${join(root, 'bin/bundle-cli.mjs')}').then(({ bundle }) => bundle({ outdir: '${bundled}' }))`,
]);

/** A fresh one for each test, as after an installation. */
let installed = '';
beforeEach(() => {
  installed = folderWith({});
  cpSync(bundled, installed, { recursive: true });
});

function run(...args: string[]): { status: number | null; signal: string | null; stdout: string } {
  const program = join(installed, 'main.cjs');
  const { status, signal, stdout } = spawnSync(process.execPath, [program, ...args], { cwd: root, encoding: 'utf8' });
  return { status, signal, stdout };
}

const replay = (): ReturnType<typeof run> => run('replay', 'samples/trail', '--format', 'jsonl');
const kept = (): string[] => readdirSync(installed).filter((name) => name.includes('.cache'));

function onlyKept(): string {
  const [name, ...others] = kept();
  if (name === undefined || others.length > 0) throw new Error(`expected one file, got ${kept().join(', ')}`);
  return join(installed, name);
}

test('a program of whose installation a part is gone says so', () => {
  const program = join(installed, 'program.cjs');
  // Another package.json may lie above it, wherever it is.
  writeFileSync(program, readFileSync(program, 'latin1').replaceAll('"package.json"', '"package.gone"'), 'latin1');
  const args = [join(installed, 'main.cjs'), 'replay', join(root, 'samples/trail')];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([status, stdout]).toEqual([4, '']);
  expect(stderr).toMatch(/^mfa-watch: cannot start: no package\.json above .*; install it again/);
});

describe('what V8 has compiled', () => {
  test('is kept by the first replay, and taken by the next', () => {
    const before = replay();
    expect(before.status).toBe(1);
    const { ino, mtimeMs } = statSync(onlyKept());
    expect(replay()).toEqual(before);
    expect(statSync(onlyKept())).toMatchObject({ ino, mtimeMs });
  });

  test('is kept by a first replay that is a long one, with other settings of V8, and taken by the next', () => {
    const files = Array.from({ length: 70 }, (_, file) => {
      const records = Array.from({ length: 250 }, (__, index) =>
        consoleLogin({ by: `user${file}`, minute: index * 60, id: `-${file}` }),
      );
      return [`${file}.json`, trail(...records)] as const;
    });
    expect(run('replay', folderWith(Object.fromEntries(files))).status).toBe(0);
    const { ino, mtimeMs } = statSync(onlyKept());
    expect(replay().status).toBe(1);
    expect(statSync(onlyKept())).toMatchObject({ ino, mtimeMs });
  });

  test('is kept by no other command: it has not compiled what a replay needs', () => {
    expect(run('detections').status).toBe(0);
    expect(kept()).toEqual([]);
  });

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['is empty', () => Buffer.alloc(0)],
    ['breaks off', (bytes) => bytes.subarray(0, -1)],
    [
      'has a wrong bit',
      (bytes) => bytes.fill(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1, (bytes.length >> 1) + 1),
    ],
    ['is of something else', (bytes) => Buffer.from('x'.repeat(bytes.length))],
  ])('is left alone and made again where it %s', (_, damage) => {
    const before = replay();
    const file = onlyKept();
    const damaged = damage(readFileSync(file));
    writeFileSync(file, damaged);
    expect(replay()).toEqual(before);
    expect(readFileSync(onlyKept()).equals(damaged)).toBe(false);
  });

  test('goes with the program of which it was, though that had the same length', () => {
    replay();
    const old = onlyKept();
    const program = join(installed, 'program.cjs');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    const other = version.replaceAll(/\d/g, '7');
    writeFileSync(program, readFileSync(program, 'latin1').replaceAll(version, other), 'latin1');
    expect(run('--version').stdout).toBe(`${other}\n`);
    replay();
    expect(onlyKept()).not.toBe(old);
  });

  test('is not needed: where it cannot be written all goes on, and nothing lies about', () => {
    const before = replay();
    const file = onlyKept();
    rmSync(file);
    mkdirSync(file);
    expect(replay()).toEqual(before);
    expect(kept()).toHaveLength(1);
  });
});

test('what a helper reads while others are still looked for counts as all else', () => {
  const sample = join(root, 'samples/trail');
  const folder = folderWith(
    Object.fromEntries(Array.from({ length: 6000 }, (_, index) => [`${index}.json`, '{"Records":[]}'])),
  );
  cpSync(sample, join(folder, 'sample'), { recursive: true });
  const of = (path: string) =>
    spawnSync(process.execPath, [join(installed, 'main.cjs'), 'replay', path, '--format', 'jsonl'], {
      encoding: 'utf8',
    });
  const [alone, among] = [of(sample), of(folder)];
  expect(among.stdout).toBe(alone.stdout);
  expect(among.stderr).toBe(alone.stderr.replace('of 3 files', 'of 6,003 files'));
});
