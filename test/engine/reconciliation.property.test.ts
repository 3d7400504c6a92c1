import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryNotebook, MemoryRegisters } from '../../lambda/adapters/memory';
import { Reconciliation } from '../../lambda/engine/reconciliation/reconciliation';
import { account, enableMfaDevice } from '../../lambda/events/samples';
import { FakeHistory } from './event-history';
import { parse } from './world';

const minute = 60_000;
const home = 'us-east-1';
const start = Date.parse('2026-11-20T00:00:00Z');
const names = ['EnableMFADevice', 'ConsoleLogin'];

class Killed extends Error {}

/** What goes wrong at the n-th call of a run; the process that is killed does nothing any more. */
const fault = fc.record({
  at: fc.nat(40),
  kind: fc.constantFrom('throttled', 'fails before its mark', 'fails after its mark', 'time is up', 'killed'),
});

const scenario = fc.record({
  events: fc.array(
    fc.record({
      minute: fc.nat(20 * 60),
      name: fc.constantFrom(...names),
      /** It stands in the history so many minutes after it happened. */
      late: fc.nat(40),
      delivered: fc.boolean(),
    }),
    { maxLength: 30 },
  ),
  pageSize: fc.integer({ min: 1, max: 7 }),
  /** Minutes between two sweeps, and what goes wrong in the second. */
  sweeps: fc.array(fc.tuple(fc.integer({ min: 20, max: 5 * 60 }), fc.array(fault, { maxLength: 3 })), {
    minLength: 1,
    maxLength: 8,
  }),
});

it('however time is split and whatever fails, each event is handled to its end, and without a kill only once', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ events, pageSize, sweeps }) => {
      const history = new FakeHistory(pageSize);
      const [registers, notebook] = [new MemoryRegisters(), new MemoryNotebook()];
      const marks = new Set<string>();
      const handled = new Map<string, number>();
      let now = start;
      let faults: { at: number; kind: string }[] = [];
      let calls = 0;
      let [isDead, isUp, wasKilled] = [false, false, false];
      const strike = (...kinds: string[]): void => {
        calls += 1;
        const kind = faults.find(
          ({ at, kind: one }) => at === calls && [...kinds, 'time is up', 'killed'].includes(one),
        )?.kind;
        isUp ||= kind === 'time is up';
        isDead ||= kind === 'killed';
        wasKilled ||= isDead;
        if (isDead) throw new Killed();
        if (kind !== undefined && kind !== 'time is up') throw new Error(kind);
      };
      const dying = <Port extends object>(port: Port): Port =>
        new Proxy(port, {
          get: (target, name) => {
            const value: unknown = Reflect.get(target, name);
            return (...args: unknown[]) =>
              isDead ? Promise.reject(new Killed()) : (value as (...all: unknown[]) => unknown).apply(target, args);
          },
        });
      history.beforePage = () => {
        strike('throttled');
      };
      const reconciliation = new Reconciliation({
        ...{ account, home, names: { atHome: names, elsewhere: [] }, history, watched: () => true },
        registers: dying(registers),
        notebook: dying(notebook),
        clock: () => now,
        real: { hasSeen: ({ identity }) => Promise.resolve(marks.has(identity)) },
        receiver: {
          receive: async (raw) => {
            const { identity } = parse((raw as { detail: object }).detail);
            strike('fails before its mark');
            marks.add(identity);
            await Promise.resolve();
            strike('fails after its mark');
            handled.set(identity, (handled.get(identity) ?? 0) + 1);
          },
          setAside: () => Promise.resolve(),
        },
        journal: {
          count: () => undefined,
          missed: () => undefined,
          unhandled: () => undefined,
          notSwept: () => undefined,
          alreadyRunning: () => undefined,
        },
      });
      const records = events.map(({ name, minute: at, late, delivered }, index) => {
        const eventTime = new Date(start + at * minute).toISOString();
        const record = { ...enableMfaDevice(), eventName: name, eventTime, eventID: `event-${index}` };
        const { identity } = parse(record);
        if (delivered) marks.add(identity);
        return { record, identity, delivered, appears: start + (at + late) * minute };
      });
      const run = async (): Promise<void> => {
        history.entries[home] = [];
        history.put(home, ...records.filter(({ appears }) => appears <= now).map(({ record }) => record));
        [calls, isDead, isUp] = [0, false, false];
        const sent = {
          source: 'mfa-watch',
          'detail-type': 'mfa-watch reconcile',
          account,
          detail: { regions: [home] },
        };
        await reconciliation
          .run(sent, `at ${now}`, () => (isUp ? 0 : 15 * minute))
          .catch((error: unknown) => {
            if (!(error instanceof Killed)) throw error;
          });
      };
      await run();
      for (const [wait, struck] of sweeps) {
        now += wait * minute;
        faults = struck;
        await run();
      }
      faults = [];
      now = Math.max(now, start + 21 * 60 * minute) + 60 * minute;
      await run();
      await run();
      for (const { identity, delivered } of records) {
        const times = handled.get(identity) ?? 0;
        if (delivered) expect(times).toBe(0);
        else if (wasKilled) expect(times).toBeGreaterThanOrEqual(1);
        else expect(times).toBe(1);
      }
    }),
    { numRuns: 300, seed: 7 },
  );
});
