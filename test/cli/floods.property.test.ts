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

const rare = fc.constantFrom(
  ...[
    { kind: 'fail', from: '203.0.113.9' },
    { kind: 'login', from: '203.0.113.8' },
    { kind: 'sts', from: '203.0.113.7' },
  ],
  { kind: 'no-mfa', from: '203.0.113.7' },
);
/** Does the same each few minutes, one or two things, and now and then something else. */
const robot = fc
  .tuple(
    fc.subarray(['login', 'no-mfa', 'sts', 'fail'], { minLength: 1, maxLength: 2 }),
    fc.constantFrom(1, 7, 90),
    fc.dictionary(fc.integer({ min: 0, max: 450 }).map(String), rare, { maxKeys: 3 }),
    fc.integer({ min: 250, max: 450 }),
  )
  .map(([kinds, pause, others, length]) =>
    Array.from({ length }, (_, index) => {
      const { kind, from } = others[String(index)] ?? { kind: kinds[index % kinds.length], from: '203.0.113.7' };
      const how = { by: 'robot', from, minute: index * pause, id: `-${index}` };
      if (kind === 'sts') return getSessionToken(how);
      return consoleLogin({
        ...how,
        ...(kind === 'fail' && { outcome: 'Failure' }),
        ...(kind === 'no-mfa' && { mfaUsed: 'No' }),
      });
    }),
  );

/** Without what is known of devices, of which nothing is asked here. */
function told(alerts: readonly Alert[]): unknown[] {
  return alerts
    .map(({ id, detection, severity, title, reasons, time, firstSeen, lastSeen, count, eventIds, related }) => ({
      ...{ reasons: reasons.map((reason) => reason.replace(/is unknown: .*/, 'is unknown')) },
      ...{ id, detection, severity, title, time, firstSeen, lastSeen, count, eventIds, related },
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

it.each([
  ['who fails by the hundred', flood],
  ['a robot', robot],
])('%s is told of as if each event were judged by itself', async (_, some) => {
  await fc.assert(
    fc.asyncProperty(some, async (records) => {
      const folder = folderWith({ 'a.json': trail(...records) });
      const ran = await mfaWatch(['replay', folder, '--format', 'jsonl', '--min-severity', 'info']);
      expect(told(alertsOf(ran) as Alert[])).toEqual(told(await judgedOneByOne(records)));
    }),
    runs(4),
  );
});
