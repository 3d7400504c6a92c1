import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { faults } from './faults';
import { measured, type Measured, rowOf } from './table';

const file = join(__dirname, '../../docs/reliability.md');
const place = /(<!-- faults -->\n)[\s\S]*?(<!-- \/faults -->)/;
let all: Measured[];

beforeAll(async () => {
  all = [];
  for (const fault of await faults()) all.push(await measured(fault));
});

it('no fault loses an alert', () => {
  expect(all.filter(({ lost }) => lost > 0)).toEqual([]);
});

it('a message comes twice only where the fault falls between SNS’s acceptance and the mark', () => {
  const repeating = all.filter(({ duplicated }) => duplicated > 0);
  expect(repeating.filter(({ mayRepeat }) => mayRepeat !== true)).toEqual([]);
  for (const { duplicated, atRisk } of repeating) expect(duplicated).toBeLessThanOrEqual(atRisk);
});

it('a fault repeats one message at most, however many destinations there are', () => {
  for (const { mostAtRisk } of all) expect(mostAtRisk).toBeLessThanOrEqual(1);
});

it('docs/reliability.md says what was measured', () => {
  const head = '| fault | where | what happened | lost | duplicated |\n| --- | --- | --- | --- | --- |';
  const table = `${head}\n${all.map(rowOf).join('\n')}`;
  const text = readFileSync(file, 'utf8');
  const page = text.replace(place, (_, open: string, close: string) => `${open}\n${table}\n\n${close}`);
  expect(page).toContain(head);
  if (process.env['GOLDEN'] === 'write') writeFileSync(file, page);
  expect(readFileSync(file, 'utf8')).toBe(page);
});
