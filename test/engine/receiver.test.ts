import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryLedger, MemoryTimelines, MemoryTimers } from '../../lambda/adapters/memory';
import { detections } from '../../lambda/detections';
import { watcher } from '../../lambda/engine/pattern';
import { Pipeline } from '../../lambda/engine/pipeline';
import { Receiver } from '../../lambda/engine/receiver';
import { account, enableMfaDevice } from '../../lambda/events/samples';
import { failingDevices, noAccounts, noNotices, noTopics } from './world';

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
const attack = enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'alice' });

let ledger: MemoryLedger;
let kept: { raw: unknown; reason: string }[];
let counts: string[];
let receiver: Receiver;

beforeEach(() => {
  ledger = new MemoryLedger();
  kept = [];
  counts = [];
  const parts = {
    detections,
    settings: {},
    clock: () => Date.parse('2026-11-20T09:05:00Z'),
    accounts: noAccounts,
    devices: failingDevices,
    timelines: new MemoryTimelines(),
    timers: new MemoryTimers(),
    ledger,
    topics: noTopics,
  };
  receiver = new Receiver({
    account,
    hasMembers: false,
    real: new Pipeline(parts),
    drill: new Pipeline({ ...parts, drill: true }),
    notifier: noNotices,
    watched: watcher(detections),
    clock: parts.clock,
    deadLetters: { keep: (raw, reason) => Promise.resolve(void kept.push({ raw, reason })) },
    journal: {
      count: (metric) => void counts.push(metric),
      told: () => undefined,
      suppressed: () => undefined,
      unreadable: () => undefined,
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

  it('counts a second delivery as a duplicate and tells nothing', async () => {
    await receiver.receive(envelope(attack), 'one');
    const before = ledger.rows();
    await receiver.receive(envelope(attack), 'two');
    expect(ledger.rows()).toEqual(before);
    expect(counts).toContain('DuplicateEvents');
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
    expect(counts).toEqual(['UnreadableEvents']);
    expect(ledger.rows()).toEqual([]);
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
    expect(new Set(alerts.map(({ dedupKey }) => dedupKey)).size).toBe(2);
    expect(alerts.every(({ count }) => count === 1)).toBe(true);
  });
});
