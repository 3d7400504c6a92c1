import { describe, expect, it } from '@jest/globals';
import type { AlertLedger, LedgerRow } from '../../lambda/engine/ledger';
import type { Dossiers, Exposures, Notebook, Registers, Timelines, Timers } from '../../lambda/engine/ports';
import { at, consoleLogin, enableMfaDevice } from '../../lambda/events/samples';
import type { Observation } from '../../lambda/events/timeline';
import { byTime } from '../../lambda/events/trail-event';
import type { Standing } from '../../lambda/posture/standing';
import { alertsOf, parse } from './world';

const since = Date.parse(at(0)) - 60_000;

async function observed({ dossiers }: Remembering, key: string, from: number): Promise<Observation[]> {
  return (await dossiers.read(key, from, from)).observations;
}

/** Everything that is remembered of subjects. */
interface Remembering {
  timelines: Timelines;
  dossiers: Dossiers;
  ledger: AlertLedger;
}

function flood(count: number): Observation[] {
  return Array.from({ length: count }, (_, index) => ({ event: parse(consoleLogin({ minute: index })) }));
}

async function appendAll({ timelines }: Remembering, observations: readonly Observation[]): Promise<void> {
  for (let index = 0; index < observations.length; index += 50)
    await Promise.all(observations.slice(index, index + 50).map((one) => timelines.append(['a'], one)));
}

/** @param make gives stores that no other test writes to; `other` opens a second client of the same ones. */
export function timelinesContract(make: () => Promise<{ store: Remembering; other: Remembering }>): void {
  describe('timelines', () => {
    const first = { event: parse(enableMfaDevice({ minute: 1 })) };
    const second = {
      event: parse(consoleLogin({ minute: 2 })),
      devices: { status: 'known' as const, devices: [] },
      exposure: { status: 'unknown' as const, why: 'the table is away' },
    };

    it('give back in time order what was put in, to every client', async () => {
      const { store, other } = await make();
      expect(await store.timelines.append(['a'], second)).toBe('added');
      expect(await store.timelines.append(['a'], first)).toBe('added');
      expect(await observed(other, 'a', since)).toEqual([first, second]);
    });

    it('keep what came first under one identity', async () => {
      const { store, other } = await make();
      await store.timelines.append(['a'], second);
      expect(await other.timelines.append(['a'], { event: second.event })).toBe('present');
      expect(await observed(store, 'a', since)).toEqual([second]);
    });

    it('know what stands where', async () => {
      const { store, other } = await make();
      await store.timelines.append(['a'], first);
      expect(await other.timelines.has('a', first.event)).toBe(true);
      expect(await other.timelines.has('a', second.event)).toBe(false);
      expect(await other.timelines.has('b', first.event)).toBe(false);
    });

    it('let exactly one of ten concurrent copies in', async () => {
      const { store, other } = await make();
      const copies = Array.from({ length: 10 }, (_, index) =>
        (index % 2 ? store : other).timelines.append(['a'], first),
      );
      expect((await Promise.all(copies)).filter((result) => result === 'added')).toHaveLength(1);
    });

    it('keep subjects apart and leave out what is older than asked', async () => {
      const { store } = await make();
      await store.timelines.append(['a'], first);
      await store.timelines.append(['b'], second);
      expect(await observed(store, 'a', Date.parse(at(1)))).toEqual([first]);
      expect(await observed(store, 'a', Date.parse(at(1)) + 1)).toEqual([]);
      expect(await observed(store, 'c', since)).toEqual([]);
    });

    it('give the newest thousand of a flooded subject', async () => {
      const { store } = await make();
      const all = flood(1010);
      await appendAll(store, all);
      expect(await observed(store, 'a', since)).toEqual(all.slice(-1000));
    });

    it('give the newest thousand of each kind, so that what needs no more than a name crowds out nothing else', async () => {
      const { store, other } = await make();
      const acts = [first, second];
      const checks = [0.5, 3].map((minute) => ({
        event: parse(consoleLogin({ minute, id: 'code', outcome: 'Failure', mfaUsed: 'Yes' })),
      }));
      const attempts = Array.from({ length: 1010 }, (_, index) => ({
        event: parse(consoleLogin({ minute: 4 + index / 100, id: `-${index}`, outcome: 'Failure', mfaUsed: 'No' })),
      }));
      await appendAll(store, [...attempts, ...acts, ...checks]);
      const left = [...acts, ...checks].sort((a, b) => byTime(a.event, b.event));
      expect(await observed(other, 'a', since)).toEqual([...left, ...attempts.slice(-1000)]);
      expect(await other.timelines.has('a', (attempts[0] as Observation).event)).toBe(true);
    });

    it('take an event under several keys at once, and where it is missing', async () => {
      const { store, other } = await make();
      await store.timelines.append(['b'], first);
      expect(await other.timelines.append(['a', 'b', 'c'], first)).toBe('added');
      expect(await store.timelines.append(['a', 'b', 'c'], first)).toBe('present');
      for (const key of ['a', 'b', 'c']) expect(await observed(store, key, since)).toEqual([first]);
      expect(await store.timelines.append([], first)).toBe('present');
    });

    it('take concurrent copies under several keys, each once', async () => {
      const { store, other } = await make();
      const copies = Array.from({ length: 10 }, (_, index) =>
        (index % 2 ? store : other).timelines.append(['a', 'b'], first),
      );
      expect(await Promise.all(copies)).toContain('added');
      for (const key of ['a', 'b']) expect(await observed(store, key, since)).toEqual([first]);
    });

    it.each([3, 1005])('are read together with the alerts, of %i events too', async (count) => {
      const { store, other } = await make();
      const filed = { ...(await sampleRow()), key: 'a' };
      const all = flood(count);
      await appendAll(store, all);
      await store.ledger.put(filed);
      expect(await other.dossiers.read('a', since, since)).toEqual({ observations: all.slice(-1000), rows: [filed] });
      const later = Date.parse(filed.filedAt) + 1;
      expect((await other.dossiers.read('a', since, later)).rows).toEqual([]);
      expect((await other.dossiers.read('a', Date.parse(at(2)), since)).rows).toEqual([filed]);
    });
  });
}

async function sampleRow(): Promise<LedgerRow> {
  const [alert] = await alertsOf([enableMfaDevice({ by: 'mallory', for: 'alice' })]);
  if (alert === undefined) throw new Error('the sample makes no alert');
  return {
    key: alert.dedupKey,
    alert,
    filedAt: alert.firstSeen,
    identities: ['one'],
    deliveries: [
      { destination: 'alerts', update: 'raised', state: 'pending', told: 'low' },
      { destination: 'slack', update: 'new', state: 'pending' },
    ],
    untold: { day: '2026-11-20', destinations: ['alerts'] },
    lease: { trigger: 'one', holder: 'me', until: 5 },
    version: 1,
  };
}

export function ledgerContract(
  make: () => Promise<{ store: AlertLedger; other: AlertLedger; notebook: Notebook }>,
): void {
  describe('the ledger', () => {
    it('gives back what was put in, to every client', async () => {
      const { store, other } = await make();
      const row = await sampleRow();
      expect(await store.put(row)).toBe(true);
      expect(await other.read(row.key, since)).toEqual([row]);
    });

    it('refuses a version that is not the next', async () => {
      const { store, other } = await make();
      const row = await sampleRow();
      expect(await store.put({ ...row, version: 2 })).toBe(false);
      expect(await store.put(row)).toBe(true);
      expect(await other.put(row)).toBe(false);
      expect(await other.put({ ...row, version: 2, mergedInto: 'x' })).toBe(true);
      expect(await store.put({ ...row, version: 2 })).toBe(false);
      expect((await store.read(row.key, since)).map(({ mergedInto }) => mergedInto)).toEqual(['x']);
    });

    it('lets exactly one of ten concurrent writers of a version in', async () => {
      const { store, other } = await make();
      const row = await sampleRow();
      const writers = Array.from({ length: 10 }, (_, index) => (index % 2 ? store : other).put(row));
      expect((await Promise.all(writers)).filter(Boolean)).toHaveLength(1);
    });

    it('notes a row on lists with the same write, if it writes it', async () => {
      const { store, notebook } = await make();
      const row = await sampleRow();
      const place = { key: row.key, filedAt: row.filedAt, id: row.alert.id };
      expect(await store.put(row, ['one', 'two'])).toBe(true);
      expect(await store.put({ ...row, version: 2 }, ['two', 'three'])).toBe(true);
      expect(await store.put({ ...row, version: 2 }, ['four'])).toBe(false);
      for (const list of ['one', 'two', 'three']) expect(await notebook.notes(list)).toEqual([place]);
      expect(await notebook.notes('four')).toEqual([]);
    });

    it('leaves out what was filed before the time asked for', async () => {
      const { store } = await make();
      const row = await sampleRow();
      await store.put(row);
      expect(await store.read(row.key, Date.parse(row.filedAt))).toHaveLength(1);
      expect(await store.read(row.key, Date.parse(row.filedAt) + 1)).toEqual([]);
      expect(await store.read('another', since)).toEqual([]);
    });
  });
}

export function timersContract(make: () => Promise<{ store: Timers; other: Timers }>): void {
  describe('timers', () => {
    const noon = Date.parse('2026-11-20T12:00:00Z');

    it('give what is due, earliest first, to every client', async () => {
      const { store, other } = await make();
      await store.set('later', noon + 1);
      await store.set('second', noon);
      await store.set('first', noon - 1);
      expect(await other.due(noon)).toEqual([
        { key: 'first', at: noon - 1 },
        { key: 'second', at: noon },
      ]);
    });

    it('forget what is done, and take the same again as the same', async () => {
      const { store, other } = await make();
      await store.set('a', noon);
      await other.set('a', noon);
      expect(await store.due(noon)).toHaveLength(1);
      await store.done('a', noon);
      await store.done('a', noon);
      expect(await other.due(noon)).toEqual([]);
    });

    it('give a hundred at a time', async () => {
      const { store } = await make();
      for (let index = 0; index < 105; index += 1) await store.set(`key ${index}`, noon - index);
      const due = await store.due(noon);
      expect(due).toHaveLength(100);
      expect(due[0]).toEqual({ key: 'key 104', at: noon - 104 });
    });
  });
}

export function longKeyContract(make: () => Promise<{ store: Timers }>): void {
  it('timers take a name of any length, and tell two long ones apart', async () => {
    const { store } = await make();
    const names = ['a', 'b'].map((end) => `${'"x'.repeat(700)}${end}`);
    for (const name of names) await store.set(name, 1_700_000_000_000);
    expect((await store.due(1_700_000_000_000)).map(({ key }) => key).sort()).toEqual(names);
    for (const name of names) await store.done(name, 1_700_000_000_000);
    expect(await store.due(1_700_000_000_000)).toEqual([]);
  });
}

export function notebookContract(make: () => Promise<{ store: Notebook; other: Notebook }>): void {
  describe('the notebook', () => {
    const place = { key: '111122223333/alice', filedAt: at(0), id: 'a1f4c2d09b7e' };

    it('gives the notes of a day, each once, to every client', async () => {
      const { store, other } = await make();
      const second = { ...place, id: 'b2' };
      await store.note('2026-11-21', place);
      await other.note('2026-11-21', place);
      await store.note('2026-11-21', second);
      await store.note('2026-11-22', place);
      const notes = await other.notes('2026-11-21');
      expect(notes.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([place, second]);
      expect(await store.notes('2026-11-20')).toEqual([]);
    });

    it('finds a note by its id, on its list only', async () => {
      const { store, other } = await make();
      await store.note('filed 2026-11-21', place);
      expect(await other.find('filed 2026-11-21', place.id)).toEqual(place);
      expect(await other.find('filed 2026-11-21', 'b2')).toBeUndefined();
      expect(await other.find('filed 2026-11-22', place.id)).toBeUndefined();
    });

    it('keeps the first day of a mark', async () => {
      const { store, other } = await make();
      await store.mark('seen one', '2026-11-21');
      await other.mark('seen one', '2026-11-22');
      await other.mark('used two', '2026-11-22');
      expect([...(await store.marks())].sort()).toEqual([
        ['seen one', '2026-11-21'],
        ['used two', '2026-11-22'],
      ]);
    });

    it('lets exactly one of ten at a thing, until their time is up', async () => {
      const { store, other } = await make();
      const ten = Array.from({ length: 10 }, (_, index) => (index % 2 ? store : other).claim('digest', 1_000, 2_000));
      expect((await Promise.all(ten)).filter((claim) => claim === 'claimed')).toHaveLength(1);
      expect(await store.claim('digest', 1_999, 3_000)).toBe('busy');
      expect(await store.claim('another', 1_999, 3_000)).toBe('claimed');
      expect(await other.claim('digest', 2_000, 3_000)).toBe('claimed');
    });

    it('lets somebody at what is done for a while, once that is over', async () => {
      const { store, other } = await make();
      await store.claim('alarm', 1_000, 2_000);
      await store.done('alarm', 5_000);
      expect(await other.claim('alarm', 4_999, 6_000)).toBe('done');
      expect(await other.claim('alarm', 5_000, 6_000)).toBe('claimed');
      await store.done('alarm', 5_500);
      expect(await other.claim('alarm', 5_500, 6_000)).toBe('claimed');
    });

    it('lets nobody at what is done', async () => {
      const { store, other } = await make();
      await store.claim('digest', 1_000, 2_000);
      await store.done('digest');
      expect(await other.claim('digest', Date.parse('2099-01-01'), Date.parse('2099-01-02'))).toBe('done');
    });
  });
}

export function registersContract(make: () => Promise<{ store: Registers; other: Registers }>): void {
  describe('registers', () => {
    it('give what was written last, to every client', async () => {
      const { store, other } = await make();
      expect(await store.read('gate')).toEqual({ version: 0 });
      expect(await store.write('gate', { passed: [1, 'two'] }, 0)).toBeUndefined();
      expect(await other.read('gate')).toEqual({ value: { passed: [1, 'two'] }, version: 1 });
      expect(await other.write('gate', [], 1)).toBeUndefined();
      expect(await store.read('gate')).toEqual({ value: [], version: 2 });
      expect(await store.read('another')).toEqual({ version: 0 });
    });

    it('give several at once, in the order asked for', async () => {
      const { store, other } = await make();
      for (const name of ['a', 'b']) await store.write(name, name, 0);
      expect(await other.readAll(['b', 'none', 'a'])).toEqual([
        { value: 'b', version: 1 },
        { version: 0 },
        { value: 'a', version: 1 },
      ]);
      expect(await other.readAll(['b'])).toEqual([{ value: 'b', version: 1 }]);
      expect(await other.readAll([])).toEqual([]);
    });

    it('say what is there instead of what they refuse to change', async () => {
      const { store, other } = await make();
      expect(await store.write('gate', 'late', 3)).toEqual({ version: 0 });
      await store.write('gate', 'first', 0);
      expect(await other.write('gate', 'second', 0)).toEqual({ value: 'first', version: 1 });
    });

    it('let exactly one of ten writers change a version', async () => {
      const { store, other } = await make();
      for (const version of [0, 1]) {
        const ten = Array.from({ length: 10 }, (_, n) => (n % 2 ? store : other).write('gate', n, version));
        expect((await Promise.all(ten)).filter((instead) => instead === undefined)).toHaveLength(1);
      }
      expect(await store.write('gate', 'late', 1)).toMatchObject({ version: 2 });
    });
  });
}

export function exposuresContract(make: () => Promise<{ store: Exposures; other: Exposures }>): void {
  describe('exposures', () => {
    const since = '2026-11-20T06:00:00Z';
    const of = (subject: string, check = 'self-enrolment'): Standing => ({
      ...{ check, subject, severity: 'high', title: `${subject} is exposed`, since, seen: since },
    });
    const named = (some: readonly Standing[]): string[] =>
      some.map(({ subject, check }) => `${subject} ${check}`).sort();

    it('give back what is kept, to every client, until it is dropped', async () => {
      const { store, other } = await make();
      await store.keep([of('alice'), of('bob'), { ...of('alice', 'long-term-key-stale'), undecided: true }]);
      await other.keep([{ ...of('bob'), severity: 'low' }]);
      expect(named(await other.all())).toEqual([
        'alice long-term-key-stale',
        'alice self-enrolment',
        'bob self-enrolment',
      ]);
      expect(await store.of('bob')).toEqual([{ ...of('bob'), severity: 'low' }]);
      await other.drop([of('alice'), of('nobody')]);
      expect(named(await store.all())).toEqual(['alice long-term-key-stale', 'bob self-enrolment']);
    });

    it('are found by the whole name, without case', async () => {
      const { store } = await make();
      const names = ['Alice', 'alice.b', 'alice-b', 'al', 'alice,b', 'alice+b', 'arn:aws:iam::111122223333:mfa/alice'];
      await store.keep(names.map((name) => of(name)));
      expect(named(await store.of('aLICE'))).toEqual(['Alice self-enrolment']);
    });

    it('fit for an account of 5,000 users', async () => {
      const { store } = await make();
      const title = 'x'.repeat(200);
      const all = Array.from({ length: 5_000 }, (_, index) => ({ ...of(`user-${index}`), title }));
      await store.keep(all);
      expect(await store.all()).toHaveLength(5_000);
      expect(await store.of('user-4999')).toEqual([all.at(-1)]);
    });
  });
}
