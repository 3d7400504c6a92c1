import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { composeAlert } from '../../lambda/engine/compose';
import type { Addresses } from '../../lambda/engine/origins';
import { storiesOf, type History, type Story } from '../../lambda/engine/story';
import { consoleLogin, elsewhere, enableMfaDevice, getSessionToken, home } from '../../lambda/events/samples';
import { located } from './located';
import { runs } from './runs';
import { delivered } from './scenario';
import { alertsOf, parse } from './world';

const dayInMinutes = 24 * 60;
const week = 7 * dayInMinutes;
const historyOf = (...records: object[]): History => ({
  observations: records.map((record) => ({ event: parse(record) })),
  since: 0,
});
const originsOf = (records: readonly object[], history: History, databases?: Addresses) =>
  composeAlert(storiesOf([located({ records, history })])[0] as Story, new Map(), databases).origins;

describe('whether an address was seen before', () => {
  const attack = enableMfaDevice({ from: elsewhere });
  const seen = (...records: object[]) => originsOf([attack], historyOf(...records))?.[0]?.seenBefore;
  const earlier = { minute: -61 };

  it('is said where the subject was let in, from there or from elsewhere', () => {
    expect(seen(consoleLogin({ ...earlier, from: elsewhere }))).toBe(true);
    expect(seen(consoleLogin({ ...earlier, from: home }))).toBe(false);
  });

  it('is not said where nothing is known of the subject', () => {
    expect(seen()).toBeUndefined();
    expect(seen(enableMfaDevice({ ...earlier, from: 'cloudformation.amazonaws.com' }))).toBeUndefined();
  });

  it.each<[string, object]>([
    ['a failed sign-in', consoleLogin({ ...earlier, from: elsewhere, outcome: 'Failure' })],
    ['a refused call', enableMfaDevice({ ...earlier, from: elsewhere, error: 'AccessDenied' })],
    ['a refused code', getSessionToken({ ...earlier, from: elsewhere, error: 'AccessDenied' })],
    ['a right password', { ...consoleLogin({ ...earlier, from: elsewhere }), eventName: 'CheckMfa' }],
  ])('does not count %s', (_, record) => {
    expect(seen(record)).toBeUndefined();
    expect(seen(record, consoleLogin({ ...earlier, from: home }))).toBe(false);
  });

  it.each<[string, object]>([
    ['a call', enableMfaDevice({ ...earlier, from: elsewhere })],
    ['a session with MFA', getSessionToken({ ...earlier, from: elsewhere })],
    ['a sign-in without MFA', consoleLogin({ ...earlier, from: elsewhere, mfaUsed: 'No' })],
  ])('counts %s', (_, record) => {
    expect(seen(record)).toBe(true);
  });

  it('looks at the week before the first event, and not at what an intruder may have done in the hour before it', () => {
    expect(seen(consoleLogin({ minute: -week, from: elsewhere }))).toBe(true);
    expect(seen(consoleLogin({ minute: -week - 1, from: elsewhere }))).toBeUndefined();
    expect(seen(consoleLogin({ minute: -60, from: elsewhere }))).toBeUndefined();
    expect(seen(attack, consoleLogin({ minute: 5, from: elsewhere }))).toBeUndefined();
    const [first, last] = [consoleLogin({ from: home }), enableMfaDevice({ minute: 5, from: elsewhere })];
    expect(originsOf([first, last], historyOf(consoleLogin({ minute: -61, from: elsewhere }), first))).toMatchObject([
      { address: home, seenBefore: false },
      { address: elsewhere, seenBefore: true },
    ]);
  });

  it('is denied only if the whole week was read', () => {
    const history = historyOf(consoleLogin({ ...earlier, from: home }));
    const fromMinute = (minute: number) => Date.parse(parse(attack).time) + minute * 60_000;
    const read = (minute: number) => originsOf([attack], { ...history, since: fromMinute(minute) });
    expect(read(-week)).toMatchObject([{ seenBefore: false }]);
    expect(read(-week + 1)?.[0]).not.toHaveProperty('seenBefore');
  });
});

describe('the origins of an alert', () => {
  const databases: Addresses = {
    describe: (address) => (address === elsewhere ? { country: 'NL', network: `AS64496 ${'x'.repeat(500)}` } : {}),
  };

  it('are the first twenty addresses, in their order, with what the databases say in few words', () => {
    const address = (index: number) => (index === 0 ? 'cloudformation.amazonaws.com' : `198.18.0.${index}`);
    const records = Array.from({ length: 25 }, (_, minute) => enableMfaDevice({ minute, from: address(minute) }));
    const origins = originsOf(records, historyOf());
    expect(origins?.map((origin) => origin.address)).toEqual(
      Array.from({ length: 19 }, (_, index) => address(index + 1)),
    );
    const [described] = originsOf([enableMfaDevice({ from: elsewhere })], historyOf(), databases) ?? [];
    expect(described).toMatchObject({ address: elsewhere, country: 'NL' });
    expect(described?.network).toHaveLength(100);
    expect(originsOf([enableMfaDevice()], historyOf(), databases)).toEqual([{ address: home }]);
  });

  const step = fc.record({
    kind: fc.constantFrom('login', 'login', 'fail', 'enable'),
    from: fc.constantFrom(home, elsewhere, '192.0.2.1'),
    pause: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 3 * dayInMinutes })),
  });
  const trails = fc.array(step, { minLength: 1, maxLength: 10 }).map((steps) => {
    let minute = 0;
    return steps.map(({ kind, from, pause }, index) => {
      minute += pause;
      const how = { minute, from, id: `-${index}` };
      if (kind === 'enable') return enableMfaDevice({ ...how, with: 'long-term-key', serial: `serial-${index}` });
      return consoleLogin({ ...how, outcome: kind === 'fail' ? 'Failure' : 'Success' });
    });
  });

  it('are the same whatever the order of delivery, over weeks', async () => {
    const deliveries = trails.chain((records) => delivered(records).map((late) => ({ records, late })));
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ records, late }) => {
        const told = async (trail: readonly object[]) =>
          (await alertsOf(trail)).map(({ eventIds, origins }) => JSON.stringify([eventIds, origins])).sort();
        expect(await told(late)).toEqual(await told(records));
      }),
      runs(100),
    );
  });
});
