import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryLedger, MemoryTimers } from '../../lambda/adapters/memory';
import { detections } from '../../lambda/detections';
import { watcher } from '../../lambda/engine/catalogue/pattern';
import { Pipeline } from '../../lambda/engine/pipeline';
import { Receiver } from '../../lambda/engine/receiver';
import { account, at, createVirtualMfaDevice, enableMfaDevice } from '../../lambda/events/samples';
import { exerciseRecord } from '../../lambda/events/exercise';
import { type Destinations, nowhere } from '../../lambda/engine/telling/routing';
import { everywhere, failingDevices, noAccounts, schedules, ofPrograms, remembering } from './world';

const envelope = (detail: unknown, patch: object = {}): object => ({
  version: '0',
  id: 'c0ffee00-0000-4000-8000-000000000001',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.iam',
  account,
  region: 'us-east-1',
  resources: [],
  detail,
  ...patch,
});
const queues = ['one', 'two'].map((name) => ({ name, minSeverity: 'info' as const }));
const attack = enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'alice' });

let ledger: MemoryLedger;
let kept: { raw: unknown; reason: string }[];
let counts: string[];
let said: string[];
let latencies: number[];
let now: number;
let sent: string[];
let timers: MemoryTimers;
let waits: MemoryTimers;
let followedUp: string[];
let receiver: Receiver;

beforeEach(() => {
  ledger = new MemoryLedger();
  kept = [];
  counts = [];
  said = [];
  latencies = [];
  now = Date.parse(at(5));
  [waits, followedUp] = [new MemoryTimers(), []];
  const parts = {
    detections,
    settings: {},
    exceptions: [{ user: 'bob', reason: 'agreed', owner: 'jane', expires: '2026-12-01' }],
    clock: () => now,
    accounts: noAccounts,
    devices: failingDevices,
    ...remembering(ledger),
    timers: waits,
    ledger,
    destinations: { ...nowhere, routes: [everywhere(queues)] },
    journal: { latency: (milliseconds: number) => void latencies.push(milliseconds) },
  };
  sent = [];
  timers = new MemoryTimers();
  const { exceptions: _, ...unexcepted } = parts;
  const beating = { ...unexcepted, timers, exercise: 'heartbeat' as const };
  const beats: Destinations = {
    ...{ ...ofPrograms, routes: [everywhere([{ name: 'alerts', minSeverity: 'info' }])] },
    publish: (destination) => Promise.resolve(void sent.push(destination)),
  };
  receiver = new Receiver({
    account,
    hasMembers: false,
    real: new Pipeline(parts),
    drill: new Pipeline({ ...parts, timers: new MemoryTimers(), exercise: 'drill' }),
    ...schedules({ followUps: { run: (attempt) => Promise.resolve(void followedUp.push(attempt)) } }),
    heartbeat: new Pipeline({ ...beating, destinations: beats }),
    watched: watcher(detections),
    clock: parts.clock,
    deadLetters: { keep: (raw, reason) => Promise.resolve(void kept.push({ raw, reason })) },
    journal: {
      count: (metric) => void counts.push(metric),
      ...parts.journal,
      told: ({ severity }) => void said.push(`told ${severity}`),
      suppressed: ({ severity }) => void said.push(`suppressed ${severity}`),
      unreadable: (reason) => void said.push(reason),
      unknownAccount: () => undefined,
    },
  });
});

const drill = { source: 'mfa-watch', 'detail-type': 'mfa-watch drill' };

describe('the function', () => {
  it('makes an alert of a real envelope', async () => {
    await receiver.receive(envelope(attack), 'one');
    expect(ledger.rows()).toMatchObject([{ alert: { severity: 'critical', target: { name: 'alice' } } }]);
    expect(kept).toEqual([]);
  });

  it('says what it told, and counts alerts whose devices could not be looked up', async () => {
    await receiver.receive(envelope(attack), 'one');
    expect(said).toEqual(['told critical']);
    expect(counts).toEqual(['Events', 'UnknownInventories']);
  });

  it('says how long it took from the event to the first message of its alert', async () => {
    now += 1_500;
    await receiver.receive(envelope(attack), 'one');
    expect(latencies).toEqual([now - Date.parse(at(0))]);
    now += 60_000;
    await receiver.receive(
      envelope(enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'alice', minute: 3 })),
      'two',
    );
    await receiver.receive(envelope(attack), 'again');
    expect(latencies).toHaveLength(1);
  });

  it('does not say how long drills and what was waited for took', async () => {
    await receiver.receive(envelope(attack, drill), 'one');
    await receiver.receive(envelope(createVirtualMfaDevice({ with: 'long-term-key' })), 'two');
    now = Date.parse(at(35));
    await receiver.receive(envelope({}, { source: 'mfa-watch', 'detail-type': 'mfa-watch sweep' }), 'three');
    expect(said).toEqual(['told critical', 'told low']);
    expect(latencies).toEqual([]);
  });

  it('says what somebody answers for', async () => {
    await receiver.receive(envelope(enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'bob' })), 'one');
    expect(said).toEqual(['suppressed critical']);
  });

  it('sweeps for what has not happened five minutes after it was due, of real events and of drills', async () => {
    const left = createVirtualMfaDevice({ with: 'long-term-key' });
    await receiver.receive(envelope(left), 'one');
    await receiver.receive(envelope(left, drill), 'two');
    const sweep = envelope({}, { source: 'mfa-watch', 'detail-type': 'mfa-watch sweep' });
    now = Date.parse(at(35)) - 1;
    await receiver.receive(sweep, 'three');
    expect([ledger.rows(), said]).toEqual([[], []]);
    now += 1;
    await receiver.receive(sweep, 'four');
    expect(ledger.rows().map(({ alert }) => alert.drill)).toEqual([undefined, true]);
    expect(said).toEqual(['told low', 'told low']);
    expect(kept).toEqual([]);
  });

  it('escalates what nobody has answered although what is waited for takes all its time', async () => {
    waits.due = () => new Promise(() => undefined);
    void receiver.receive(envelope({}, { source: 'mfa-watch', 'detail-type': 'mfa-watch sweep' }), 'one');
    await new Promise(setImmediate);
    expect(followedUp).toEqual(['one']);
  });

  it('escalates what nobody has answered, and sweeps although that fails', async () => {
    followedUp.push = () => {
      throw new Error('refused');
    };
    await receiver.receive(envelope(createVirtualMfaDevice({ with: 'long-term-key' })), 'one');
    now = Date.parse(at(35));
    const sweep = envelope({}, { source: 'mfa-watch', 'detail-type': 'mfa-watch sweep' });
    await expect(receiver.receive(sweep, 'two')).rejects.toThrow('1 parts of the sweep failed');
    expect(said).toEqual(['told low']);
  });

  it('leaves alone what another function was started for, which somebody sent again from the dead-letter queue', async () => {
    const others = { reconcile: { regions: ['us-east-1'] }, posture: {} };
    for (const [kind, detail] of Object.entries(others)) {
      const sent = { source: 'mfa-watch', 'detail-type': `mfa-watch ${kind}`, time: at(0), detail };
      await receiver.receive(envelope({}, sent), kind);
    }
    expect([counts, said, kept]).toEqual([['IgnoredEvents', 'IgnoredEvents'], [], []]);
  });

  it('counts a second delivery as a duplicate and tells nothing', async () => {
    await receiver.receive(envelope(attack), 'one');
    const before = ledger.rows();
    await receiver.receive(envelope(attack), 'two');
    expect(ledger.rows()).toEqual(before);
    expect(counts).toEqual(['Events', 'UnknownInventories', 'Events', 'DuplicateEvents']);
    expect(said).toHaveLength(1);
  });

  it('handles again what has failed', async () => {
    const put = ledger.put.bind(ledger);
    ledger.put = () => Promise.reject(new Error('throttled'));
    await expect(receiver.receive(envelope(attack), 'one')).rejects.toThrow('throttled');
    ledger.put = put;
    await receiver.receive(envelope(attack), 'two');
    expect(said).toHaveLength(1);
  });

  it.each([
    ['no envelope', 'text'],
    ['nothing', undefined],
    ['a record without its envelope', attack],
    ['an envelope with an empty record', envelope({})],
    ['a record whose time is no time', envelope({ ...attack, eventTime: 'soon' })],
    ['a record that came through another service’s source', envelope(attack, { source: 'aws.ec2' })],
    ['a record put on the bus by somebody', envelope(attack, { source: 'my.app' })],
    ['another account’s envelope', envelope({ ...attack, recipientAccountId: undefined }, { account: '999988887777' })],
    ['another account’s record', envelope({ ...attack, recipientAccountId: '999988887777' })],
  ])('keeps %s for a person, with the reason, and does not fail', async (_, raw) => {
    await receiver.receive(raw, 'one');
    expect(kept).toHaveLength(1);
    expect(kept[0]?.raw).toEqual(raw);
    expect(kept[0]?.reason.length).toBeGreaterThan(10);
    expect(said).toEqual([kept[0]?.reason]);
    expect(counts).toEqual(['UnreadableEvents']);
    expect(ledger.rows()).toEqual([]);
  });

  it('names an unexpected account, which is cut', async () => {
    const other = 'x'.repeat(100);
    await receiver.receive(envelope({ ...attack, recipientAccountId: other }, { account: other }), 'one');
    expect(kept[0]?.reason).toBe(`from account ${other.slice(0, 20)}, expected ${account}`);
  });

  it('takes the account of a drill from its envelope', async () => {
    await receiver.receive(envelope({ ...attack, recipientAccountId: '999988887777' }, drill), 'one');
    expect(ledger.rows()).toMatchObject([{ alert: { account, drill: true } }]);
  });

  it('lets pass what no detection watches', async () => {
    await receiver.receive(envelope({ ...attack, eventName: 'ListUsers' }), 'one');
    expect(counts).toEqual(['IgnoredEvents']);
    expect(kept).toEqual([]);
  });

  it('keeps drills apart from real events and marks them', async () => {
    await receiver.receive(envelope({ ...attack, recipientAccountId: undefined }, drill), 'one');
    await receiver.receive(envelope(attack), 'two');
    const alerts = ledger.rows().map(({ alert }) => alert);
    expect(alerts.map(({ drill: isDrill }) => isDrill)).toEqual(expect.arrayContaining([true, undefined]));
    expect(alerts.map(({ dedupKey }) => dedupKey).sort()).toEqual([`${account}/alice`, `drill/${account}/alice`]);
    expect(alerts.every(({ count }) => count === 1)).toBe(true);
  });
});

describe('a heartbeat', () => {
  const beat = { source: 'mfa-watch', 'detail-type': 'mfa-watch heartbeat' };
  const record = (mark: string) =>
    exerciseRecord({ kind: 'heartbeat', region: 'us-east-1', account, now: new Date(now), eventID: mark, mark });

  it('is told to every topic, once, and is no alert for anybody', async () => {
    await receiver.receive(envelope(record('one'), beat), 'one');
    await receiver.receive(envelope(record('one'), beat), 'again');
    expect(sent).toEqual(['alerts']);
    expect([said, counts, kept]).toEqual([[], [], []]);
  });

  it('after another is told as well, and finds nothing of it: no row is read twice', async () => {
    for (const mark of ['one', 'two', 'three']) await receiver.receive(envelope(record(mark), beat), mark);
    expect(sent).toEqual(['alerts', 'alerts', 'alerts']);
    const rows = ledger.rows();
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3);
    expect(rows.every(({ alert, key }) => alert.count === 1 && key.startsWith('heartbeat/'))).toBe(true);
  });

  it('leaves nothing behind that would have to be looked at again', async () => {
    await receiver.receive(envelope(record('one'), beat), 'one');
    expect(await timers.due(Number.MAX_SAFE_INTEGER)).toEqual([]);
  });

  it('and a real event or a drill about the same user know nothing of each other', async () => {
    await receiver.receive(envelope(attack, beat), 'one');
    await receiver.receive(envelope(attack), 'two');
    await receiver.receive(envelope(attack, drill), 'three');
    expect(
      ledger
        .rows()
        .map(({ key }) => key)
        .sort(),
    ).toEqual([`${account}/alice`, `drill/${account}/alice`, `heartbeat/${account}/alice`]);
    expect(said).toEqual(['told critical', 'told critical']);
  });

  it('of another account is put aside', async () => {
    await receiver.receive(envelope(record('one'), { ...beat, account: '999988887777' }), 'one');
    expect(sent).toEqual([]);
    expect(kept).toHaveLength(1);
  });
});
