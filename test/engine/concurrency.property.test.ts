import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryLedger, MemoryTimelines, MemoryTimers } from '../../lambda/adapters/memory';
import { detections } from '../../lambda/detections';
import { Pipeline } from '../../lambda/engine/pipeline';
import { deactivateMfaDevice, elsewhere, enableMfaDevice, phone } from '../../lambda/events/samples';
import type { TrailEvent } from '../../lambda/events/trail-event';
import { nowhere } from '../../lambda/engine/telling/routing';
import { runs } from './runs';
import { finalDevices, noAccounts, parse } from './world';

const serial = (name: string): string => phone.replace('alice-phone', name);
const own = { with: 'console-mfa' } as const;
const stories: TrailEvent[][] = [
  [deactivateMfaDevice({ ...own, serial: phone, from: elsewhere }), enableMfaDevice({ ...own, minute: 0.1 })],
  ['alice', 'bob', 'carol'].map((user, index) =>
    deactivateMfaDevice({ by: 'mallory', with: 'role', for: user, minute: index / 60, serial: serial(user) }),
  ),
]
  .map((records) => records.map(parse))
  .flatMap((events) => [events, [...events, ...events.slice(-1)]]);

/** Every call of a port waits until it is let through. */
function held<Port extends object>(port: Port, waiting: (() => void)[]): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...given: unknown[]) => unknown;
      return async (...given: unknown[]) => {
        await new Promise<void>((go) => waiting.push(go));
        return method.apply(target, given);
      };
    },
  });
}

/** Each event in an invocation of its own, all at once. */
async function outcome(events: TrailEvent[], pick: (among: number) => number): Promise<string[]> {
  const waiting: (() => void)[] = [];
  const ledger = new MemoryLedger();
  const [timelines, heldLedger] = [held(new MemoryTimelines(), waiting), held(ledger, waiting)];
  const pipeline = new Pipeline({
    detections,
    settings: {},
    clock: () => Date.parse('2026-11-20T09:10:00Z'),
    accounts: noAccounts,
    devices: finalDevices({ alice: [phone, serial('alice')], bob: [serial('bob')], carol: [serial('carol')] }, events),
    // Weaker than DynamoDB: what it does at once happens here in any order.
    timelines: {
      has: (...given) => timelines.has(...given),
      append: async (keys, observation) => {
        const appended = await Promise.all(keys.map((key) => timelines.append([key], observation)));
        return appended.includes('added') ? 'added' : 'present';
      },
    },
    dossiers: {
      read: async (key, since, filedSince) => {
        const [observations, rows] = await Promise.all([timelines.read(key, since), heldLedger.read(key, filedSince)]);
        return { observations, rows };
      },
    },
    timers: new MemoryTimers(),
    ledger: heldLedger,
    destinations: nowhere,
  });
  let open = events.length;
  const all = Promise.all(events.map((event) => pipeline.handle(event).finally(() => (open -= 1))));
  while (open > 0) {
    await new Promise(setImmediate);
    waiting.splice(pick(waiting.length), 1)[0]?.();
  }
  await all;
  return ledger.alerts().map(({ severity, detection, count }) => `${severity} ${detection} of ${count}`);
}

it('events of one story that come at once make the same alert as one after the other', async () => {
  const property = fc.asyncProperty(fc.constantFrom(...stories), fc.infiniteStream(fc.nat()), async (events, order) => {
    const expected = await outcome(events, () => 0);
    expect(expected).toHaveLength(1);
    expect(await outcome(events, (among) => Number(order.next().value) % Math.max(1, among))).toEqual(expected);
  });
  await fc.assert(property, runs(200));
});
