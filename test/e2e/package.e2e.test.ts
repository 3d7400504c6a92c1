import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './child';
import { lambdaNode } from './toolchain';

/** A CDK app of somebody else's, with the package as npm would install it. */
const root = join(__dirname, '../..');
const modules = join(root, 'node_modules');
const folder = mkdtempSync(join(tmpdir(), 'mfa-watch-package-'));
const run = (command: string, args: string[], cwd = folder) =>
  Child.run(command, args, { cwd, log: join(folder, 'log') });

/** README's. */
const [, app = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];

beforeAll(async () => {
  mkdirSync(join(folder, 'node_modules'));
  await run('npm', ['pack', '--pack-destination', folder], root);
  const [archive = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  await run('tar', ['-xzf', archive, '-C', 'node_modules']);
  await run('mv', ['node_modules/package', 'node_modules/mfa-watch']);
  // As npm links it.
  mkdirSync(join(folder, 'node_modules/.bin'));
  symlinkSync('../mfa-watch/bin/mfa-watch.mjs', join(folder, 'node_modules/.bin/mfa-watch'));
  for (const name of readdirSync(join(modules, '.bin')))
    symlinkSync(join(modules, '.bin', name), join(folder, 'node_modules/.bin', name));
  for (const name of readdirSync(modules).filter((one) => one !== '.bin'))
    symlinkSync(join(modules, name), join(folder, 'node_modules', name));
  writeFileSync(join(folder, 'package.json'), '{ "name": "somebody-elses", "private": true }');
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  writeFileSync(join(folder, 'app.ts'), app);
  writeFileSync(join(folder, 'cdk.json'), '{ "app": "tsx app.ts" }');
}, 240_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const npx = (...args: string[]) =>
  spawnSync('npx', ['--offline', 'mfa-watch', ...args], { cwd: folder, encoding: 'utf8' });

describe('the command line, installed', () => {
  test('tells the sample trail', () => {
    const { status, stdout, stderr } = npx();
    expect(status).toBe(0);
    expect(stdout).toContain('CRITICAL');
    expect(stderr).toContain('7 alerts');
    expect(stderr).toContain('npx mfa-watch replay <file or folder>');
    expect(stderr).not.toContain('npm start');
  });

  test('replays files of whoever has installed it, with threads that help', () => {
    const source = readFileSync(join(root, 'samples/devices.json'), 'utf8');
    writeFileSync(join(folder, 'devices.json'), source);
    cpSync(join(root, 'samples/trail'), join(folder, 'trail'), { recursive: true });
    for (let copy = 0; copy < 70; copy++) writeFileSync(join(folder, 'trail', `${copy}.json`), '{"Records":[]}');
    const { status, stdout } = npx('replay', 'trail', '--devices', 'devices.json', '--quiet');
    expect(status).toBe(1);
    expect(stdout.trim().split('\n')).toHaveLength(7);
  });

  test('does the same on a newer Node.js, and says nothing else', async () => {
    const newer = await lambdaNode(join(folder, 'log'));
    const [here, there] = [process.execPath, newer].map((node) => {
      const args = [join(folder, 'node_modules/mfa-watch/bin/mfa-watch.mjs'), 'replay', 'trail'];
      return spawnSync(node, args, { cwd: folder, encoding: 'utf8' });
    });
    expect(there?.stdout).toBe(here?.stdout);
    expect(there?.stderr).toBe(here?.stderr);
  }, 120_000);

  test('forecasts', () => {
    writeFileSync(join(folder, 'mine.yaml'), 'email: security@example.com\n');
    const { stdout } = npx('replay', 'trail', '--forecast', '--config', 'mine.yaml');
    expect(stdout).toMatch(/^What .*mine\.yaml would have sent/);
  });

  test('has its version, its help and its completion', () => {
    expect(npx('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(npx('--help').stdout).toContain('Usage: mfa-watch');
    expect(npx('completion', 'bash').stdout).toContain('complete -o default -F _mfa_watch mfa-watch');
    expect(npx('explain', 'mfa-device-swapped').status).toBe(0);
  });
});

test('holds what is needed and nothing else', () => {
  const tops = readdirSync(join(folder, 'node_modules', 'mfa-watch')).sort();
  expect(tops).toEqual(['LICENSE', 'README.md', 'bin', 'dist', 'docs', 'lambda', 'package.json', 'samples']);
  const inside = (path: string): string[] => readdirSync(join(folder, 'node_modules', 'mfa-watch', path)).sort();
  expect(inside('bin')).toEqual(['bundle-functions.mjs', 'mfa-watch.mjs']);
  expect(inside('dist')).toEqual(['cli', 'index.js', 'types']);
  // What the command line and the texts name, and no pictures.
  expect(inside('docs')).toEqual(expect.arrayContaining(['detections', 'operations.md', 'posture.md', 'reach.md']));
  expect(inside('docs')).not.toContain('images');
  expect(inside('lambda/adapters/trail-files/scan')).not.toContain('assembly');
});

test('the types hold in strict mode', async () => {
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--types', 'node', 'app.ts'];
  await expect(run(join(modules, '.bin/tsc'), options)).resolves.toBeUndefined();
}, 240_000);

test('cdk synth bundles the function and makes both stacks', async () => {
  await run(join(modules, '.bin/cdk'), ['synth', '--quiet', '--no-notices']);
  const out = join(folder, 'cdk.out');
  const text = readFileSync(join(out, 'Security.template.json'), 'utf8');
  expect(text).toContain('security@example.com');
  expect(existsSync(join(out, 'MfaWatch-eu-north-1.template.json'))).toBe(true);
  const assets = readdirSync(out).filter((name) => name.startsWith('asset.'));
  const bundled = assets.flatMap((asset) => readdirSync(join(out, asset)));
  expect(bundled).toContain('detect.js');
}, 240_000);
