import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryLedger } from '../../lambda/adapters/memory';
import type { Alert, Update } from '../../lambda/alerts/alert';
import { Announcer } from '../../lambda/engine/announce';
import { Outdated } from '../../lambda/engine/outdated';
import type { Occasion } from '../../lambda/engine/occasion';
import { composeAlert } from '../../lambda/engine/compose';
import { Courier } from '../../lambda/engine/telling/courier';
import { Deliveries } from '../../lambda/engine/telling/deliveries';
import type { LedgerRow } from '../../lambda/engine/ledger';
import { byEvent, storiesOf, type Story } from '../../lambda/engine/story';
import { account, at, consoleLogin, elsewhere, home } from '../../lambda/events/samples';
import { isoTime } from '../../lambda/events/trail-event';
import { day } from '../../lambda/time';
import { type Destinations, nowhere } from '../../lambda/engine/telling/routing';
import { located } from './located';
import { everywhere, ofPrograms } from './world';

const key = `${account}/alice`;
const start = Date.parse(at(0));
const exception = { reason: 'agreed', owner: 'jane', expires: '2026-12-01' };

/** As others write it, too. */
class SharedLedger extends MemoryLedger {
  meanwhile: ((row: LedgerRow) => Promise<unknown>) | undefined;
  override async put(row: LedgerRow): Promise<boolean> {
    await this.meanwhile?.(row);
    return super.put(row);
  }
}

let now: number;
let ledger: SharedLedger;
let sent: string[];
let refuses: string | undefined;
let announcer: Announcer;

beforeEach(() => {
  now = start;
  ledger = new SharedLedger();
  sent = [];
  refuses = undefined;
  announcer = announcerOf({
    ...ofPrograms,
    routes: [
      everywhere([
        { name: 'mail', minSeverity: 'medium' },
        { name: 'pager', minSeverity: 'high' },
      ]),
    ],
    publish: (destination, { severity }, update) => {
      if (destination === refuses) return Promise.reject(new Error('refused'));
      sent.push(`${destination}: ${update} ${severity}`);
      return Promise.resolve();
    },
  });
});

function announcerOf(destinations: Destinations): Announcer {
  const clock = (): number => now;
  return new Announcer({
    ...{ ledger, destinations, clock },
    deliveries: new Deliveries(destinations, clock, { quietMinutes: 60, escalateAfterMinutes: 30 }, undefined),
    courier: new Courier(ledger, destinations, clock),
  });
}

const composed = (told: Story): Alert => composeAlert(told, new Map());
type Found = Partial<Parameters<typeof located>[0]>;
const record = (minute: number, from = home, by = 'alice'): object => consoleLogin({ minute, from, by });
const story = (minutes: number[], found: Found = {}): Story =>
  storiesOf([located({ records: minutes.map((minute) => record(minute)), ...found })])[0] as Story;
const occasion = (stories: readonly Story[], patch: Partial<Occasion> = {}): Occasion => ({
  keys: [key],
  rows: ledger.rows(),
  storyOf: byEvent(stories),
  trigger: 'event',
  attempt: 'one',
  since: start - 8 * day,
  seen: new Set(byEvent(stories).keys()),
  known: new Map(),
  filed: new Set(),
  unitsOf: () => [],
  ...patch,
});

/** Reads again, as the pipeline does, until nothing has come meanwhile. */
async function announce(told: Story, patch: Partial<Occasion> = {}): Promise<Alert | undefined> {
  let moment = occasion([told], patch);
  for (;;)
    try {
      return await announcer.announce(told, composed(told), moment);
    } catch (error) {
      if (!(error instanceof Outdated)) throw error;
      moment = { ...moment, known: error.known, rows: ledger.rows() };
    }
}
const versions = (rows: readonly LedgerRow[]): [string, number][] => rows.map((row) => [row.alert.id, row.version]);
const row = (): LedgerRow => {
  const [first, ...others] = ledger.rows();
  if (first === undefined || others.length > 0) throw new Error(`${others.length + 1} rows`);
  return first;
};

describe('a new story', () => {
  it('is filed first, and told when nothing has come meanwhile', async () => {
    const told = story([0, 5]);
    const filed = new Set<string>();
    const first = announcer.announce(told, composed(told), occasion([told], { filed }));
    await expect(first).rejects.toThrow(new Outdated(new Map([[composed(told).id, 1]])));
    await expect(first).rejects.toMatchObject({ known: new Map([[composed(told).id, 1]]) });
    expect(sent).toEqual([]);
    expect(row()).toMatchObject({
      key,
      filedAt: at(0),
      identities: told.events.map(({ identity }) => identity),
      deliveries: [{ destination: 'mail', update: 'new', state: 'pending' }],
      lease: { trigger: 'event', holder: 'one', until: start + 40_000 },
      version: 1,
    });
    expect(await announce(told, { filed })).toMatchObject({ severity: 'medium' });
    expect(sent).toEqual(['mail: new medium']);
    expect(row()).toMatchObject({ deliveries: [{ destination: 'mail', state: 'sent' }] });
    expect(row().lease).toBeUndefined();
  });

  it('is told to the attempt that filed it, once', async () => {
    const filed = new Set<string>();
    expect(await announce(story([0]), { filed })).toBeDefined();
    expect(filed).toEqual(new Set([composed(story([0])).id]));
    expect(await announce(story([0]))).toBeUndefined();
    expect(sent).toHaveLength(1);
  });

  it('is told to destinations that want its severity', async () => {
    await announce(story([0], { severity: 'high' }));
    await announce(story([1], { severity: 'low' }));
    expect(sent).toEqual(['mail: new high', 'pager: new high']);
  });

  it('is counted, and told to nobody, where somebody answers for it', async () => {
    expect(await announce(story([0], { exception }))).toMatchObject({ suppressed: exception });
    expect([sent, row().deliveries]).toEqual([[], []]);
  });

  it('has no lease where there is nobody to tell', async () => {
    await announce(story([0], { severity: 'low' }));
    expect(row()).toMatchObject({ deliveries: [], version: 1 });
    expect(row().lease).toBeUndefined();
  });
});

describe('a story that goes on', () => {
  const records = (addresses: string[]): object[] => addresses.map((from, minute) => record(minute, from));
  const users = (names: string[]): object[] => names.map((name, minute) => record(minute, home, name));
  const some = (count: number, name: string): string[] =>
    Array.from({ length: count }, (_, index) => `${name}${index}`);
  const relative = (id: string): Story =>
    storiesOf([
      located({ records: [record(0)] }),
      located({ records: [record(0), record(1)], severity: 'low', detection: { id } }),
    ])[0] as Story;

  it.each<[string, () => Story, () => Story, Update | undefined]>([
    ['is raised', () => story([0]), () => story([0, 1], { severity: 'high' }), 'raised'],
    ['is lowered', () => story([0], { severity: 'high' }), () => story([0, 1]), 'lowered'],
    ['is the same', () => story([0]), () => story([0]), undefined],
    ['is the same, with more events', () => story([0]), () => story([0, 1]), undefined],
    ['has a relative', () => story([0]), () => relative('other'), 'widened'],
    ['has a relative that it had', () => relative('other'), () => relative('other'), undefined],
    [
      'has a second address',
      () => story([], { records: records([home]) }),
      () => story([], { records: records([home, elsewhere]) }),
      'widened',
    ],
    [
      'has a fifth address',
      () => story([], { records: records(some(4, '192.0.2.')) }),
      () => story([], { records: records(some(5, '192.0.2.')) }),
      'widened',
    ],
    [
      'has a sixth address',
      () => story([], { records: records(some(5, '192.0.2.')) }),
      () => story([], { records: records(some(6, '192.0.2.')) }),
      undefined,
    ],
    [
      'has a tenth address',
      () => story([], { records: records(some(9, '192.0.2.')) }),
      () => story([], { records: records(some(10, '192.0.2.')) }),
      'widened',
    ],
    [
      'has an eleventh address',
      () => story([], { records: records(some(10, '192.0.2.')) }),
      () => story([], { records: records(some(11, '192.0.2.')) }),
      undefined,
    ],
    [
      'has a second target',
      () => story([], { records: users(['alice']) }),
      () => story([], { records: users(['alice', 'bob']) }),
      'widened',
    ],
    ['is answered for', () => story([0]), () => story([0], { exception }), undefined],
    [
      'is answered for and more severe',
      () => story([0]),
      () => story([0, 1], { exception, severity: 'high' }),
      undefined,
    ],
    ['is answered for no more', () => story([0], { exception }), () => story([0]), 'raised'],
  ])('is told what is new where it %s', async (_, before, after, update) => {
    await announce(before());
    sent = [];
    const alert = await announce(after());
    expect(alert?.severity).toBe(update === undefined ? undefined : composed(after()).severity);
    const [mail] = sent.filter((message) => message.startsWith('mail'));
    const isFirst = before().exception !== undefined;
    expect(mail?.split(' ')[1]).toBe(update !== undefined && isFirst ? 'new' : update);
    expect(row().alert.count).toBe(after().events.length);
    expect(row().identities).toHaveLength(after().events.length);
  });

  it('keeps the id and the key under which it was told first', async () => {
    await announce(story([5]));
    await announce(story([0, 5], { severity: 'high' }));
    expect(row().alert).toMatchObject({ id: composed(story([5])).id, firstSeen: at(0), severity: 'high' });
  });

  it('tells a lowering to those who were told, and to nobody else', async () => {
    await announce(story([0], { severity: 'high' }));
    sent = [];
    await announce(story([0, 1], { severity: 'low' }));
    expect(sent).toEqual(['mail: lowered low', 'pager: lowered low']);
    await announce(story([0, 1, 2], { severity: 'medium' }));
    expect(sent.slice(2)).toEqual(['mail: raised medium', 'pager: raised medium']);
  });

  it('keeps what was told of destinations that want no more of it', async () => {
    await announce(story([0], { severity: 'high' }));
    await announce(story([0], { severity: 'high', exception }));
    expect(row().deliveries.map(({ destination, state }) => `${destination} ${state}`)).toEqual([
      'mail sent',
      'pager sent',
    ]);
  });
});

describe('a destination that refuses', () => {
  it('is told again by the same attempt, and no other is', async () => {
    refuses = 'pager';
    const told = story([0], { severity: 'high' });
    await expect(announce(told)).rejects.toThrow(`alert ${composed(told).id}: 1 of 2 destinations could not be told`);
    expect(row()).toMatchObject({
      deliveries: [
        { destination: 'mail', state: 'sent' },
        { destination: 'pager', state: 'pending' },
      ],
      lease: { holder: 'one', until: 0 },
    });
    refuses = undefined;
    await announce(told);
    expect(sent).toEqual(['mail: new high', 'pager: new high']);
  });

  it('is told "new" of what has been raised meanwhile', async () => {
    refuses = 'mail';
    await expect(announce(story([0]))).rejects.toThrow();
    refuses = undefined;
    await announce(story([0, 1], { severity: 'high' }));
    expect(sent).toEqual(['mail: new high', 'pager: new high']);
  });

  it('is told "raised" where it has heard of it before', async () => {
    await announce(story([0]));
    refuses = 'mail';
    await expect(announce(story([0, 1], { severity: 'high' }))).rejects.toThrow();
    refuses = undefined;
    sent = [];
    await announce(story([0, 1, 2], { severity: 'critical' }));
    expect(sent).toEqual(['mail: raised critical', 'pager: raised critical']);
  });

  it.each<[string, Found, string]>([
    ['still above what it knows', { severity: 'high' }, 'mail: raised high'],
    ['at what it knows', {}, 'mail: widened medium'],
    ['below what it knows', { severity: 'low' }, 'mail: lowered low'],
  ])('is never told "lowered" of what it was not told had been raised: %s', async (_, found, expected) => {
    await announce(story([0]));
    refuses = 'mail';
    await expect(announce(story([0, 1], { severity: 'critical' }))).rejects.toThrow();
    refuses = undefined;
    await announce(story([0, 1, 2], found));
    expect(sent.filter((told) => told.startsWith('mail'))).toEqual(['mail: new medium', expected]);
  });

  it('is forgotten once it is not deployed any more', async () => {
    refuses = 'mail';
    await expect(announce(story([0]))).rejects.toThrow();
    const other = announcerOf({ ...ofPrograms, routes: [], publish: () => Promise.reject(new Error('told')) });
    const told = story([0]);
    expect(await other.announce(told, composed(told), occasion([told]))).toBeUndefined();
  });
});

it('news that becomes the main thing at the same severity is told', async () => {
  await announce(story([0], { detection: { id: 'removed' } }));
  await announce(story([0, 1], { detection: { id: 'added' } }));
  expect(sent).toEqual(['mail: new medium', 'mail: widened medium']);
});

describe('another attempt', () => {
  const told = story([0]);
  const again = (patch: Partial<Occasion>): Promise<Alert | undefined> =>
    announcer.announce(
      told,
      composed(told),
      occasion([told], { attempt: 'two', known: new Map(versions(ledger.rows())), ...patch }),
    );

  beforeEach(async () => {
    await expect(announcer.announce(told, composed(told), occasion([told]))).rejects.toThrow(Outdated);
  });

  it('on the same event waits while the first may be sending', async () => {
    now += 39_999;
    await expect(again({})).rejects.toThrow('another copy of this event is sending it; retry after 40 s');
    expect(sent).toEqual([]);
  });

  it('on another event leaves it to the first', async () => {
    expect(await again({ trigger: 'other' })).toBeUndefined();
    expect([sent, row().version]).toEqual([[], 1]);
  });

  it('takes over once the lease has run out', async () => {
    now += 40_000;
    await again({ trigger: 'other' });
    expect(sent).toEqual(['mail: new medium']);
    expect(row().deliveries).toMatchObject([{ state: 'sent' }]);
  });

  it('judges again where the row rests on events that it has not read', async () => {
    const outdated = again({ seen: new Set(), known: new Map() });
    await expect(outdated).rejects.toThrow(Outdated);
    await expect(outdated).rejects.toMatchObject({ known: new Map([[composed(told).id, 1]]) });
    const wider = story([0, 1]);
    now += 40_000;
    expect(await announcer.announce(wider, composed(wider), occasion([wider], { attempt: 'two' }))).toBeUndefined();
  });
});

describe('a row that others write, too', () => {
  const touch = async ({ alert: { id } }: LedgerRow): Promise<void> => {
    const current = ledger.rows().find(({ alert }) => alert.id === id);
    const { meanwhile } = ledger;
    ledger.meanwhile = undefined;
    if (current) await ledger.put({ ...current, version: current.version + 1 });
    ledger.meanwhile = meanwhile;
  };

  it('is written over its newest version', async () => {
    await announce(story([0]));
    let left = 3;
    ledger.meanwhile = async (next) => {
      if ((left -= 1) >= 0) await touch(next);
    };
    await announce(story([0, 1], { severity: 'high' }));
    expect(row().alert.severity).toBe('high');
    expect(sent).toEqual(['mail: new medium', 'mail: raised high', 'pager: new high']);
  });

  it('is given up after twenty tries', async () => {
    await announce(story([0]));
    let tries = 0;
    ledger.meanwhile = async (next) => {
      tries += 1;
      await touch(next);
    };
    await expect(announce(story([0, 1]))).rejects.toThrow('20 writes in a row met a newer version');
    expect(tries).toBe(20);
  });

  it('is marked as sent over its newest version, or not at all after twenty tries', async () => {
    let tries = 0;
    const [some, always] = [2, Infinity].map((most) => async (next: LedgerRow): Promise<void> => {
      if (sent.length > 0 && (tries += 1) <= most) await touch(next);
    });
    ledger.meanwhile = some;
    await announce(story([0]));
    expect(row().deliveries).toMatchObject([{ state: 'sent' }]);
    ledger.meanwhile = always;
    sent = [];
    tries = 0;
    await expect(announce(story([0, 1], { severity: 'high' }))).rejects.toThrow(
      'could not be marked as sent in 20 tries',
    );
    expect(tries).toBe(20);
  });

  it('is left to whoever has taken it over while it was sent', async () => {
    let version = 0;
    ledger.meanwhile = async (next) => {
      if (sent.length === 0 || version > 0) return;
      const lease = { trigger: 'other', holder: 'two', until: now + 40_000 };
      version = next.version;
      await ledger.put({ ...row(), lease, version });
    };
    await announce(story([0]));
    expect(row()).toMatchObject({ version, lease: { holder: 'two' }, deliveries: [{ state: 'pending' }] });
  });
});

describe('stories that become one', () => {
  it('go on in the row that was filed first, and are told once', async () => {
    await announce(story([5]));
    await announce(story([0]));
    await announce(story([0, 5]));
    const [first, second] = ledger.rows() as [LedgerRow, LedgerRow];
    expect(first).toMatchObject({ filedAt: at(0), alert: { count: 2 } });
    expect(first.mergedInto).toBeUndefined();
    expect(second).toMatchObject({ filedAt: at(5), mergedInto: first.alert.id });
    expect(second.lease).toBeUndefined();
  });

  it('are found under every key that is read', async () => {
    await announce(story([0], { key: `${account}/bob` }), { keys: [`${account}/bob`] });
    await announce(story([0, 1]), { keys: [key, `${account}/bob`] });
    expect(row()).toMatchObject({ key: `${account}/bob`, alert: { count: 2, dedupKey: `${account}/bob` } });
  });

  it('come apart again, where each goes with its first event', async () => {
    await announce(story([0]));
    await announce(story([5]));
    await announce(story([0, 5]));
    const parted = [story([0]), story([5])];
    for (const told of parted)
      for (let known = new Map<string, number>(), open = true; open;)
        try {
          await announcer.announce(told, composed(told), occasion(parted, { known }));
          open = false;
        } catch (error) {
          known = new Map((error as Outdated).known);
        }
    expect(ledger.alerts().map(({ count, firstSeen }) => [count, firstSeen])).toEqual([
      [1, at(0)],
      [1, at(5)],
    ]);
  });
});

it('stories that come apart do so for good, also where the row has lost the event that parts them', async () => {
  await announce(story([0]));
  await announce(story([5]));
  await announce(story([0, 5]));
  const [first, second] = ledger.rows() as [LedgerRow, LedgerRow];
  // Of more than a thousand events the oldest are let go.
  await ledger.put({ ...second, identities: first.identities, version: second.version + 1 });
  const parted = [story([0]), story([5])];
  const read = async (): Promise<'outdated' | 'read'> => {
    try {
      const moment = occasion(parted, { known: new Map(versions(ledger.rows())) });
      for (const told of parted) await announcer.announce(told, composed(told), moment);
      return 'read';
    } catch (error) {
      if (!(error instanceof Outdated)) throw error;
      return 'outdated';
    }
  };
  expect([await read(), await read(), await read()]).toEqual(['outdated', 'read', 'read']);
  expect(ledger.alerts().map(({ firstSeen }) => firstSeen)).toEqual([at(0), at(5)]);
});

describe('what no story rests on any more', () => {
  const withdraw = (stories: Story[], patch: Partial<Occasion> = {}): Promise<Alert[]> =>
    announcer.withdraw(occasion(stories, patch));

  it('is taken back as info, and told to those who were told', async () => {
    await announce(story([0]));
    const [alert] = await withdraw([]);
    expect(alert).toMatchObject({ severity: 'info', reasons: ['an event that came late explains it'] });
    expect(sent).toEqual(['mail: new medium', 'mail: lowered info']);
    expect([row().withdrawn, ledger.alerts()]).toEqual([true, []]);
    expect(await withdraw([])).toEqual([]);
  });

  it('stands while one of its events is in a story', async () => {
    await announce(story([0, 1]));
    expect(await withdraw([story([1, 2])])).toEqual([]);
    expect(ledger.alerts()).toHaveLength(1);
  });

  it('stands where it was taken in by another', async () => {
    await announce(story([0]));
    await announce(story([5]));
    await announce(story([0, 5]));
    expect(await withdraw([story([0])])).toEqual([]);
  });

  it('stands where it lies within a day of the edge of what was read', async () => {
    await announce(story([0]));
    expect(await withdraw([], { since: start - day + 1 })).toEqual([]);
    expect(await withdraw([], { since: start - day })).toHaveLength(1);
  });

  it('stands where somebody has changed it meanwhile', async () => {
    await announce(story([0]));
    ledger.meanwhile = async () => {
      ledger.meanwhile = undefined;
      await ledger.put({ ...row(), version: row().version + 1 });
    };
    expect(await withdraw([])).toEqual([]);
  });

  it('comes back as new, should it rest on something again', async () => {
    await announce(story([0]));
    await withdraw([]);
    await announce(story([0]));
    expect(row().withdrawn).toBeUndefined();
    expect(sent.at(-1)).toBe('mail: raised medium');
  });

  it('comes back untold, where it is no more than info', async () => {
    await announce(story([0], { severity: 'info' }));
    await withdraw([]);
    await announce(story([0], { severity: 'info' }));
    expect(ledger.alerts()).toHaveLength(1);
    expect(sent).toEqual([]);
  });
});

describe('a story that reaches back beyond what is read', () => {
  const long = { since: start - day + 10 * 60_000 };

  it('keeps what it had', async () => {
    const before = story([], {
      records: [record(0, elsewhere, 'Bob'), record(5)],
      severity: 'high',
      title: 'before',
      reasons: ['one', 'two'],
    });
    await announce(before);
    const after = story([], {
      records: [record(5), record(20, '192.0.2.1', 'bob')],
      title: 'after',
      reasons: ['two', 'three'],
    });
    await announce(after, long);
    expect(row().alert).toMatchObject({
      severity: 'high',
      title: 'before',
      reasons: ['two', 'three', 'one'],
      firstSeen: at(0),
      lastSeen: at(20),
      count: 3,
      eventIds: [...before.events, ...after.events.slice(1)].map(({ eventId }) => eventId),
      addresses: [elsewhere, home, '192.0.2.1'],
      targets: ['bob', 'alice'],
    });
  });

  it('of which everything is found again is told as it is found now', async () => {
    await announce(story([0, 5], { reasons: ['1000 in all'] }));
    await announce(story([5, 20], { reasons: ['1001 in all'] }), long);
    expect(row().alert).toMatchObject({ reasons: ['1001 in all'], firstSeen: at(0), count: 3 });
  });

  it('is raised by what is fresh', async () => {
    await announce(story([0, 5], { title: 'before' }));
    await announce(story([5, 20], { title: 'after', severity: 'high' }), long);
    expect(row().alert).toMatchObject({ severity: 'high', title: 'after', firstSeen: at(0), count: 3 });
  });

  it('begins earlier, where what is fresh does', async () => {
    await announce(story([5]));
    await announce(story([1, 5]), long);
    expect(row().alert.firstSeen).toBe(at(1));
  });

  it('is judged anew where it begins just within', async () => {
    await announce(story([10, 15], { severity: 'high' }));
    await announce(story([15, 20]), long);
    expect(row().alert).toMatchObject({ severity: 'medium', firstSeen: at(15), count: 2 });
  });

  it('stays small', async () => {
    const records = (from: number, name: string): object[] =>
      Array.from({ length: 80 }, (_, index) => record(from + index / 100, home, `${name}${index}`));
    const shared = record(1);
    const reasons = (name: string): string[] => Array.from({ length: 80 }, (_, index) => `${name} ${index}`);
    await announce(story([], { records: [...records(0, 'a'), shared], severity: 'high', reasons: reasons('a') }));
    await announce(story([], { records: [shared, ...records(20, 'b')], reasons: reasons('b') }), long);
    const { alert, identities } = row();
    expect([alert.reasons, alert.eventIds, alert.targets].map(({ length }) => length)).toEqual([100, 100, 100]);
    expect([alert.count, identities.length]).toEqual([161, 161]);
    expect(alert.eventIds.at(-1)).toContain('b79');
  });
});

it.each([
  [29.9, 1],
  [30.1, 2],
])('a row that was filed %d days before the story is one of %d', async (days, rows) => {
  await announce(story([0]));
  const [filed] = ledger.rows() as [LedgerRow];
  ledger = new SharedLedger();
  announcer = announcerOf(nowhere);
  const filedAt = isoTime(start - days * day);
  await ledger.put({ ...filed, filedAt, alert: { ...filed.alert, id: 'old' }, version: 1 });
  await announce(story([0, 60]));
  expect(ledger.rows()).toHaveLength(rows);
});
