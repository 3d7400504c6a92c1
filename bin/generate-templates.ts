import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { App, type Stack } from 'aws-cdk-lib';
import { zipSync } from 'fflate';
import { context } from '../cdk.json';
import { readConfig } from '../lambda/adapters/config-file';
import { reasonOf } from '../lambda/adapters/reason';
import { enabledRegions } from '../lambda/adapters/regions-account';
import type { Config } from '../lambda/config/config';
import { detections } from '../lambda/detections';
import { codeFile } from '../lib/templates/home';
import { reachOf } from '../lib/organization/reach';
import { inlineLimit, nextSteps } from '../lib/templates/commands';
import { templatePartition, templates } from '../lib/templates';

/** `npm run templates [-- --config FILE] [--output FOLDER]`: what is deployed, for those who have no CDK. */

function generate(config: Config, output: string, outdir: string, regions: readonly string[] | undefined): string {
  const app = new App({ context, outdir });
  const { home, forwarder, member } = templates(app, config);
  const assembly = app.synth();
  mkdirSync(output, { recursive: true });
  const write = (file: string, content: string | Uint8Array) => {
    writeFileSync(join(output, file), content);
    return { file, size: Buffer.byteLength(content) };
  };
  const template = (part: string, { artifactId }: Stack) =>
    write(`mfa-watch-${part}.template.json`, toText(assembly.getStackArtifact(artifactId).template as object));
  const zip = zipped(join(outdir, home.codeFolder));
  write(codeFile, zip);
  const written = {
    folder: relative('', output) || '.',
    code: { file: codeFile, key: keyFor(zip) },
    home: template('home', home),
    forwarder: template('forwarder', forwarder),
    member: template('member', member),
  };
  return nextSteps(written, reachOf(config.regions, templatePartition(config), regions));
}

/** To be read, unless only the compact one fits inline. */
function toText(template: object): string {
  const readable = JSON.stringify(template, undefined, 1);
  return Buffer.byteLength(readable) > inlineLimit ? JSON.stringify(template) : readable;
}

/** The same files make the same archive. */
function zipped(folder: string): Uint8Array {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name)).sort();
  const inside = (path: string) => relative(folder, path).replaceAll(sep, '/');
  const files = paths.map((path) => [inside(path), readFileSync(path)] as const);
  return zipSync(Object.fromEntries(files), { mtime: '1980-01-01T00:00:00' });
}

/** CloudFormation takes the code anew only where its key is a new one. */
function keyFor(zip: Uint8Array): string {
  return codeFile.replace('.zip', `-${createHash('sha256').update(zip).digest('hex').slice(0, 12)}.zip`);
}

function options(): { config?: string; output?: string } {
  try {
    return parseArgs({ options: { config: { type: 'string' }, output: { type: 'string' } } }).values;
  } catch (problem) {
    throw new Error(`${reasonOf(problem)}: expected [--config FILE] [--output FOLDER]`, { cause: problem });
  }
}

async function main(): Promise<void> {
  const { config: file, output = join(__dirname, '..', 'templates') } = options();
  const read = readConfig(file, {}, detections);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const regions = read.config.regions === 'all-enabled' ? await enabledRegions() : undefined;
  const outdir = mkdtempSync(join(tmpdir(), 'mfa-watch-templates-'));
  try {
    console.log(generate(read.config, output, outdir, regions));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

main().catch((problem: unknown) => {
  console.error(process.env['DEBUG'] ? problem : reasonOf(problem));
  process.exitCode = 1;
});
