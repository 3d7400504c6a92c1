import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readTrailFile } from '../../lambda/adapters/trail-files/trail-files';
import { mutatedBytes, samples } from './mutations';
import { must, target } from './target';

const whole = JSON.stringify({ Records: samples });
const lines = samples.map((record) => `${JSON.stringify(record)}\n`).join('');
const plain = [whole, lines, JSON.stringify(samples, null, 2), `\ufeff${whole}${whole}`].map((text) =>
  Buffer.from(text),
);
const packed = [
  gzipSync(whole),
  Buffer.concat([gzipSync(whole.slice(0, 700)), gzipSync(whole.slice(700))]),
  Buffer.concat([gzipSync(lines), Buffer.alloc(64), gzipSync(lines)]),
  gzipSync(Buffer.alloc(1_000_000, ' ')),
];

let folder: string | undefined;

const nothingIn = /^[\s\0\u001e]*(\[\s*\]|\{.*"?(Records|Events)"?.*\})/s;

async function check(bytes: Buffer): Promise<void> {
  const file = join((folder ??= mkdtempSync(join(tmpdir(), 'mfa-watch-fuzz-'))), 'trail.json');
  writeFileSync(file, bytes);
  const { records, skipped, problems } = await readTrailFile(file);
  const told = records.length + problems.length + skipped.digest + skipped.insight + skipped.drill;
  must(told > 0 || nothingIn.test(bytes.toString()), 'nothing was read and nothing was said');
}

export const files = target('files', 1, mutatedBytes(plain), check);
export const gzip = target('gzip', 2, mutatedBytes(packed), async (bytes) => {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) await check(bytes);
});
