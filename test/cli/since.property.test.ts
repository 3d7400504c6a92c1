import { afterAll, expect, it } from '@jest/globals';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Alert } from '../../lambda/alerts/alert';
import { runs } from '../engine/runs';
import { inAccount, scenario } from '../engine/scenario';
import { alertsOf, mfaWatch } from './captured-terminal';
import { folderWith, removeFolders, trail } from './folder';

afterAll(removeFolders);

interface Timed {
  eventTime: string;
}

const minute = 60_000;

/** Stories of several accounts that begin minutes or days apart, no more than a review looks back on. */
const stories = fc
  .array(fc.tuple(scenario, fc.constantFrom(0, 7, 1440, 4 * 1440)), { minLength: 1, maxLength: 3 })
  .map((several) =>
    several
      .flatMap(([{ records }, later], index) =>
        (inAccount(records, `11112222333${index}`) as Timed[]).map((record) => ({
          ...record,
          eventTime: new Date(Date.parse(record.eventTime) + later * minute).toISOString().replace('.000Z', 'Z'),
        })),
      )
      .sort((a, b) => Date.parse(a.eventTime) - Date.parse(b.eventTime)),
  );

it('finds from a time on what is found in the whole from then on, and with what was found until then all of it', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(stories, fc.nat(), async (records, place) => {
      fc.pre(records.length > 0);
      const { eventTime: since } = records[place % records.length] as Timed;
      const folder = folderWith({ 'a.json': trail(...records) });
      const all = ['replay', folder, '--format', 'jsonl', '--min-severity', 'info'];
      const [ofAll, ofPart] = [await mfaWatch(all), await mfaWatch([...all, '--since', since])];
      const [whole, part] = [alertsOf(ofAll) as Alert[], alertsOf(ofPart) as Alert[]];
      expect(openIn(ofPart.stderr)).toBe(openIn(ofAll.stderr));
      const expected = whole.filter(({ lastSeen }) => Date.parse(lastSeen) >= Date.parse(since));
      const ids = new Set(expected.map(({ id }) => id));
      expect(part.filter(({ id }) => ids.has(id))).toEqual(expected);
      // Others came about by waiting.
      for (const alert of part) expect(whole).toContainEqual(alert);
      const until = new Date(Date.parse(since) - 1).toISOString();
      const before = alertsOf(await mfaWatch([...all, '--until', until])) as Alert[];
      const told = new Set([...before, ...part].map(({ id }) => id));
      expect(whole.filter(({ id }) => !told.has(id))).toEqual([]);
      found += expected.filter(({ firstSeen }) => Date.parse(firstSeen) < Date.parse(since)).length;
    }),
    runs(60),
  );
  // Of alerts that began before there were some, or nothing was shown.
  expect(found).toBeGreaterThan(5);
});

/** How many things may still follow, as the summary says. */
function openIn(stderr: string): string | undefined {
  return /whether (\d+) things?/.exec(stderr)?.[1];
}

it('forecasts from a time on what the whole forecasts for then', async () => {
  await fc.assert(
    fc.asyncProperty(stories, async (records) => {
      const midnight = records.at(-1)?.eventTime.slice(0, 10) ?? '';
      fc.pre(records.length > 0);
      const folder = folderWith({ 'a.json': trail(...records) });
      const config = join(folderWith({ 'c.yaml': 'email: security@example.com\n' }), 'c.yaml');
      const all = ['replay', folder, '--forecast', '--format', 'json', '--config', config];
      const daysOf = async (...options: string[]): Promise<Messages[]> =>
        (JSON.parse((await mfaWatch([...all, ...options])).stdout) as { days: Messages[] }).days
          .filter(({ day, messages }) => day >= midnight && Object.keys(messages).length > 0)
          .map(({ day, messages }) => ({ day, messages }));
      expect(await daysOf('--since', midnight)).toEqual(await daysOf());
    }),
    runs(20),
  );
});

interface Messages {
  day: string;
  messages: Record<string, number>;
}
