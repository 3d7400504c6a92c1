import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { configured } from '../../lambda/config/detection-settings';
import type { Detection } from '../../lambda/detections/detection';
import { Filing } from '../../lambda/engine/filing';
import { familiarWithin } from '../../lambda/events/address';
import { mostRead } from '../../lambda/events/timeline';
import { lookBack } from '../../lambda/events/window';
import { Planner, type Todo } from '../../lambda/engine/steps';
import { consoleLogin, deactivateMfaDevice, enableMfaDevice } from '../../lambda/events/samples';
import { byTime, deviceKeysOf, millis, subjectOf, type TrailEvent } from '../../lambda/events/trail-event';
import { runs } from './runs';
import { parse } from './world';

const minutesOfDay = 24 * 60;

/** A week is the longest that any detection looks back. */
const removedWithinAWeek: Detection = {
  ...{ id: 'removed-within-a-week', title: '', attack: [], runbook: [], settings: z.object({}) },
  watches: [
    { source: 'iam.amazonaws.com', names: ['EnableMFADevice', 'DeactivateMFADevice'] },
    { source: 'signin.amazonaws.com', names: ['ConsoleLogin'] },
  ],
  subjects: (event) => [subjectOf(event), ...deviceKeysOf(event)],
  detect: ({ events }) =>
    events.flatMap((end) => {
      const begin = events.find(
        (event) => event.name === 'EnableMFADevice' && 0 < gap(event, end) && gap(event, end) <= 7 * minutesOfDay,
      );
      if (begin === undefined || end.name !== 'DeactivateMFADevice') return [];
      return { severity: 'low', title: '', reasons: [], events: [begin, end], serialNumbers: [] };
    }),
};

/** In minutes. */
function gap(from: TrailEvent, to: TrailEvent): number {
  return (millis(to) - millis(from)) / 60_000;
}

const filing = new Filing(configured([removedWithinAWeek], {}), '');

/** In minutes: near to what the detection and a review remember. */
const edges = [1, 7].flatMap((days) => [-1, 0, 1].map((more) => days * minutesOfDay + more));

/** Months of three users who share two devices. */
const months = fc
  .array(
    fc.record({
      record: fc.constantFrom<typeof enableMfaDevice>(enableMfaDevice, deactivateMfaDevice, consoleLogin),
      user: fc.constantFrom('alice', 'bob', 'carol'),
      serial: fc.constantFrom('one', 'two'),
      pause: fc.oneof(fc.nat(minutesOfDay), fc.nat(12 * minutesOfDay), fc.constantFrom(...edges)),
    }),
    { maxLength: 30 },
  )
  .map((acts) => {
    let minute = 0;
    return acts
      .map(({ record, user, serial, pause }, index) =>
        parse(record({ by: user, for: user, serial, minute: (minute += pause), id: `-${index}` })),
      )
      .sort(byTime);
  });

function planned(events: readonly TrailEvent[], by = filing): (Todo | undefined)[] {
  const planner = new Planner(by, lookBack);
  const plan = planner.plan(events.map((event) => planner.see({ event })));
  return events.map((_, index) => plan(index));
}

/** What a review at this event would judge on a timeline. @param since so much before it, in milliseconds. */
function readOn(key: string, events: readonly TrailEvent[], own: TrailEvent, since = lookBack): TrailEvent[] {
  return events.filter(
    (event) => filing.keysOf(event).includes(key) && byTime(event, own) <= 0 && millis(event) >= millis(own) - since,
  );
}

function foundOn(key: string, events: readonly TrailEvent[]): TrailEvent[] {
  return filing
    .wanted(
      key,
      events.map((event) => ({ event })),
    )
    .flatMap(({ entry: { detection, settings }, part }) => detection.detect(part.timeline, settings))
    .flatMap((finding) => finding.events);
}

function finds(key: string, events: readonly TrailEvent[]): boolean {
  return foundOn(key, events).length > 0;
}

/** All that a review at this event would read: on its timelines, and on those to which what is found there leads. */
function readBy(own: TrailEvent, events: readonly TrailEvent[]): TrailEvent[] {
  const keys = new Set(filing.keysOf(own));
  // A set goes on with what is added meanwhile.
  for (const key of keys)
    for (const event of foundOn(key, readOn(key, events, own)))
      for (const other of filing.keysOf(event)) keys.add(other);
  return [...keys].flatMap((key) => readOn(key, events, own, lookBack + familiarWithin));
}

describe('the plan for events that are all known', () => {
  it('reviews each event at which a review would find something', () => {
    fc.assert(
      fc.property(months, (events) => {
        const plan = planned(events);
        for (const [index, own] of events.entries())
          if (filing.keysOf(own).some((key) => finds(key, readOn(key, events, own))))
            expect(plan[index]).toBe('review');
      }),
      runs(1000),
    );
  });

  it('files whatever a review would read, wherever what it finds leads', () => {
    fc.assert(
      fc.property(months, (events) => {
        const plan = planned(events);
        for (const [index, own] of events.entries())
          if (plan[index] === 'review')
            for (const read of readBy(own, events)) expect(plan[events.indexOf(read)]).toBeDefined();
      }),
      runs(300),
    );
  });

  it('reviews what may take an alert back, as long as anything is left of it', () => {
    const notFollowed: Detection = {
      ...removedWithinAWeek,
      detect: ({ events }) =>
        events
          .filter(({ name }) => name === 'EnableMFADevice')
          .filter((begin) => !events.some((event) => event.name === 'ConsoleLogin' && gap(begin, event) > 0))
          .map((begin) => ({ severity: 'low', title: '', reasons: [], events: [begin], serialNumbers: [] })),
    };
    const [start, hour] = [10 * minutesOfDay, 60];
    const login = (minute: number): TrailEvent => parse(consoleLogin({ minute }));
    const added = parse(enableMfaDevice({ minute: start + hour }));
    const events = [login(0), login(start), added, login(start + 40 * hour), login(start + 300 * hour)];
    expect(planned(events, new Filing(configured([notFollowed], {}), ''))).toEqual([
      ...['file', 'review', 'review', 'review', undefined],
    ]);
  });

  it('reviews little of a year in which something is found once', () => {
    const year = Array.from({ length: 365 }, (_, index) => parse(consoleLogin({ minute: index * minutesOfDay })));
    const start = 200 * minutesOfDay;
    const found = [enableMfaDevice({ minute: start + 1 }), deactivateMfaDevice({ minute: start + 2 })].map(parse);
    const events = [...year, ...found].sort(byTime);
    const plan = planned(events);
    expect(plan.filter((todo) => todo === 'review').length).toBeLessThan(25);
    expect(plan.filter((todo) => todo !== undefined).length).toBeLessThan(40);
    expect(found.map((event) => plan[events.indexOf(event)])).toEqual(['review', 'review']);
  });

  it('reviews none on whose timelines nothing is ever found', () => {
    fc.assert(
      fc.property(months, (events) => {
        const isLoud = (key: string): boolean =>
          finds(
            key,
            events.filter((event) => filing.keysOf(event).includes(key)),
          );
        const plan = planned(events);
        for (const [index, event] of events.entries())
          if (plan[index] === 'review') expect(filing.keysOf(event).some(isLoud)).toBe(true);
      }),
      runs(100),
    );
  });

  it('judges no more of a timeline at a time than a review reads of a kind, however much happens there', () => {
    let most = 0;
    const detection: Detection = {
      ...removedWithinAWeek,
      detect: ({ events }) => {
        most = Math.max(most, events.length);
        return [];
      },
    };
    const dense = Array.from({ length: 3 * mostRead }, (_, index) =>
      parse(consoleLogin({ by: 'alice', minute: index / 10, id: `-${index}` })),
    );
    planned(dense, new Filing(configured([detection], {}), ''));
    expect(most).toBeLessThan(mostRead);
  });

  it('reviews a timeline of which a review might not read everything', () => {
    const logins = Array.from({ length: mostRead }, (_, index) =>
      parse(consoleLogin({ by: 'alice', minute: index, id: `-${index}` })),
    );
    expect(new Set(planned(logins))).toEqual(new Set(['review']));
    expect(new Set(planned(logins.slice(1)))).toEqual(new Set([undefined]));
  });
});
