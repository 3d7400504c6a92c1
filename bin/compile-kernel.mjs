import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The compiler is as big as all that is installed for the project, and is needed when the kernel changes: never in between.
const compiler = 'assemblyscript@0.28.20';
const root = fileURLToPath(new URL('..', import.meta.url));
const tools = join(root, '.tools', 'assemblyscript');
const scan = join(root, 'lambda', 'adapters', 'trail-files', 'scan');
const target = join(scan, 'kernel.ts');

execFileSync('npm', ['install', '--prefix', tools, '--no-save', '--ignore-scripts', '--silent', compiler], {
  stdio: 'inherit',
});
const folder = mkdtempSync(join(tmpdir(), 'mfa-watch-kernel-'));
const output = join(folder, 'scan.wasm');
const options = [
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '-O3',
  '--noAssert',
  '--importMemory',
  '--initialMemory',
  '32',
];
execFileSync(
  process.execPath,
  [
    join(tools, 'node_modules', 'assemblyscript', 'bin', 'asc.js'),
    join(scan, 'assembly', 'scan.ts'),
    '-o',
    output,
    ...options,
  ],
  { stdio: 'inherit' },
);
const kernel = readFileSync(output).toString('base64');
rmSync(folder, { recursive: true });
const text = `/** Compiled from assembly/scan.ts by \`npm run kernel\`: WebAssembly, in base64. */\nexport const kernel =\n  '${kernel}';\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text)
    throw new Error(`${target} is not what assembly/scan.ts compiles to: run npm run kernel`);
} else writeFileSync(target, text);
