import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { variants, type Shape } from './corpus';
import { writeCorpus } from './write-corpus';

/** `npm run bench:corpus [-- --records N --files N --variant NAME --seed N --out DIR]` */
const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '200000' },
    files: { type: 'string' },
    variant: { type: 'string', default: 'plain' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: join(__dirname, '../../.tools/bench/corpus') },
  },
});

function shape(): Shape | undefined {
  const [records, seed] = [Number(values.records), Number(values.seed)];
  const variant = variants.find((name) => name === values.variant);
  const files = Number(values.files ?? (variant === 'tiny-files' ? records / 10 : Math.ceil(records / 4000)));
  const isCount = (value: number): boolean => Number.isInteger(value) && value > 0;
  return variant !== undefined && isCount(records) && isCount(files) && Number.isInteger(seed)
    ? { seed, records, files, variant }
    : undefined;
}

async function make(): Promise<void> {
  const wanted = shape();
  if (wanted === undefined) {
    console.error(`expected whole numbers for --records, --files and --seed, and --variant ${variants.join(' or ')}`);
    process.exitCode = 2;
    return;
  }
  rmSync(values.out, { recursive: true, force: true });
  const started = performance.now();
  const { written, incidents } = await writeCorpus(values.out, wanted);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${values.out}: ${written.records} records in ${wanted.files} files, ${(written.bytes / 1e6).toFixed(1)} MB raw, ${incidents.length} incidents, ${seconds} s`,
  );
}

void make();
