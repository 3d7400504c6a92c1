import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { pythonWith, tools } from './toolchain';

const maven = 'https://repo1.maven.org/maven2';
const requirements = join(__dirname, 'trino-parser.requirements.txt');
/** Of the last release that runs on Java 17, with what it needs; SHA-256 by path. */
const jars: Readonly<Record<string, string>> = {
  'io/trino/trino-parser/435/trino-parser-435.jar': 'bc705edea09b31f103193d44bce56db2a18d376d173655198bde389d9c7289db',
  'io/trino/trino-grammar/435/trino-grammar-435.jar':
    '3abe188ab9d2f5920a8437e4ae16d923c1f2b4798200faec183c3688ddd41d1f',
  'org/antlr/antlr4-runtime/4.13.1/antlr4-runtime-4.13.1.jar':
    '54665d2838cc66458343468efc539e454fc95b46a8a04b13c6ac43fc9be63505',
  'com/google/guava/guava/32.1.3-jre/guava-32.1.3-jre.jar':
    '6d4e2b5a118aab62e6e5e29d185a0224eed82c85c40ac3d33cf04a270c3b3744',
  'com/google/guava/failureaccess/1.0.1/failureaccess-1.0.1.jar':
    'a171ee4c734dd2da837e4b16be9df4661afab72a41adaf31eb84dfdaf936ca26',
};

/** @returns for each statement what Trino's parser says is wrong with it, or null. */
export async function trinoSays(statements: readonly string[], log: string): Promise<(string | null)[]> {
  const python = await pythonWith(requirements, log);
  const folder = join(tools, 'trino-parser-435');
  mkdirSync(folder, { recursive: true });
  await Promise.all(Object.entries(jars).map(([path, digest]) => fetched(folder, path, digest)));
  const input = JSON.stringify(statements);
  const printed = execFileSync(python, [join(__dirname, 'trino_parser.py'), folder], { encoding: 'utf8', input });
  return z.array(z.nullable(z.string())).parse(JSON.parse(printed));
}

async function fetched(folder: string, path: string, digest: string): Promise<void> {
  const file = join(folder, basename(path));
  if (existsSync(file) && digestOf(readFileSync(file)) === digest) return;
  const answer = await fetch(`${maven}/${path}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (!answer.ok || digestOf(bytes) !== digest)
    throw new Error(`${maven}/${path}: status ${answer.status}, or not the file that is expected`);
  writeFileSync(`${file}.${process.pid}`, bytes);
  renameSync(`${file}.${process.pid}`, file);
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
