import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Exception } from '../../lambda/config/exceptions';
import { severities } from '../../lambda/detections/severity';
import type { Route } from '../../lambda/config/environment';
import { account } from '../../lambda/events/samples';
import type { TrailEvent } from '../../lambda/events/trail-event';
import { live, type Sent } from './live';
import { runs } from './runs';
import { delivered, inAccount, scenario } from './scenario';
import { everywhere, parse } from './world';

const minute = 60_000;
const day = 24 * 60 * minute;
const payments = '222233334444';

/** From 09:00 to half an hour before midnight, so that stories go on between the end of a day and its digest. */
const later = 14.5 * 60 * minute;

/** Nights of work and of attacks in two accounts, delivered in about their order, some of it twice. */
const days = fc
  .array(fc.tuple(scenario, fc.constantFrom(account, payments)), { minLength: 1, maxLength: 4 })
  .chain((all) => {
    const records = all.map(([story, where], index) => shifted(inAccount(story.records, where), index));
    return fc.tuple(...records.map(delivered)).map((ordered) => ordered.flat().map(parse));
  });

function shifted(records: readonly object[], by: number): object[] {
  return (records as { eventTime: string; eventID: string }[]).map((record) => ({
    ...record,
    eventTime: new Date(Date.parse(record.eventTime) + by * day + later).toISOString(),
    eventID: `${record.eventID}-${by}`,
  }));
}

const exception = fc.record(
  { user: fc.constantFrom('alice', 'bob'), account: fc.constantFrom(account, payments) },
  { requiredKeys: ['user'] },
);
const minSeverity = fc.constantFrom(...severities);
const routes: fc.Arbitrary<Route[]> = fc.tuple(minSeverity, minSeverity, minSeverity).map(([mail, slack, own]) => [
  { accounts: [payments], organizationalUnits: [], destinations: [{ name: 'payments', minSeverity: own }] },
  everywhere([
    { name: 'alerts', minSeverity: mail },
    { name: 'slack', minSeverity: slack },
  ]),
]);

async function lived(events: readonly TrailEvent[], exceptions: readonly Exception[], told: readonly Route[]) {
  const audiences = { alerts: 'mail', payments: 'mail', slack: 'chat' } as const;
  const start = Date.parse('2026-11-20T00:00:00Z');
  const world = live({ routes: told, audiences, exceptions, floodLimit: 3, start });
  const { clock, pipeline, notifier, followUps, stores, sent } = world;
  let next = start + day + 7 * 60 * minute;
  const until = async (time: number): Promise<void> => {
    for (; clock.now < time; clock.now = Math.min(time, clock.now + 30 * minute)) {
      await followUps.run(`at ${clock.now}`);
      if (clock.now < next) continue;
      await notifier.digest(new Date(next).toISOString());
      next += day;
    }
    await pipeline.sweep(clock.now);
  };
  for (const event of events) {
    await until(Date.parse(event.time));
    await pipeline.handle(event);
  }
  await until(clock.now + 2 * day);
  return { sent, alerts: stores.ledger.alerts(), rows: stores.ledger.rows() };
}

/** Ids of the alerts that a message tells, each with what it says of it. */
function toldIn({ alert, notice }: Sent): { id: string; parts: string[] }[] {
  if (alert !== undefined) return [{ id: alert.id, parts: [alert.detection, ...alert.related] }];
  if (notice.kind === 'flood') return notice.alerts.alerts.map(({ id, detection }) => ({ id, parts: [detection] }));
  return [];
}

function digested({ notice }: Sent): string[] {
  if (notice?.kind !== 'digest') return [];
  return [...notice.suppressed.alerts, ...notice.below.alerts].map(({ id }) => id);
}

it('every alert of some days is told in a message or a summary, or is in a digest of its account; none in both, and nothing twice', async () => {
  const agreed = { reason: 'tokens are replaced', owner: 'lea', expires: '2026-12-31' };
  const seen = { digested: 0, summed: 0 };
  await fc.assert(
    fc.asyncProperty(days, fc.array(exception, { maxLength: 2 }), routes, async (events, excepted, told) => {
      const exceptions = excepted.map((one) => ({ ...agreed, ...one }));
      const { sent, alerts, rows } = await lived(events, exceptions, told);
      // Also of those that were in a digest and have joined another alert since.
      const accountOf = new Map(rows.map(({ alert }) => [alert.id, alert.account]));
      const known = new Set<string>();
      const last = new Map<string, string>();
      for (const message of sent) {
        for (const { id } of toldIn(message)) known.add(id);
        for (const id of digested(message)) {
          // Of an alert that has been told the digest does not speak.
          expect(known).not.toContain(id);
          expect(message.destination === 'payments').toBe(accountOf.get(id) === payments);
        }
        const said = JSON.stringify([message.destination, message.alert ?? message.notice, message.at]);
        // An alert may rise and fall again within a minute, by events that come late: only the same twice in a row is too much.
        const about = message.alert === undefined ? said : `${message.destination} ${message.alert.id}`;
        expect(last.get(about)).not.toBe(said);
        last.set(about, said);
      }
      const inDigest = new Set(sent.flatMap(digested));
      for (const alert of alerts) {
        expect([...known, ...inDigest]).toContain(alert.id);
        if (!known.has(alert.id)) continue;
        const of = sent.filter((message) => toldIn(message).some(({ id }) => id === alert.id));
        // Whoever was told of it has been told all of it in the end, also where mails wait.
        for (const destination of new Set(of.map((message) => message.destination))) {
          const own = of.filter((message) => message.destination === destination);
          const parts = own.flatMap(toldIn).flatMap((one) => (one.id === alert.id ? one.parts : []));
          if (own.every(({ notice }) => notice === undefined))
            expect(parts).toEqual(expect.arrayContaining([alert.detection, ...alert.related]));
        }
      }
      seen.digested += inDigest.size;
      seen.summed += sent.filter(({ notice }) => notice?.kind === 'flood').length;
    }),
    runs(100),
  );
  expect(seen.digested).toBeGreaterThan(50);
  expect(seen.summed).toBeGreaterThan(10);
});
