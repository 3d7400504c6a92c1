import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeptEvents, type KeptEvent } from '../../../cli/reading/kept-events';
import { hostileText } from '../../alerts/fuzzed-alert';
import { at } from '../../engine/scenario';
import { consoleLogin, deactivateMfaDevice, enableMfaDevice } from '../../../lambda/events/samples';
import { parse } from '../../engine/world';
import { runs } from '../../engine/runs';

const minutesOfDay = 24 * 60;

/** Over some days, in any order, with names that nobody chose well, and with copies that differ in what they tell. */
const kept: fc.Arbitrary<KeptEvent> = fc
  .record({
    record: fc.constantFrom<typeof enableMfaDevice>(enableMfaDevice, deactivateMfaDevice, consoleLogin),
    minute: fc.oneof(fc.nat(20), fc.nat(5 * minutesOfDay)),
    id: fc.nat(8),
    isLate: fc.boolean(),
    message: fc.option(hostileText, { nil: undefined }),
    watched: fc.boolean(),
    raw: fc.option(hostileText, { nil: undefined }),
  })
  .map(({ record, minute, id, isLate, message, watched, raw }) => ({
    event: parse({
      ...record({ minute }),
      eventID: `event-${id}`,
      eventTime: isLate ? at(minute).replace('Z', '.250Z') : at(minute),
      errorMessage: message,
    }),
    watched,
    ...(raw !== undefined && { raw: { json: raw, length: raw.length, file: 'a.json' } }),
  }));
const pushed = fc.array(fc.oneof(kept, kept, fc.constantFrom(0, 1, 2)), { maxLength: 40 }).map(
  // A number stands for a copy of what came so many before.
  (given) =>
    given.reduce<KeptEvent[]>((all, one) => {
      const event = typeof one === 'number' ? all.at(-1 - one) : one;
      return event === undefined ? all : [...all, structuredClone(event)];
    }, []),
);

/** Of which a run has several. */
const blockSize = fc.integer({ min: 1, max: 4 });

function gathered(events: readonly KeptEvent[], most?: number, together?: number): KeptEvents {
  const all = new KeptEvents(most, together);
  for (const event of events) all.push(event);
  return all;
}

/** As JSON: what is undefined is not there. */
function listed(events: KeptEvents): unknown {
  return JSON.parse(JSON.stringify([...events]));
}

describe('the events of a trail', () => {
  it('are the same however many of them are packed, as often as anybody goes through them', () => {
    fc.assert(
      fc.property(pushed, fc.nat(10), blockSize, (events, most, together) => {
        const [loose, packed] = [gathered(events), gathered(events, most, together)];
        const { relevant, copies } = packed;
        expect({ relevant, copies }).toEqual({ relevant: loose.relevant, copies: loose.copies });
        for (let times = 0; times < 2; times++) expect(listed(packed)).toEqual(listed(loose));
        expect(packed.copies).toBe(copies);
      }),
      runs(200),
    );
  });

  it('come in time order, each once, and none is lost', () => {
    fc.assert(
      fc.property(pushed, fc.nat(10), blockSize, (events, most, together) => {
        const all = gathered(events, most, together);
        const given = [...all].map(({ event }) => event);
        const times = given.map(({ time }) => Date.parse(time));
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(given.map(({ identity }) => identity).sort()).toEqual(
          [...new Set(events.map(({ event }) => event.identity))].sort(),
        );
        expect(all.relevant).toBe(events.filter(({ watched }) => watched).length);
      }),
      runs(200),
    );
  });

  it('of which copies differ are those that tell the most, whichever came first', () => {
    fc.assert(
      fc.property(pushed, fc.nat(10), blockSize, (events, most, together) => {
        const told = (some: readonly KeptEvent[]): unknown =>
          [...gathered(some, most, together)].map(({ event }) => JSON.stringify(event));
        expect(told(events.toReversed())).toEqual(told(events));
      }),
      runs(200),
    );
  });

  it('count as copies only where somebody watches them', () => {
    const event = parse(enableMfaDevice());
    const [watched, other] = [
      { event, watched: true },
      { event, watched: false },
    ];
    expect(gathered([watched, watched, other, watched], 1)).toMatchObject({ relevant: 3, copies: 2 });
  });
});
