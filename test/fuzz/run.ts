import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { targets } from './targets';

const { values } = parseArgs({
  options: {
    runs: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    target: { type: 'string' },
  },
});
const [runs, seed] = [Number(values.runs ?? '1000000'), Number(values.seed)];
const chosen = targets.filter(({ name }) => values.target === undefined || name === values.target);

async function fuzz(): Promise<void> {
  if (!(Number.isInteger(runs) && runs > 0 && Number.isInteger(seed)) || chosen.length === 0) {
    const names = targets.map(({ name }) => `"${name}"`).join(', ');
    console.error(`expected --runs and --seed to be whole numbers, and --target one of ${names}`);
    process.exitCode = 2;
    return;
  }
  const shares = chosen.reduce((sum, { share }) => sum + share, 0);
  for (const { name, share, property } of chosen) {
    const started = performance.now();
    const numRuns = Math.ceil((runs * share) / shares);
    const result = await fc.check(property as fc.IAsyncProperty<unknown>, { seed, numRuns });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${name.padEnd(18)}${String(result.numRuns).padStart(9)} inputs, seed ${seed}, ${seconds} s`);
    if (!result.failed) continue;
    console.error(fc.defaultReportMessage(result));
    console.error(`again: npm run fuzz -- --target "${name}" --seed ${seed} --runs ${numRuns}`);
    process.exitCode = 1;
  }
}

/** A process of its own, because counting slows everything down. Takes minutes, so only the long run does it. */
function measureGrowth(): void {
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', join(__dirname, 'growth.ts')], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}

async function main(): Promise<void> {
  if (values.target !== 'growth') await fuzz();
  if (values.target === 'growth' || (values.target === undefined && values.runs === undefined)) measureGrowth();
}

void main();
