import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryLedger, MemoryTimelines, MemoryTimers } from '../../lambda/adapters/memory';
import type { Alert } from '../../lambda/alerts/alert';
import type { Detection, Finding } from '../../lambda/detections/detection';
import { Pipeline, type PipelineParts } from '../../lambda/engine/pipeline';
import type { LedgerRow } from '../../lambda/engine/ledger';
import { account, at, deactivateMfaDevice, enableMfaDevice, iamCall } from '../../lambda/events/samples';
import { mostRead, type Observation, type Timeline } from '../../lambda/events/timeline';
import { millis, subjectOf, type TrailEvent } from '../../lambda/events/trail-event';
import { nowhere } from '../../lambda/engine/telling/routing';
import { quiet } from './located';
import { everywhere, noAccounts, ofPrograms, parse, remembering } from './world';

const start = Date.parse(at(0));
const names = ['EnableMFADevice', 'DeactivateMFADevice', 'CreatePolicyVersion'];
const found = (events: TrailEvent[], patch: Partial<Finding> = {}): Finding => ({
  severity: 'medium',
  title: 'found',
  reasons: [],
  events,
  serialNumbers: [],
  ...patch,
});
const detecting = (detect: (timeline: Timeline) => Finding[], patch: Partial<Detection> = {}): Detection =>
  quiet({
    watches: [{ source: 'iam.amazonaws.com', names }],
    subjects: (event) => [subjectOf(event)],
    detect,
    ...patch,
  });
/** Finds each event by itself. */
const each = detecting(({ events }) => events.map((event) => found([event])));

let now: number;
let timelines: MemoryTimelines;
let timers: MemoryTimers;
let ledger: MemoryLedger;
let asked: string[];

const pipelineOf = (catalogue: Detection[], patch: Partial<PipelineParts> = {}): Pipeline =>
  new Pipeline({
    detections: catalogue,
    settings: {},
    accounts: noAccounts,
    clock: () => now,
    devices: {
      lookUp: (of, { name }) => {
        asked.push(`${of} ${name ?? ''}`);
        return Promise.resolve({ status: 'known', devices: [] });
      },
    },
    policies: {
      mentionMfa: (of, arn) => {
        asked.push(`${of} ${arn}`);
        return Promise.resolve(true);
      },
    },
    ...remembering(ledger, timelines),
    timers,
    ledger,
    destinations: nowhere,
    ...patch,
  });
const observations = (key = `${account}/alice`): Promise<Observation[]> => timelines.read(key, 0);

beforeEach(() => {
  now = start;
  timelines = new MemoryTimelines();
  timers = new MemoryTimers();
  ledger = new MemoryLedger();
  asked = [];
});

describe('handling an event', () => {
  const event = parse(enableMfaDevice());

  it('puts it on its timelines and tells what is found, the second time nothing', async () => {
    const pipeline = pipelineOf([each]);
    expect(await pipeline.handle(event)).toMatchObject({ isNew: true, told: [{ title: 'found', count: 1 }] });
    expect(await pipeline.handle(event)).toEqual({ isNew: false, told: [] });
    expect(await observations()).toEqual([{ event }]);
  });

  it('looks up only what a detection asks for', async () => {
    const looksUp = (patch: Detection['looksUp']): Detection =>
      detecting(() => [], { ...(patch && { looksUp: patch }) });
    const version = parse(iamCall('CreatePolicyVersion', { policyArn: 'arn:x' }));
    for (const one of [event, version]) {
      await pipelineOf([looksUp({})]).handle(one);
      await pipelineOf([looksUp({ devices: () => false, policy: () => false })]).handle(one);
      await pipelineOf([{ ...looksUp({ devices: () => true, policy: () => true }), watches: [] }]).handle(one);
    }
    expect(asked).toEqual([]);
    for (const one of [event, version]) await pipelineOf([looksUp({ policy: () => true })]).handle(one);
    expect(asked).toEqual([`${account} arn:x`]);
    await pipelineOf([looksUp({}), looksUp({ devices: () => true })]).handle(event);
    expect(asked).toEqual([`${account} arn:x`, `${account} alice`]);
  });

  it('keeps what the look-ups said with the event', async () => {
    const both = detecting(() => [], { looksUp: { devices: () => true, policy: () => true } });
    const version = parse(iamCall('CreatePolicyVersion', { policyArn: 'arn:x', userName: 'alice' }));
    await pipelineOf([both]).handle(version);
    expect(await observations()).toEqual([
      { event: version, devices: { status: 'known', devices: [] }, policyMentionsMfa: true },
    ]);
  });

  it('keeps nothing of policies where nobody can be asked', async () => {
    const policy = detecting(() => [], { looksUp: { policy: () => true } });
    const version = parse(iamCall('CreatePolicyVersion', { policyArn: 'arn:x', userName: 'alice' }));
    await new Pipeline({
      detections: [policy],
      settings: {},
      accounts: noAccounts,
      clock: () => now,
      devices: { lookUp: () => Promise.reject(new Error('asked')) },
      ...remembering(ledger, timelines),
      timers,
      ledger,
      destinations: nowhere,
    }).handle(version);
    expect(await observations()).toEqual([{ event: version }]);
  });

  it('shows each detection the events that it watches, on the timeline of the subject', async () => {
    const shown: [string, string[]][] = [];
    const watching = (name: string): Detection =>
      detecting(
        ({ key, events }) => {
          shown.push([key, events.map((one) => one.name)]);
          return [];
        },
        { watches: [{ source: 'iam.amazonaws.com', names: [name] }] },
      );
    const pipeline = pipelineOf([watching('EnableMFADevice'), watching('DeactivateMFADevice')], { exercise: 'drill' });
    await pipeline.handle(event);
    expect(shown).toEqual([[`${account}/alice`, ['EnableMFADevice']]]);
    shown.length = 0;
    await pipeline.handle(parse(deactivateMfaDevice({ minute: 1 })));
    expect(shown.slice(0, 2)).toEqual([
      [`${account}/alice`, ['EnableMFADevice']],
      [`${account}/alice`, ['DeactivateMFADevice']],
    ]);
    expect(await observations(`drill/${account}/alice`)).toHaveLength(2);
  });

  it('marks the alerts of drills, and no others', async () => {
    expect((await pipelineOf([each]).handle(event)).told[0]?.drill).toBeUndefined();
    expect((await pipelineOf([each], { exercise: 'drill' }).handle(event)).told[0]?.drill).toBe(true);
  });

  it('tells nothing of what lies near the edge of what is read', async () => {
    const pipeline = pipelineOf([each]);
    await pipeline.handle(parse(enableMfaDevice({ minute: -7 * 1440, id: '-edge' })));
    ledger = new MemoryLedger();
    const { told } = await pipelineOf([each]).handle(parse(enableMfaDevice({ minute: 0 })));
    expect(told.map(({ firstSeen }) => firstSeen)).toEqual([at(-7 * 1440), at(0)]);
    ledger = new MemoryLedger();
    const later = await pipelineOf([each]).handle(parse(enableMfaDevice({ minute: 1 })));
    expect(later.told.map(({ firstSeen }) => firstSeen)).toEqual([at(0), at(1)]);
  });

  it('tells what only begins near the edge', async () => {
    const all = detecting(({ events }) => [found([...events])]);
    await pipelineOf([all]).handle(parse(enableMfaDevice({ minute: -7 * 1440 - 1, id: '-edge' })));
    ledger = new MemoryLedger();
    expect((await pipelineOf([all]).handle(event)).told).toMatchObject([{ count: 2 }]);
  });

  it('withdraws what is found no more', async () => {
    const unlessRemoved = detecting(({ events }) =>
      events.some(({ name }) => name === 'DeactivateMFADevice') ? [] : events.map((one) => found([one])),
    );
    const pipeline = pipelineOf([unlessRemoved]);
    await pipeline.handle(event);
    const { told } = await pipeline.handle(parse(deactivateMfaDevice({ minute: 5 })));
    expect(told).toMatchObject([{ severity: 'info', title: 'found' }]);
    expect(ledger.alerts()).toEqual([]);
  });

  it('leaves alone what is filed under the subject and was not found just before', async () => {
    const row: LedgerRow = {
      key: `${account}/alice`,
      filedAt: at(0),
      identities: ['something'],
      deliveries: [],
      version: 1,
      alert: (await pipelineOf([each]).handle(event)).told[0] as LedgerRow['alert'],
    };
    await ledger.put({ ...row, alert: { ...row.alert, id: 'other' } });
    await pipelineOf([each]).handle(parse(enableMfaDevice({ minute: 1 })));
    expect(ledger.alerts()).toHaveLength(3);
  });
});

describe('an event that newer ones have crowded out', () => {
  it('still counts on its own timeline, and on no other', async () => {
    const newer = parse(enableMfaDevice({ minute: 60 }));
    for (let index = 0; index < mostRead; index += 1)
      await timelines.append([`${account}/alice`], { event: { ...newer, identity: `${index}` } });
    const counted: [string, number][] = [];
    const counting = detecting(({ key, events }) => {
      counted.push([key, events.filter(({ time }) => time === at(0)).length]);
      return [];
    });
    await pipelineOf([counting]).handle(parse(enableMfaDevice()));
    expect(counted[0]).toEqual([`${account}/alice`, 1]);
  });
});

describe('a sweep', () => {
  const late = (key = subjectOf): Detection =>
    detecting(({ events }) => events.map((event) => found([event], { dueAt: at(30) })), {
      subjects: (event) => [key(event)],
    });

  const swept = async (pipeline: Pipeline, until: number): Promise<Alert[]> => {
    const told: Alert[] = [];
    await pipeline.sweep(until, 'sweep', (alerts) => told.push(...alerts));
    return told;
  };

  it('tells what was due and has not happened, once', async () => {
    const pipeline = pipelineOf([late()]);
    expect((await pipeline.handle(parse(enableMfaDevice()))).told).toEqual([]);
    now = Date.parse(at(30));
    expect(await swept(pipeline, now - 1)).toEqual([]);
    expect(await swept(pipeline, now)).toMatchObject([{ title: 'found' }]);
    expect([await swept(pipeline, now), timers.open()]).toEqual([[], []]);
  });

  it('leaves what is due of the same subject when it would have tried again', async () => {
    const within = detecting(({ events }) =>
      events.map((event) => found([event], { dueAt: new Date(millis(event) + 30 * 60_000).toISOString() })),
    );
    const pipeline = pipelineOf([within]);
    for (const minute of [0, 2]) await pipeline.handle(parse(enableMfaDevice({ minute, id: `-${minute}` })));
    now = Date.parse(at(30));
    await pipeline.sweep(now);
    expect(timers.open().map((timer) => timer.at)).toEqual([Date.parse(at(32))]);
  });

  it('leaves to the next time what cannot be put off', async () => {
    const pipeline = pipelineOf([late(({ identity }) => identity)]);
    for (const id of ['-1', '-2']) await pipeline.handle(parse(enableMfaDevice({ id })));
    now = Date.parse(at(30));
    const set = timers.set.bind(timers);
    timers.set = () => Promise.reject(new Error('throttled'));
    await expect(pipeline.sweep(now)).rejects.toThrow(/^of 2 subjects .*throttled/);
    timers.set = set;
    expect(await swept(pipeline, now)).toHaveLength(2);
  });

  it('goes on until nothing is due', async () => {
    const pipeline = pipelineOf([late(({ identity }) => identity)]);
    for (let index = 0; index < 101; index += 1) await pipeline.handle(parse(enableMfaDevice({ id: `-${index}` })));
    now = Date.parse(at(30));
    expect(await swept(pipeline, now)).toHaveLength(101);
  });

  it('is not needed for what is due already', async () => {
    now = Date.parse(at(30));
    expect((await pipelineOf([late()]).handle(parse(enableMfaDevice()))).told).toHaveLength(1);
    expect(timers.open()).toEqual([]);
  });

  it('does not withdraw what was never due', async () => {
    const awaited = detecting(({ events }) =>
      events.length > 1 ? [] : events.map((event) => found([event], { dueAt: at(30) })),
    );
    const pipeline = pipelineOf([awaited]);
    await pipeline.handle(parse(enableMfaDevice()));
    expect((await pipeline.handle(parse(deactivateMfaDevice({ minute: 1 })))).told).toEqual([]);
  });
});

describe('one that cannot be told', () => {
  const failing = (refused: string[]): Partial<PipelineParts> => ({
    destinations: {
      ...ofPrograms,
      routes: [everywhere([{ name: 'mail', minSeverity: 'info' }])],
      publish: (_, { target }) => {
        if (refused.includes(target.name ?? '')) return Promise.reject(new Error('refused'));
        sent.push(target.name ?? '');
        return Promise.resolve();
      },
    },
  });
  let sent: string[];
  /** One event concerns all users at once. */
  const people = detecting(({ events }) => events.map((event) => found([event])), {
    subjects: ({ account: of }) => [`${of}/everybody`],
  });
  const users = ['alice', 'bob', 'carol'];

  beforeEach(async () => {
    sent = [];
    for (const user of users)
      await timelines.append([`${account}/everybody`], { event: parse(enableMfaDevice({ by: user })) });
  });
  const handle = (...refused: string[]): Promise<unknown> =>
    pipelineOf([people], failing(refused)).handle(parse(enableMfaDevice({ by: 'dave' })));

  it('keeps no other from being told, and the event is retried for its sake', async () => {
    await expect(handle('alice')).rejects.toThrow('1 of 1 destinations could not be told');
    expect(sent).toEqual(['bob', 'carol', 'dave']);
  });

  it('is told with the others that cannot', async () => {
    await expect(handle('alice', 'bob')).rejects.toThrow('several alerts could not be told');
    expect(sent).toEqual(['carol', 'dave']);
  });
});

describe('an event on which others are filed meanwhile', () => {
  it('is judged again, and given up after twenty times', async () => {
    let puts = 0;
    class Busy extends MemoryLedger {
      override put(row: LedgerRow): Promise<boolean> {
        puts += 1;
        return super.put(row);
      }
      /** As if each time another event had been filed that was not read. */
      override async read(key: string, since: number): Promise<LedgerRow[]> {
        const rows = await super.read(key, since);
        return rows.map((row) => ({ ...row, identities: [...row.identities, `new ${puts}`], version: (puts += 1) }));
      }
    }
    ledger = new Busy();
    await expect(pipelineOf([each]).handle(parse(enableMfaDevice()))).rejects.toThrow('came meanwhile');
    expect(puts).toBe(20);
  });
});

it('subjects are followed from one to the next, up to three hundred', async () => {
  const followed = async (length: number): Promise<number> => {
    const judged = new Set<string>();
    const chain = detecting(
      ({ key, events }) => {
        judged.add(key);
        return events.map((event) => found([event], { onlyIn: 'critical' }));
      },
      { subjects: ({ target }) => [target.name ?? '', `${Number(target.name) + 1}`] },
    );
    const link = (index: number): TrailEvent => parse(enableMfaDevice({ by: `${index}` }));
    for (let index = 1; index < length; index += 1)
      await timelines.append([`${index}`, `${index + 1}`], { event: link(index) });
    await pipelineOf([chain]).handle(link(0));
    return judged.size;
  };
  expect(await followed(5)).toBe(6);
  expect(await followed(310)).toBe(300);
});
