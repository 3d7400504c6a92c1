import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cases, run } from './cases';
import { caseRow, heads, monthRow, useRow } from './figures';

const file = join(__dirname, '../../docs/scale.md');
const { values } = parseArgs({ options: { failures: { type: 'string', default: '20000' } } });
const failures = Number(values.failures);

/** What is measured, between its marks in docs/scale.md; the heap only here, since it is not the same on every machine. */
async function measure(): Promise<void> {
  if (!Number.isInteger(failures) || failures < 1000) {
    console.error('expected --failures to be a whole number from 1000 on, 1000000 for the whole hour');
    process.exitCode = 2;
    return;
  }
  const rows: string[] = [];
  let uses: string[] = [];
  let months: string[] = [];
  for (const one of cases(failures)) {
    const quarters = [1, 2, 3, 4].map((quarter) => Math.round((failures * quarter) / 4));
    const outcome = await run(one, quarters);
    rows.push(caseRow(one, outcome));
    if (one.name.startsWith('100 accounts')) {
      uses = [...outcome.deployed.uses].map(([kind, use]) => useRow(kind, use)).sort();
      months = [1, 100, 10_000].map((accounts) => monthRow(accounts, outcome.deployed.uses));
    }
    const heap = outcome.heap.map((bytes) => `${Math.round(bytes / 2 ** 20)} MB`).join(', ');
    console.log(`${rows.at(-1) ?? ''}\n  heap after a quarter each: ${heap}`);
  }
  const tables = [rows, months, uses].map((lines, index) => `${heads[index] ?? ''}\n${lines.join('\n')}`).join('\n\n');
  const page = readFileSync(file, 'utf8').replace(
    /(<!-- measured -->\n)[\s\S]*?(<!-- \/measured -->)/,
    (_, open: string, close: string) => `${open}\n${tables}\n\n${close}`,
  );
  if (process.env['GOLDEN'] === 'write') writeFileSync(file, page);
  else if (page !== readFileSync(file, 'utf8')) {
    console.error('docs/scale.md says otherwise: GOLDEN=write npm run scale writes what was measured');
    process.exitCode = 1;
  }
}

void measure();
