import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Judge, type Judged } from '../../cli/judging/judge';
import { judgeTogether } from '../../cli/judging/together';
import { planned, type Candidate } from '../../cli/replay/choose';
import type { Helper, JudgeTask } from '../../cli/threads/helpers';
import { TrailDevices } from '../../lambda/adapters/devices/devices-trail';
import { detections } from '../../lambda/detections';
import type { Detection } from '../../lambda/detections/detection';
import { partsOf } from '../../lambda/engine/parts';
import type { Planner, Step } from '../../lambda/engine/steps';
import type { Observation } from '../../lambda/events/timeline';
import { byTime, millis, type TrailEvent } from '../../lambda/events/trail-event';
import { enableMfaDevice } from '../../lambda/events/samples';
import { runs } from '../engine/runs';
import { inAccount, scenario } from '../engine/scenario';
import { parse } from '../engine/world';

const end = Date.parse('2027-01-01T00:00:00Z');

const judge = (): Judge => new Judge(detections, { settings: {} }, new TrailDevices());

/** Another thread: what it is sent comes as a copy, and it does one thing after the other. */
function helper(): Helper {
  const own = judge();
  let last = Promise.resolve(0);
  const judgeNext = (task: JudgeTask): Promise<number> =>
    (last = last.then(() => own.judge(structuredClone(task.steps), task.until)));
  const result: Helper['result'] = (since) => last.then(() => own.result(since));
  return { judge: judgeNext, result, stop: () => undefined, read: () => Promise.resolve() };
}

/** Whoever found them. */
function alertsOf({ alerts }: Judged): unknown[] {
  return alerts.toSorted((a, b) => (a.time + a.id < b.time + b.id ? -1 : 1));
}

/** The stories of several accounts, as they happen at the same time. */
const manyAccounts = fc.array(scenario, { minLength: 1, maxLength: 4 }).map((stories) =>
  stories
    .flatMap(({ records }, index) => inAccount(records, `11112222333${index}`))
    .map(parse)
    .sort(byTime),
);

const sizes = fc.array(fc.constantFrom(0.5, 0.8, 1), { minLength: 1, maxLength: 5 });

async function observed(events: readonly TrailEvent[]): Promise<{ own: Judge; observations: Observation[] }> {
  const devices = new TrailDevices();
  const own = new Judge(detections, { settings: {} }, devices);
  const observations: Observation[] = [];
  for (const event of new Map(events.map((one) => [one.identity, one])).values()) {
    devices.observe(event);
    observations.push(await own.observe(event));
  }
  return { own, observations };
}

function divided(
  observations: readonly Observation[],
  own: Judge,
  some: readonly number[],
): { planner: Planner; parts: Candidate[][] } {
  const planner = own.planner();
  const candidates = observations.map((observation) => ({ index: planner.see(observation), observation }));
  return { planner, parts: partsOf(candidates, ({ index }) => planner.numbersOf(index), some) };
}

it('gives the same alerts, ids and all, however many threads share the events, and whatever is left undone', async () => {
  await fc.assert(
    fc.asyncProperty(manyAccounts, sizes, fc.nat({ max: 3 }), fc.boolean(), async (events, some, helpers, isCut) => {
      const last = events.at(-1);
      const until = isCut && last !== undefined ? millis(last) : end;
      const { own, observations } = await observed(events);
      const { planner, parts } = divided(observations, own, some);
      const threads = Array.from({ length: helpers }, helper);
      const apart = await judgeTogether(planned(parts, planner), { since: -Infinity, until }, judge(), threads, {});
      expect(apart.judged).toBe(observations.length);
      const all = observations.map((observation): Step => ({ observation, todo: 'review' }));
      await own.judge(all, until);
      const together = await own.result();
      expect(alertsOf(apart)).toEqual(alertsOf(together));
      expect(apart.open).toBe(together.open);
    }),
    runs(50),
  );
});

it('what cannot be judged is told, and keeps nothing else from being judged', async () => {
  const broken: Detection = {
    ...(detections[0] as Detection),
    id: 'broken',
    subjects: ({ actor }) => (actor.name === 'mallory' ? ['broken'] : []),
    detect: () => {
      throw new Error('a defect');
    },
  };
  const own = new Judge([...detections, broken], { settings: {} }, new TrailDevices());
  const events = ['mallory', 'bob'].map((by, minute) =>
    parse(enableMfaDevice({ with: 'long-term-key', by, for: by, minute })),
  );
  const steps: Step[] = [];
  for (const event of events) steps.push({ observation: await own.observe(event), todo: 'review' });
  expect(await own.judge(steps, end)).toBe(2);
  const { alerts, failures } = await own.result();
  expect(alerts.map(({ target }) => target.name)).toEqual(['bob']);
  expect(failures).toEqual([expect.stringMatching(/^EnableMFADevice of .*, event id .*: a defect$/)]);
});

it('what another thread has found by Ctrl-C is told, though it is not done', async () => {
  const { own, observations } = await observed([parse(enableMfaDevice({ with: 'long-term-key', by: 'mallory' }))]);
  const steps = observations.map((observation): Step => ({ observation, todo: 'review' }));
  const [there, stop] = [judge(), new AbortController()];
  let release: (() => void) | undefined;
  const busy: Helper = {
    ...helper(),
    judge: async (task) => {
      const judged = await there.judge(task.steps, task.until);
      setImmediate(() => {
        stop.abort();
      });
      return new Promise(
        (resolve) =>
          (release = () => {
            resolve(judged);
          }),
      );
    },
    stop: () => {
      release?.();
    },
    result: (since) => there.result(since),
  };
  const parts = [{ events: 1, steps }].values();
  const range = { since: -Infinity, until: end };
  const { alerts } = await judgeTogether(parts, range, own, [busy], { stop: stop.signal });
  expect(alerts).toHaveLength(1);
});

it('leaves no event out, gives none to two, and keeps their order', async () => {
  await fc.assert(
    fc.asyncProperty(manyAccounts, sizes, async (events, some) => {
      const { own, observations } = await observed(events);
      const { parts } = divided(observations, own, some);
      expect(parts).toHaveLength(some.length);
      expect(parts.flat().map(({ index }) => index)).toHaveLength(observations.length);
      expect(new Set(parts.flat().map(({ observation }) => observation))).toEqual(new Set(observations));
      for (const part of parts) expect(part).toEqual(part.toSorted((a, b) => a.index - b.index));
    }),
    runs(50),
  );
});
