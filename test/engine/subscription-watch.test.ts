import { beforeEach, expect, it } from '@jest/globals';
import { MemoryNotebook, MemoryRegisters } from '../../lambda/adapters/memory';
import type { Notice } from '../../lambda/alerts/notice';
import { Once } from '../../lambda/engine/once';
import { type Subscription, SubscriptionWatch } from '../../lambda/engine/health/subscription-watch';
import { account } from '../../lambda/events/samples';
import { everywhere } from './world';

const filterPolicy = '{"update":[{"anything-but":["lowered"]}]}';
const jane: Subscription = { protocol: 'email', endpoint: 'jane@example.com', isConfirmed: true, filterPolicy };
const lee: Subscription = { ...jane, endpoint: 'lee@example.com' };
const topicArn = 'arn:aws:sns:us-east-1:111122223333:alerts';

let now: number;
let listed: Subscription[];
let told: string[];
let refuses: string | undefined;
let watch: SubscriptionWatch;

beforeEach(() => {
  now = Date.parse('2026-11-20T09:00:00Z');
  [listed, told, refuses] = [[jane, lee], [], undefined];
  const [notebook, registers] = [new MemoryNotebook(), new MemoryRegisters()];
  const notices = {
    routes: [everywhere([{ name: 'alerts', minSeverity: 'medium' }])],
    besides: [everywhere([{ name: 'to-lead', minSeverity: 'high', when: 'unanswered' as const }])],
    audienceOf: () => 'mail' as const,
    takesDigest: () => false,
    notify: (destination: string, notice: Notice) => {
      if (destination === refuses) return Promise.reject(new Error('refused'));
      if (notice.kind === 'subscription') told.push(`${destination}: ${notice.endpoint} ${notice.change}`);
      return Promise.resolve();
    },
  };
  watch = new SubscriptionWatch({
    ...{ account, registers, notices },
    subscriptions: { topics: () => [{ destination: 'alerts', topicArn }], list: () => Promise.resolve(listed) },
    once: new Once({ notebook, notices, clock: () => now }),
  });
});

async function quarter(): Promise<void> {
  now += 15 * 60_000;
  await watch.run(new Date(now).toISOString());
}

it('what is there at first is no news, nor is that it is confirmed', async () => {
  listed = [jane, { ...lee, isConfirmed: false }];
  await quarter();
  listed = [jane, lee];
  await quarter();
  expect(told).toEqual([]);
});

it.each([
  ['beside others', [jane, lee]],
  ['where nobody was', []],
])('one that appears %s is told once, and not again when it is confirmed', async (_, before) => {
  listed = before;
  await quarter();
  for (const isConfirmed of [false, true, true]) {
    listed = [...before, { ...jane, endpoint: 'eve@evil.example', isConfirmed }];
    await quarter();
  }
  expect(told).toEqual(['alerts: eve@evil.example added', 'to-lead: eve@evil.example added']);
});

it('a bus that is there again is no stranger', async () => {
  const bus: Subscription = { protocol: 'event bus', endpoint: 'arn:bus', isConfirmed: true };
  for (const now of [[bus], [], [bus]]) {
    listed = now;
    await quarter();
  }
  expect(told.filter((message) => message.startsWith('alerts'))).toEqual(['alerts: arn:bus gone']);
});

it.each<[string, () => Subscription[], string]>([
  ['is gone', () => [lee], 'jane@example.com gone'],
  ['has lost its confirmation', () => [{ ...jane, isConfirmed: false }, lee], 'jane@example.com confirmation-lost'],
  [
    'has another filter',
    () => [{ ...jane, filterPolicy: '{"kind":["never"]}' }, lee],
    'jane@example.com filter-changed',
  ],
  ['has no filter any more', () => [{ ...jane, filterPolicy: undefined }, lee], 'jane@example.com filter-changed'],
])('one that %s is told to everybody, once', async (_, after, change) => {
  await quarter();
  listed = after();
  await quarter();
  await quarter();
  expect(told).toEqual([`alerts: ${change}`, `to-lead: ${change}`]);
});

it('one that nobody has confirmed in time is told', async () => {
  listed = [{ ...jane, isConfirmed: false }, lee];
  await quarter();
  listed = [lee];
  await quarter();
  expect(told[0]).toBe('alerts: jane@example.com unconfirmed');
});

it('one that goes, comes back and goes again is told again', async () => {
  for (const now of [[jane, lee], [lee], [jane, lee], [lee]]) {
    listed = now;
    await quarter();
  }
  const messages = told.filter((message) => message.startsWith('alerts'));
  expect(messages).toEqual(['gone', 'added', 'gone'].map((change) => `alerts: jane@example.com ${change}`));
});

it('one of which somebody could not be told keeps no other from being told', async () => {
  await quarter();
  [listed, refuses] = [[], 'to-lead'];
  await expect(quarter()).rejects.toThrow(/refused/);
  expect(told).toEqual(['alerts: jane@example.com gone', 'alerts: lee@example.com gone']);
});

it('what somebody could not be told is told to them at the next look, and to nobody twice', async () => {
  await quarter();
  listed = [lee];
  refuses = 'to-lead';
  await expect(quarter()).rejects.toThrow(/could not be looked at.*refused/s);
  refuses = undefined;
  await quarter();
  expect(told).toEqual(['alerts: jane@example.com gone', 'to-lead: jane@example.com gone']);
});
