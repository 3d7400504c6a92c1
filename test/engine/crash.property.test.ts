import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rank } from '../../lambda/detections/severity';
import { untoldOn } from '../../lambda/engine/telling/digest';
import { inShort, live, type Sent } from './live';
import { runs } from './runs';
import { scenario, type Scenario } from './scenario';
import { everywhere, finalDevices, parse } from './world';

class Crash extends Error {}

/** Kills the process at the n-th call of any port, before or after the call has had its effect. */
class Fault {
  calls = 0;
  /** Messages that were accepted and not marked as sent when the process died. */
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
    if (name === 'notify') this.unmarked = 1;
    if (name === 'put' || name === 'done') this.unmarked = 0;
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

const minute = 60_000;
/**
 * Between two steps. What becomes due after 5, 30, 60 or 65 minutes does so three minutes or more from each step, so that a
 * retry a minute later cannot fall on the other side of a limit.
 */
const pause = 17 * minute;

/** People are told less often than news comes. @param floodLimit messages an hour for each destination. */
async function play({ records, devices }: Scenario, fault: Fault, floodLimit: number) {
  const events = records.map(parse);
  const start = Date.parse('2026-11-20T00:00:00Z');
  const { pipeline, followUps, sent, stores, clock } = live({
    routes: [
      everywhere([
        { name: 'mail', minSeverity: 'medium' },
        { name: 'slack', minSeverity: 'low' },
        { name: 'queue', minSeverity: 'low' },
      ]),
    ],
    besides: [everywhere([{ name: 'second', minSeverity: 'high', when: 'unanswered' }])],
    audiences: { mail: 'mail', slack: 'chat', second: 'mail' },
    devices: finalDevices(devices, events),
    floodLimit,
    start,
    around: (port) => fault.wrap(port),
  });
  /** Lambda tries twice more, a minute later each time; what a schedule starts comes each minute anyway. */
  const retried = async (work: () => Promise<unknown>, isScheduled: boolean): Promise<void> => {
    let hasDied = false;
    for (let tries = 0; tries < 3; tries += 1)
      try {
        clock.now += minute;
        fault.hasStruck ||= fault.isDead;
        fault.isDead = false;
        await work();
        // What was put off is due two minutes later.
        if (!hasDied || !isScheduled) return;
      } catch (error) {
        if (!fault.isDead) throw error;
        hasDied = true;
      }
  };
  const ends = start + (records.length + 20) * pause;
  for (let index = 0; clock.now < ends; index += 1) {
    clock.now = start + index * pause;
    const event = events[index];
    await retried(() => followUps.run(`sweep ${index}`), true);
    if (event !== undefined) await retried(() => pipeline.handle(event, `invocation ${index}`), false);
  }
  const { untold } = await untoldOn('2026-11-20', stores.notebook, stores.ledger);
  return { sent, untold, rows: stores.ledger.rows().filter(({ mergedInto }) => mergedInto === undefined) };
}

/** Without the times of sending, which a crash delays. */
const sentences = (sent: readonly Sent[]): string[] =>
  sent.map((message) => `${inShort(message)} ${JSON.stringify(message.alert ?? { ...message.notice, time: '' })}`);

/** Which alerts each destination was told of, by themselves or in the summary of a flood. */
const toldOf = (sent: readonly Sent[]): Set<string> =>
  new Set(
    sent.flatMap(({ destination, alert, notice }) => {
      const summed = notice?.kind === 'flood' ? notice.alerts.alerts : [];
      return [...(alert === undefined ? [] : [alert]), ...summed].map(({ id }) => `${destination} ${id}`);
    }),
  );

const [unlimited, few] = [1000, 3];
const crash = [scenario, fc.integer({ min: 1, max: 120 }), fc.boolean()] as const;

it('a crash before or after any single call loses no message and no line of the digest, and repeats a message only between acceptance and mark', async () => {
  await fc.assert(
    fc.asyncProperty(...crash, async (story, at, after) => {
      const undisturbed = await play(story, new Fault(0, false), unlimited);
      const fault = new Fault(at, after);
      const crashed = await play(story, fault, unlimited);
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

it('in a flood a crash may change which alert is told by itself and which in the summary, and no destination misses one', async () => {
  await fc.assert(
    fc.asyncProperty(...crash, async (story, at, after) => {
      const undisturbed = await play(story, new Fault(0, false), few);
      const crashed = await play(story, new Fault(at, after), few);
      expect(toldOf(crashed.sent)).toEqual(toldOf(undisturbed.sent));
      expect(crashed.untold).toEqual(undisturbed.untold);
      expect(crashed.rows.map(({ alert }) => alert)).toEqual(undisturbed.rows.map(({ alert }) => alert));
    }),
    runs(150),
  );
});

it('the last message to each program has the severity that the alert ended with', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (story) => {
      const { sent, rows } = await play(story, new Fault(0, false), few);
      for (const { alert } of rows) {
        const last = sent.findLast((message) => message.destination === 'queue' && message.alert?.id === alert.id);
        if (rank(alert.severity) >= rank('low')) expect(last?.alert?.severity).toBe(alert.severity);
      }
    }),
    runs(100),
  );
});
