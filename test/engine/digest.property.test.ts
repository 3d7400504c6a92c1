import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryLedger, MemoryNotebook, MemoryTimelines, MemoryTimers } from '../../lambda/adapters/memory';
import type { Notice } from '../../lambda/alerts/notice';
import type { Exception } from '../../lambda/config/exceptions';
import { detections } from '../../lambda/detections';
import { severities } from '../../lambda/detections/severity';
import { Notifier } from '../../lambda/engine/notifier';
import { Pipeline } from '../../lambda/engine/pipeline';
import type { Route } from '../../lambda/engine/ports';
import { account } from '../../lambda/events/samples';
import type { TrailEvent } from '../../lambda/events/trail-event';
import { runs } from './runs';
import { delivered, inAccount, scenario } from './scenario';
import { everywhere, failingDevices, noAccounts, parse } from './world';

const day = 24 * 60 * 60_000;
const payments = '222233334444';

/** From 09:00 to half an hour before midnight, so that stories go on between the end of a day and its digest. */
const later = 14.5 * 60 * 60_000;

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
  { accounts: [payments], organizationalUnits: [], topics: [{ name: 'payments', minSeverity: own }] },
  everywhere([
    { name: 'alerts', minSeverity: mail },
    { name: 'slack', minSeverity: slack },
  ]),
]);

async function live(events: readonly TrailEvent[], exceptions: readonly Exception[], told: readonly Route[]) {
  const sent = new Set<string>();
  const listed = new Set<string>();
  const [ledger, notebook] = [new MemoryLedger(), new MemoryNotebook()];
  let now = Date.parse('2026-11-20T00:00:00Z');
  const parts = {
    ...{ detections, settings: {}, exceptions, ledger, notebook, account },
    clock: () => now,
    accounts: noAccounts,
    devices: failingDevices,
    timelines: new MemoryTimelines(),
    timers: new MemoryTimers(),
    topics: { routes: told, publish: (_: string, { id }: { id: string }) => Promise.resolve(void sent.add(id)) },
    notices: {
      routes: told,
      takesDigest: () => true,
      notify: (topic: string, notice: Notice) => {
        if (notice.kind === 'digest')
          for (const alert of [...notice.suppressed.alerts, ...notice.below.alerts]) {
            // Of an alert that has been sent the digest does not speak.
            expect(sent).not.toContain(alert.id);
            expect(topic === 'payments').toBe(alert.account === payments);
            listed.add(alert.id);
          }
        return Promise.resolve();
      },
    },
  };
  const [pipeline, notifier] = [new Pipeline(parts), new Notifier(parts)];
  let next = now + day + 7 * 60 * 60_000;
  const until = async (time: number): Promise<void> => {
    for (; next <= time; next += day) {
      now = Math.max(now, next);
      await notifier.digest(new Date(next).toISOString());
    }
    now = Math.max(now, time);
    await pipeline.sweep(now);
  };
  for (const event of events) {
    await until(Date.parse(event.time));
    await pipeline.handle(event);
  }
  await until(now + 2 * day);
  return { sent, listed, alerts: ledger.alerts() };
}

it('every alert of some days has been sent to a topic or is in a digest of its account, and never first sent and then in a digest', async () => {
  const agreed = { reason: 'tokens are replaced', owner: 'lea', expires: '2026-12-31' };
  let digested = 0;
  await fc.assert(
    fc.asyncProperty(days, fc.array(exception, { maxLength: 2 }), routes, async (events, excepted, told) => {
      const exceptions = excepted.map((one) => ({ ...agreed, ...one }));
      const { sent, listed, alerts } = await live(events, exceptions, told);
      for (const { id } of alerts) expect([...sent, ...listed]).toContain(id);
      digested += listed.size;
    }),
    runs(100),
  );
  expect(digested).toBeGreaterThan(50);
});
