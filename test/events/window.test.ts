import { describe, expect, it } from '@jest/globals';
import { consoleLogin, elsewhere } from '../../lambda/events/samples';
import type { TrailEvent } from '../../lambda/events/trail-event';
import { bursts, runs } from '../../lambda/events/window';
import { parse } from '../engine/world';

const minute = 60_000;
const at = (when: number, how: { by?: string; from?: string } = {}): TrailEvent =>
  parse(consoleLogin({ minute: when, outcome: 'Failure', ...how }));
const minutes = (events: readonly TrailEvent[]): number[] =>
  events.map(({ time }) => (Date.parse(time) - Date.parse('2026-11-20T09:00:00Z')) / minute);
const found = (events: TrailEvent[], span: number, least: number, of?: (event: TrailEvent) => string) =>
  bursts(events, span * minute, least, of).map((burst) => ({ ...burst, events: minutes(burst.events) }));

describe('bursts', () => {
  it('are none where no window holds enough', () => {
    expect(found([at(0), at(10), at(21)], 20, 3)).toEqual([]);
  });

  it('hold two events that are exactly a window apart', () => {
    expect(found([at(0), at(10), at(20)], 20, 3)).toEqual([{ events: [0, 10, 20], peak: 3, addresses: 1 }]);
  });

  it('grow while each window holds enough, and name every event once', () => {
    const events = [0, 5, 10, 15, 20, 25].map((when) => at(when));
    expect(found(events, 10, 3)).toEqual([{ events: [0, 5, 10, 15, 20, 25], peak: 3, addresses: 1 }]);
  });

  it('begin with the window that is full first, and tell the fullest', () => {
    const events = [0, 50, 55, 60, 61, 62].map((when) => at(when));
    expect(found(events, 10, 3)).toEqual([{ events: [50, 55, 60, 61, 62], peak: 4, addresses: 1 }]);
  });

  it('share no event once a window has nothing left of the one before', () => {
    const events = [0, 1, 2, 30, 31, 32].map((when) => at(when));
    expect(found(events, 10, 3).map((burst) => burst.events)).toEqual([
      [0, 1, 2],
      [30, 31, 32],
    ]);
  });

  it('go on where the next full window still holds the last event', () => {
    const events = [0, 1, 2, 12, 12.5].map((when) => at(when));
    expect(found(events, 10.5, 3).map((burst) => burst.events)).toEqual([[0, 1, 2, 12, 12.5]]);
  });

  it('count addresses in one window, not over all of them', () => {
    const events = [at(0, { from: elsewhere }), at(5), at(10), at(15)];
    expect(found(events, 5, 2)).toEqual([{ events: [0, 5, 10, 15], peak: 2, addresses: 2 }]);
    expect(found([at(0, { from: elsewhere }), at(6), at(8)], 5, 2)).toEqual([
      { events: [6, 8], peak: 2, addresses: 1 },
    ]);
  });

  it('count no address where none is recorded', () => {
    expect(found([at(0, { from: '' }), at(1, { from: '' })], 5, 2)).toMatchObject([{ addresses: 0 }]);
  });

  it('count something else than events where asked, each once', () => {
    const events = [at(0), at(1), at(2, { by: 'bob' }), at(3)];
    expect(found(events, 10, 2, ({ target }) => target.name ?? '')).toEqual([
      { events: [0, 1, 2, 3], peak: 2, addresses: 1 },
    ]);
    expect(found(events, 10, 3, ({ target }) => target.name ?? '')).toEqual([]);
  });
});

describe('runs', () => {
  it('are split by a longer pause than the one given', () => {
    const events = [0, 10, 20, 30.5, 31].map((when) => at(when));
    expect(runs(events, 10 * minute).map(minutes)).toEqual([
      [0, 10, 20],
      [30.5, 31],
    ]);
  });

  it('are none of nothing', () => {
    expect(runs([], minute)).toEqual([]);
  });
});
