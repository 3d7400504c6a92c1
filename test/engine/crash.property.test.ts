import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../lambda/alerts/alert';
import { MemoryLedger, MemoryNotebook, MemoryTimelines, MemoryTimers } from '../../lambda/adapters/memory';
import { detections } from '../../lambda/detections';
import { rank } from '../../lambda/detections/severity';
import { untoldOn } from '../../lambda/engine/digest';
import { Pipeline } from '../../lambda/engine/pipeline';
import type { Topics } from '../../lambda/engine/ports';
import { runs } from './runs';
import { scenario } from './scenario';
import { everywhere, finalDevices, noAccounts, parse } from './world';

class Crash extends Error {}

/** Kills the process at the n-th call of any port, before or after the call has had its effect. */
class Fault {
  calls = 0;
  /** Messages that SNS had accepted and the ledger had not marked when the process died. */
  unmarked = 0;
  isDead = false;
  /** The process died and was started again. */
  hasStruck = false;
  constructor(
    private readonly at: number,
    private readonly after: boolean,
  ) {}

  async around<Result>(name: string, call: () => Promise<Result>): Promise<Result> {
    this.calls += 1;
    const now = this.calls === this.at;
    this.isDead ||= now;
    if (this.hasStruck) return call();
    if (this.isDead && !(now && this.after)) throw new Crash(name);
    const result = await call();
    if (name === 'publish') this.unmarked += 1;
    if (name === 'put') this.unmarked = 0;
    if (now) throw new Crash(name);
    return result;
  }

  wrap<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name: string) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) =>
          this.around(name, () => (value as (...a: unknown[]) => Promise<unknown>).apply(target, args));
      },
    });
  }
}

interface Sent {
  topic: string;
  alert: Alert;
}

async function play(records: readonly object[], devices: Record<string, string[]>, fault: Fault) {
  const events = records.map(parse);
  const sent: Sent[] = [];
  let now = Date.parse('2026-11-20T00:00:00Z');
  const ledger = new MemoryLedger();
  const notebook = new MemoryNotebook();
  const topics: Topics = {
    routes: [
      everywhere([
        { name: 'mail', minSeverity: 'medium' },
        { name: 'slack', minSeverity: 'low' },
      ]),
    ],
    publish: (topic, alert) => {
      sent.push({ topic, alert });
      return Promise.resolve();
    },
  };
  const pipeline = new Pipeline({
    detections,
    settings: {},
    clock: () => now,
    accounts: noAccounts,
    devices: finalDevices(devices, events),
    timelines: fault.wrap(new MemoryTimelines()),
    timers: fault.wrap(new MemoryTimers()),
    ledger: fault.wrap(ledger),
    topics: fault.wrap(topics),
    notebook: fault.wrap(notebook),
  });
  for (const [index, event] of events.entries())
    for (let tries = 0; tries < 3; tries += 1)
      try {
        now += 60_000;
        fault.hasStruck ||= fault.isDead;
        fault.isDead = false;
        await pipeline.handle(event, `invocation ${index}`);
        break;
      } catch (error) {
        if (!fault.isDead) throw error;
      }
  const { untold } = await untoldOn('2026-11-20', notebook, ledger);
  return { sent, untold, rows: ledger.rows().filter(({ mergedInto }) => mergedInto === undefined) };
}

const sentences = (sent: readonly Sent[]): string[] =>
  sent.map(({ topic, alert }) => `${topic} ${JSON.stringify(alert)}`);

it('a crash before or after any single call loses no message and no line of the digest, and repeats a message only between acceptance and mark', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, fc.integer({ min: 1, max: 60 }), fc.boolean(), async (story, at, after) => {
      const undisturbed = await play(story.records, story.devices, new Fault(0, false));
      const fault = new Fault(at, after);
      const crashed = await play(story.records, story.devices, fault);
      const wanted = sentences(undisturbed.sent);
      const got = sentences(crashed.sent);
      expect(new Set(got)).toEqual(new Set(wanted));
      expect(got.length - wanted.length).toBe(fault.hasStruck ? fault.unmarked : 0);
      expect(crashed.untold).toEqual(undisturbed.untold);
      expect(crashed.rows.map(({ alert }) => alert)).toEqual(undisturbed.rows.map(({ alert }) => alert));
    }),
    runs(150),
  );
});

it('the last message on each topic has the severity that the alert ended with', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (story) => {
      const { sent, rows } = await play(story.records, story.devices, new Fault(0, false));
      for (const { alert } of rows) {
        const last = sent.filter((message) => message.topic === 'slack' && message.alert.id === alert.id).at(-1);
        if (rank(alert.severity) >= rank('low')) expect(last?.alert.severity).toBe(alert.severity);
      }
    }),
    runs(100),
  );
});
