import { afterAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../lambda/alerts/alert';
import { consoleLogin, getSessionToken } from '../../lambda/events/samples';
import { runs } from '../engine/runs';
import { alertsOf as judgedOneByOne } from '../engine/world';
import { alertsOf, mfaWatch } from './captured-terminal';
import { folderWith, removeFolders, trail } from './folder';

afterAll(removeFolders);

const act = fc.record({
  kind: fc.constantFrom('fail', 'fail', 'fail', 'fail', 'fail', 'fail', 'sts', 'login'),
  by: fc.constantFrom('alice', 'bob', 'carol'),
  from: fc.constantFrom('203.0.113.1', '203.0.113.2'),
  /** Seconds. */
  pause: fc.oneof({ weight: 30, arbitrary: fc.integer({ min: 0, max: 9 }) }, fc.integer({ min: 0, max: 4000 })),
});

/** Of three users and two addresses, so many that some are crowded. */
const flood = fc.array(act, { minLength: 250, maxLength: 500 }).map((acts) => {
  let second = 0;
  return acts.map(({ kind, by, from, pause }, index) => {
    second += pause;
    const how = { by, from, minute: second / 60, id: `-${index}` };
    if (kind === 'sts') return getSessionToken({ ...how, error: 'AccessDenied' });
    return consoleLogin({ ...how, ...(kind === 'fail' && { outcome: 'Failure' }) });
  });
});

/** Without what is known of devices, of which nothing is asked here. */
function told(alerts: readonly Alert[]): unknown[] {
  return alerts
    .map(({ id, detection, severity, title, reasons, time, firstSeen, lastSeen, count, eventIds, related }) => ({
      ...{ id, detection, severity, title, reasons, time, firstSeen, lastSeen, count, eventIds, related },
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

it('who fails by the hundred is told of as if each attempt were judged by itself', async () => {
  await fc.assert(
    fc.asyncProperty(flood, async (records) => {
      const folder = folderWith({ 'a.json': trail(...records) });
      const ran = await mfaWatch(['replay', folder, '--format', 'jsonl', '--min-severity', 'info']);
      expect(told(alertsOf(ran) as unknown as Alert[])).toEqual(told(await judgedOneByOne(records)));
    }),
    runs(4),
  );
});
