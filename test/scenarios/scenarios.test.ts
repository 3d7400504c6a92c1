import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../lambda/alerts/alert';
import type { Destinations } from '../../lambda/engine/telling/routing';
import { runs } from '../engine/runs';
import { delivered, inAccount } from '../engine/scenario';
import { alertsOf, everywhere, ofPrograms, type World } from '../engine/world';
import { byText, summary, written } from './alerts';
import type { Scenario } from './scenario';

const notStories = ['alerts.ts', 'records.ts', 'scenario.ts'];
const stories = readdirSync(__dirname).filter((file) => !file.endsWith('.test.ts') && !notStories.includes(file));
const other = '444455556666';

/** Live, id and key once sent stay although an earlier event arrives later; everything else must be the same. */
function lasting(alerts: readonly Alert[]): unknown[] {
  return alerts.map(({ id: _id, dedupKey: _key, ...alert }) => alert).sort(byText);
}

/** What a topic of everything from medium on is told. */
function told(): { sent: string[]; destinations: Destinations } {
  const sent: string[] = [];
  const publish = (_topic: string, { severity, title }: Alert, update: string): Promise<void> => {
    sent.push(`${update}: ${severity}: ${title}`);
    return Promise.resolve();
  };
  const routes = [everywhere([{ name: 'alerts', minSeverity: 'medium' }])];
  return { sent, destinations: { ...ofPrograms, routes, publish } };
}

async function holdsInAnyOrder(story: readonly object[], world: World): Promise<void> {
  const inOrder = lasting(await alertsOf(story, world));
  expect(lasting(await alertsOf(story, { ...world, apart: true }))).toEqual(inOrder);
  await fc.assert(
    fc.asyncProperty(delivered(story), async (records) => {
      expect(lasting(await alertsOf(records, { ...world, apart: true }))).toEqual(inOrder);
    }),
    runs(3),
  );
}

const load = async (file: string): Promise<Scenario> =>
  ((await import(join(__dirname, file))) as { scenario: Scenario }).scenario;

describe.each(stories)('%s', (file) => {
  let scenario: Scenario;
  let world: World;
  beforeAll(async () => {
    scenario = await load(file);
    const { devices, settings, until } = scenario;
    world = {
      ...(devices && { devices }),
      ...(settings && { settings }),
      ...(until && { until }),
    };
  });

  it('gives these alerts and no others', async () => {
    expect(summary(await alertsOf(scenario.records, world))).toEqual(written(scenario.expect));
  });

  it('gives the same in any order, with repetitions, and one event an invocation', async () => {
    await holdsInAnyOrder(scenario.records, world);
  });

  it('does so, too, while no look-up succeeds', async () => {
    const { devices: _devices, ...blind } = world;
    await holdsInAnyOrder(scenario.records, blind);
  });

  it('tells few messages on the way, and of everyday work none that wakes anybody', async () => {
    const { sent, destinations } = told();
    await alertsOf(scenario.records, { ...world, destinations });
    if (scenario.everyday) expect(sent).toEqual([]);
    expect(sent.length).toBeLessThanOrEqual(8);
  });

  it('gives the same while the same happens in another account', async () => {
    if (scenario.oneAccount) return;
    const both = scenario.records.flatMap((record) => [record, ...inAccount([record], other)]);
    const alerts = await alertsOf(both, world);
    const here = await alertsOf(scenario.records, world);
    expect(lasting(alerts.filter(({ account }) => account !== other))).toEqual(lasting(here));
    expect(summary(alerts.filter(({ account }) => account === other))).toEqual(summary(here));
  });
});

/** The same story some minutes later, as other events. */
function later(records: readonly object[], minutes: number): Patch[] {
  return (records as Patch[]).map((record) => ({
    ...record,
    eventID: `${String(record['eventID'])}-later`,
    eventTime: new Date(Date.parse(String(record['eventTime'])) + minutes * 60_000).toISOString(),
  }));
}

type Patch = Record<string, unknown>;

describe('two stories of the same people at once', () => {
  const pair = fc
    .tuple(fc.constantFrom(...stories), fc.constantFrom(...stories), fc.integer({ min: -200, max: 200 }))
    .filter(([one, two]) => ![one, two].every((file) => file.startsWith('onboarding')));

  it('give the same in any order, and no event stands in two alerts', async () => {
    await fc.assert(
      fc.asyncProperty(pair, async ([one, two, minutes]) => {
        const [a, b] = [await load(one), await load(two)];
        const records = [...a.records, ...later(b.records, minutes)];
        records.sort((x, y) => timeOf(x) - timeOf(y));
        const world = { devices: { ...b.devices, ...a.devices }, until: '2026-11-30T00:00:00Z' };
        const inOrder = await alertsOf(records, world);
        const ids = inOrder.flatMap(({ eventIds }) => eventIds);
        expect(new Set(ids).size).toBe(ids.length);
        const [shuffled = []] = fc.sample(delivered(records), { numRuns: 1, seed: minutes });
        expect(lasting(await alertsOf(shuffled, { ...world, apart: true }))).toEqual(lasting(inOrder));
      }),
      runs(25),
    );
  });
});

function timeOf(record: object): number {
  return Date.parse(String((record as Patch)['eventTime']));
}
