import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
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
  for (const name of readdirSync(modules)) symlinkSync(join(modules, name), join(folder, 'node_modules', name));
  writeFileSync(join(folder, 'package.json'), '{ "name": "somebody-elses", "private": true }');
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  writeFileSync(join(folder, 'app.ts'), app);
  writeFileSync(join(folder, 'cdk.json'), '{ "app": "tsx app.ts" }');
}, 240_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
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
  expect(bundled).toContain('detect.mjs');
}, 240_000);
