import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../lambda/alerts/alert';
import { byTime } from '../../lambda/events/trail-event';
import { runs } from './runs';
import { at, delivered, inAccount, scenario } from './scenario';
import { alertsOf, parse } from './world';

/** Live, the id and the key under which an alert was first sent stay; everything else must be the same. */
function told(alerts: readonly Alert[]): unknown[] {
  return alerts
    .map(({ id: _id, dedupKey: _dedupKey, ...alert }) => alert)
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Minutes of a day. */
const day = 24 * 60;

/** Stories of the same people, one after the other, with so many days between as reviews look back, more and less. */
const years = fc
  .array(
    fc.tuple(
      scenario,
      fc.constantFrom(1, 10, 60),
      fc.oneof(fc.constantFrom(0, 1, 7, 8, 9, 15, 16, 17, 24, 31), fc.nat(90)),
    ),
    { minLength: 2, maxLength: 4 },
  )
  .map((parts) => {
    let from = 0;
    return parts.flatMap(([{ records }, times, pause], index) => {
      const told = later(slower(records, times), from).map((record) => marked(record, index));
      from = Math.max(from, ...told.map(minuteOf)) + pause * day;
      return told;
    });
  });

function marked(record: object, part: number): object {
  return { ...record, eventID: `${parse(record).eventId}-of-${part}` };
}

function minuteOf(record: object): number {
  return (Date.parse(parse(record).time) - Date.parse(at(0))) / 60_000;
}

function later(records: readonly object[], minutes: number): object[] {
  return records.map((record) => ({ ...record, eventTime: at(minuteOf(record) + minutes) }));
}

/** The same story with pauses that are so many times as long. */
function slower(records: readonly object[], times: number): object[] {
  return records.map((record) => ({ ...record, eventTime: at(minuteOf(record) * times) }));
}

function inTimeOrder(records: readonly object[]): object[] {
  return [...records].sort((a, b) => byTime(parse(a), parse(b)));
}

describe('the engine', () => {
  it('gives the same alerts for any order and repetition of the same events', async () => {
    const deliveries = scenario.chain((story) => delivered(story.records).map((records) => ({ story, records })));
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ story, records }) => {
        const inOrder = await alertsOf(story.records, { devices: story.devices });
        expect(told(await alertsOf(records, { devices: story.devices }))).toEqual(told(inOrder));
      }),
      runs(100),
    );
  });

  it('does so, too, while no look-up succeeds', async () => {
    const deliveries = scenario.chain((story) => delivered(story.records).map((records) => ({ story, records })));
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ story, records }) => {
        expect(told(await alertsOf(records))).toEqual(told(await alertsOf(story.records)));
      }),
      runs(100),
    );
  });

  it('gives the same alerts, ids and all, whether it remembers its judgements or not, over hours or weeks', async () => {
    const deliveries = fc
      .tuple(scenario, fc.constantFrom(1, 10, 60))
      .map(([{ records, devices }, times]) => ({ records: slower(records, times), devices }))
      .chain((story) => delivered(story.records).map((shuffled) => ({ ...story, shuffled })));
    const exceptions = [{ user: 'bob', reason: 'a test user', owner: 'soc', expires: '2027-01-01' }];
    await fc.assert(
      fc.asyncProperty(deliveries, fc.boolean(), async ({ records, shuffled, devices }, isExcepted) => {
        const world = { devices, until: '2027-06-01T00:00:00Z', ...(isExcepted && { exceptions }) };
        for (const order of [records, shuffled])
          expect(await alertsOf(order, { ...world, remembers: true })).toEqual(await alertsOf(order, world));
      }),
      runs(50),
    );
  });

  it('gives the same alerts, ids and all, where events of which nothing can come are not judged, over hours or months', async () => {
    const stories = fc
      .tuple(scenario, fc.constantFrom(1, 10, 60, 600))
      .map(([{ records, devices }, times]) => ({ devices, records: inTimeOrder(slower(records, times)) }));
    await fc.assert(
      fc.asyncProperty(stories, async ({ records, devices }) => {
        const world = { devices, until: '2030-01-01T00:00:00Z' };
        expect(await alertsOf(records, { ...world, foreseen: true })).toEqual(await alertsOf(records, world));
      }),
      runs(100),
    );
  });

  it('does so, too, where the same people are in one story after the other, over years', async () => {
    await fc.assert(
      fc.asyncProperty(years.map(inTimeOrder), fc.boolean(), async (records, isKnown) => {
        const world = { ...(isKnown && { devices: {} }), until: '2030-01-01T00:00:00Z' };
        expect(await alertsOf(records, { ...world, foreseen: true })).toEqual(await alertsOf(records, world));
      }),
      runs(100),
    );
  });

  it('keeps accounts apart: a story told in two accounts at once gives both their own alerts', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ records, devices }) => {
        const other = '444455556666';
        const both = records.flatMap((record) => [record, ...inAccount([record], other)]);
        const alerts = await alertsOf(both, { devices });
        const alone = await alertsOf(records, { devices });
        expect(told(alerts.filter(({ account }) => account !== other))).toEqual(told(alone));
        expect(alerts.filter(({ account }) => account === other)).toHaveLength(alone.length);
      }),
      runs(50),
    );
  });

  it('puts every event of a finding into exactly one alert', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ records, devices }) => {
        const ids = (await alertsOf(records, { devices })).flatMap(({ eventIds }) => eventIds);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      runs(50),
    );
  });
});
