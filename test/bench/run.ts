import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../../bin/bundle-cli.mjs';
import { reasonOf } from '../../lambda/adapters/reason';
import { Child } from '../e2e/child';
import { circumstances, table, verdict, withFigures, type Row } from './report';
import { sections, type Extent } from './targets';

/** `npm run bench [-- --only NAME,… --rounds N --records N --most N --write]`; --write puts the figures into the docs. */
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(sections).join(',') },
    rounds: { type: 'string', default: '7' },
    records: { type: 'string', default: '200000' },
    most: { type: 'string', default: '20000000' },
    write: { type: 'boolean', default: false },
  },
});
const document = join(__dirname, '../../docs/performance.md');

async function bench(): Promise<number> {
  const extent: Extent = { rounds: Number(values.rounds), records: Number(values.records), most: Number(values.most) };
  const names = values.only.split(',');
  const unknown = names.filter((name) => sections[name] === undefined);
  if (unknown.length > 0 || !Object.values(extent).every((value) => Number.isInteger(value) && value > 0)) {
    console.error(
      `expected whole numbers for --rounds, --records and --most, and --only with some of ${Object.keys(sections).join(',')}`,
    );
    return 2;
  }
  await bundle();
  const rows: Row[] = [];
  for (const name of names) {
    console.error(`${new Date().toISOString().slice(11, 19)} ${name}`);
    rows.push(...(await measured(name, extent)));
  }
  const options = process.argv.slice(2).join(' ');
  const command = `npm run bench${options === '' ? '' : ` -- ${options}`}`;
  const figures = `${circumstances(new Date().toISOString(), command)}\n\n${table(rows)}`;
  console.log(figures);
  if (values.write) writeFileSync(document, withFigures(readFileSync(document, 'utf8'), figures));
  return rows.every((row) => verdict(row) === 'yes' || verdict(row) === '') ? 0 : 1;
}

/** What cannot be measured is said in its place, and everything else is measured all the same. */
async function measured(name: string, extent: Extent): Promise<Row[]> {
  try {
    return (await sections[name]?.(extent)) ?? [];
  } catch (problem) {
    const [why = ''] = reasonOf(problem).split('\n');
    return [{ what: `${name}: ${why.replaceAll('|', '\\|')}`, measured: undefined }];
  }
}

bench()
  .then(
    (code) => (process.exitCode = code),
    (problem: unknown) => {
      console.error(reasonOf(problem));
      process.exitCode = 4;
    },
  )
  .finally(() => Child.stopAll());
