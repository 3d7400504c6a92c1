import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { detections } from '../../lambda/detections';
import { sweptNames } from '../../lambda/engine/reconciliation/swept-names';
import { reachOf } from '../../lib/organization/reach';

const page = (name: string): string => readFileSync(join(__dirname, '../..', name), 'utf8');
const { atHome, elsewhere } = sweptNames(detections);
const regions = reachOf('sign-in', 'aws').forwarded.length;

/** What is asked for every hour leaves so many events in CloudTrail, at least. */
function aMonth(names: number): number {
  return Math.round((names * 24 * 30) / 1000) * 1000;
}

it('the decision says of how many names the history is asked', () => {
  expect(page('docs/decisions/0016-reconciliation.md')).toContain(`${atHome.length} names at home`);
});

it('README says how many events of CloudTrail the hourly look makes, and what they cost in a further trail', () => {
  const looks = aMonth(atHome.length + regions * elsewhere.length);
  const inWords = (count: number): string => count.toLocaleString('en-US');
  const readme = page('README.md').replaceAll(/\s+/g, ' ');
  expect(readme).toContain(
    `about ${inWords(looks)} by default (${atHome.length} names an hour at home, ${elsewhere.length} in each of ${regions} ` +
      `further regions; about ${inWords(aMonth(elsewhere.length))} a month for each region more`,
  );
  const [, beats = ''] = /the heartbeat about ([\d,]+) a month/.exec(readme) ?? [];
  const dollars = ((Number(beats.replace(',', '')) + looks) * 2) / 100_000;
  expect(readme).toContain(`by default $${dollars.toFixed(2)} a month`);
});
