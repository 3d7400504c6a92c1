import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Judge, type Judged } from '../../cli/judging/judge';
import { TrailDevices } from '../../lambda/adapters/devices/devices-trail';
import { detections } from '../../lambda/detections';
import type { Step } from '../../lambda/engine/steps';
import type { Observation } from '../../lambda/events/timeline';
import { byTime, type TrailEvent } from '../../lambda/events/trail-event';
import { runs } from '../engine/runs';
import { inAccount, scenario } from '../engine/scenario';
import { foreseen, parse } from '../engine/world';

const until = Date.parse('2027-01-01T00:00:00Z');

const judge = (): Judge => new Judge(detections, { settings: {} }, new TrailDevices());

/** As it comes to another thread. */
async function judgedApart(shares: readonly (readonly Step[])[]): Promise<Judged[]> {
  return Promise.all(shares.map((share) => judge().judge(structuredClone(share), until)));
}

/** Alerts as one list, whoever found them. */
function alertsOf(judged: readonly Judged[]): unknown[] {
  return judged.flatMap(({ alerts }) => alerts).sort((a, b) => (a.time + a.id < b.time + b.id ? -1 : 1));
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

it('gives the same alerts, ids and all, however many threads share the events, and whatever is left undone', async () => {
  await fc.assert(
    fc.asyncProperty(manyAccounts, sizes, async (events, some) => {
      const { own, observations } = await observed(events);
      const apart = await judgedApart(own.sharesOf(foreseen(observations, own.planner()), some));
      const all = observations.map((observation): Step => ({ observation, todo: 'review' }));
      const together = await own.judge(all, until);
      expect(alertsOf(apart)).toEqual(alertsOf([together]));
      expect(apart.reduce((open, one) => open + one.open, 0)).toBe(together.open);
    }),
    runs(50),
  );
});

it('leaves no event out, gives none to two, and keeps their order', async () => {
  await fc.assert(
    fc.asyncProperty(manyAccounts, sizes, async (events, some) => {
      const { own, observations } = await observed(events);
      const steps = observations.map((observation): Step => ({ observation, todo: 'review' }));
      const shares = own.sharesOf(steps, some);
      expect(shares).toHaveLength(some.length);
      expect(new Set(shares.flat())).toEqual(new Set(steps));
      expect(shares.flat()).toHaveLength(steps.length);
      for (const share of shares)
        expect(share).toEqual(share.toSorted((a, b) => byTime(a.observation.event, b.observation.event)));
    }),
    runs(50),
  );
});
