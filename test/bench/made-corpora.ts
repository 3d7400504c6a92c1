import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Shape } from './corpus';
import { Draw } from './draw';
import { manifestSchema, writeCorpus, type Manifest } from './write-corpus';

export interface MadeCorpus {
  folder: string;
  manifest: Manifest;
}

export function logsOf({ folder }: MadeCorpus): string {
  return join(folder, 'AWSLogs');
}

const base = join(__dirname, '../../.tools/bench');
const makers = [__dirname, join(__dirname, '../scenarios'), join(__dirname, '../../lambda/events')];

/** Whatever a corpus is made by: another text, another corpus. */
function version(): string {
  const hash = createHash('sha256');
  for (const folder of makers)
    for (const name of readdirSync(folder).sort())
      if (name.endsWith('.ts')) hash.update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}

/** Made once, and again when the code that makes it has changed. */
export async function madeCorpus(shape: Shape): Promise<MadeCorpus> {
  const folder = join(base, `${shape.variant}-${shape.records}-${shape.files}-${shape.seed}`);
  const stamp = join(folder, 'made-by');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === version())
    return { folder, manifest: manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))) };
  console.error(`  making ${folder}`);
  rmSync(folder, { recursive: true, force: true });
  const manifest = await writeCorpus(folder, shape);
  writeFileSync(stamp, version());
  return { folder, manifest };
}

/** The same files under names that put them into another order. */
export function shuffled({ folder, manifest }: MadeCorpus): MadeCorpus {
  const other = `${folder}-shuffled`;
  const draw = new Draw('shuffled');
  rmSync(other, { recursive: true, force: true });
  mkdirSync(join(other, 'AWSLogs'), { recursive: true });
  copyFileSync(join(folder, 'devices.json'), join(other, 'devices.json'));
  const names = readdirSync(join(folder, 'AWSLogs'), { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((path) => path.endsWith('.gz')))
    linkSync(join(folder, 'AWSLogs', name), join(other, 'AWSLogs', `${draw.uuid()}.json.gz`));
  return { folder: other, manifest };
}
