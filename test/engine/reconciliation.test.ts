import { beforeEach, describe, expect, it } from '@jest/globals';
import { detections } from '../../lambda/detections';
import { watcher } from '../../lambda/engine/catalogue/pattern';
import { Receiver } from '../../lambda/engine/receiver';
import { Reconciliation } from '../../lambda/engine/reconciliation/reconciliation';
import { sweptNames } from '../../lambda/engine/reconciliation/swept-names';
import { account, consoleLogin, enableMfaDevice } from '../../lambda/events/samples';
import { FakeHistory } from './event-history';
import { live, type Situation } from './live';
import { schedules } from './world';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const home = 'us-east-1';
const start = Date.parse('2026-11-20T09:00:00Z');
const scheduled = (...regions: string[]) => ({
  source: 'mfa-watch',
  'detail-type': 'mfa-watch reconcile',
  account,
  detail: { regions },
});
const attack = enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'alice' });
const at = (
  time: number,
  record: object = attack,
): { eventID: string; eventTime: string } & Record<string, unknown> => ({
  ...record,
  eventID: `event-${time}`,
  eventTime: new Date(time).toISOString(),
});

/** The function that reconciles, beside the one that EventBridge calls, over the same stores. */
function deployed(situation: Situation = {}) {
  const history = new FakeHistory();
  const world = live({ start, ...situation });
  const { clock } = world;
  const counts: Record<string, number> = {};
  const said: string[] = [];
  const kept: string[] = [];
  const journal = {
    count: (metric: string, times = 1) => void (counts[metric] = (counts[metric] ?? 0) + times),
    told: () => undefined,
    suppressed: () => undefined,
    latency: () => undefined,
    unreadable: () => undefined,
    unknownAccount: () => undefined,
    missed: ({ region, name }: { region: string; name: string }) => void said.push(`missed ${name} in ${region}`),
    unhandled: (_: object, error: unknown) => void said.push(String(error)),
    notSwept: (region: string, names: readonly string[], why: unknown) =>
      void said.push(`not swept ${region} ${names.length}: ${String(why)}`),
    alreadyRunning: () => void said.push('already running'),
  };
  const watched = watcher(detections);
  const receiver = new Receiver({
    ...{ account, hasMembers: false, real: world.pipeline, drill: world.pipeline, ...schedules(), watched, journal },
    clock: () => clock.now,
    deadLetters: { keep: (_, reason) => Promise.resolve(void kept.push(reason)) },
  });
  const { registers, notebook } = world.stores;
  let left = 15 * minute;
  const reconciliation = new Reconciliation({
    ...{ account, home, history, receiver, real: world.pipeline, watched, registers, notebook, journal },
    names: sweptNames(detections),
    clock: () => clock.now,
  });
  return {
    ...{ ...world, history, counts, said, kept, receiver, reconciliation },
    /** An hour later. */
    async sweep(...regions: string[]): Promise<void> {
      clock.now += hour;
      left = 15 * minute;
      await reconciliation.run(scheduled(...(regions.length === 0 ? [home] : regions)), `at ${clock.now}`, () => left);
    },
    timeIsUp: () => void (left = 0),
    toldOf: () => world.sent.filter(({ alert }) => alert !== undefined).length,
  };
}

let here: ReturnType<typeof deployed>;
beforeEach(async () => {
  here = deployed();
  await here.sweep();
});

describe('an event that EventBridge did not deliver', () => {
  it('is told, and counted as missed', async () => {
    here.history.put(home, at(here.clock.now));
    await here.sweep();
    expect(here.toldOf()).toBe(1);
    expect(here.said).toEqual([`missed EnableMFADevice in ${home}`]);
    expect(here.counts).toMatchObject({ SweptEvents: 1, MissedEvents: 1, NotSwept: 0, Events: 1 });
  });

  it('is told once, however often its time is read', async () => {
    here.history.put(home, at(here.clock.now + 40 * minute));
    for (let sweeps = 0; sweeps < 3; sweeps += 1) await here.sweep();
    expect(here.toldOf()).toBe(1);
    expect(here.counts).toMatchObject({ SweptEvents: 2, MissedEvents: 1 });
  });

  it('changes nothing when EventBridge delivers it after all', async () => {
    const record = at(here.clock.now);
    here.history.put(home, record);
    await here.sweep();
    await here.receiver.receive({ source: 'aws.iam', account, detail: record }, 'late');
    expect(here.toldOf()).toBe(1);
    expect(here.counts).toMatchObject({ Events: 2, DuplicateEvents: 1 });
  });

  it('is found half an hour late in the history', async () => {
    const time = here.clock.now + 20 * minute;
    await here.sweep();
    here.history.put(home, at(time));
    await here.sweep();
    expect(here.toldOf()).toBe(1);
  });

  it('is found in every region, but IAM’s at home only', async () => {
    await here.sweep(home, 'eu-north-1');
    here.history.put('eu-north-1', at(here.clock.now, consoleLogin({ with: 'root', mfaUsed: 'No' })));
    await here.sweep(home, 'eu-north-1');
    expect(here.said).toEqual(['missed ConsoleLogin in eu-north-1']);
    expect(here.history.asked).toContain(`${home} EnableMFADevice`);
    expect(here.history.asked).not.toContain('eu-north-1 EnableMFADevice');
  });
});

it('what was delivered costs one read each, and no look-up of devices', async () => {
  let reads = 0;
  let lookUps = 0;
  here = deployed({
    devices: {
      lookUp: () => {
        lookUps += 1;
        return Promise.resolve({ status: 'unknown', why: 'not asked', devices: [] });
      },
    },
    around: (port) =>
      new Proxy(port, {
        get: (target, name) => {
          if (name === 'has') reads += 1;
          return Reflect.get(target, name) as unknown;
        },
      }),
  });
  await here.sweep();
  const record = at(here.clock.now);
  await here.receiver.receive({ source: 'aws.iam', account, detail: record }, 'in time');
  here.history.put(home, record);
  lookUps = 0;
  await here.sweep();
  expect([reads, lookUps, here.counts['MissedEvents']]).toEqual([1, 0, 0]);
});

it('the first look reads three hours and tells of them, but nothing was missed: nobody had listened', async () => {
  here = deployed();
  here.history.put(home, at(start - hour), at(start - 3 * hour));
  await here.sweep();
  expect(here.toldOf()).toBe(1);
  expect(here.counts).toMatchObject({ SweptEvents: 1, MissedEvents: 0 });
});

describe('after a pause', () => {
  it('of days all of it is read, what is newest of every name first', async () => {
    here.history.put(home, at(here.clock.now + hour), at(here.clock.now + 3 * day));
    here.clock.now += 4 * day;
    here.history.asked.length = 0;
    await here.sweep();
    expect(here.counts).toMatchObject({ MissedEvents: 2, NotSwept: 0 });
    const names = sweptNames(detections).atHome.map((name) => `${home} ${name}`);
    expect(here.history.asked).toEqual([...names, ...names]);
  });

  it('of more than 15 days, of which nobody remembers what was told, that is said once', async () => {
    here.history.put(home, at(here.clock.now + hour));
    here.clock.now += 20 * day;
    await here.sweep();
    await here.sweep();
    expect(here.counts).toMatchObject({ MissedEvents: 0, NotSwept: sweptNames(detections).atHome.length });
    expect(here.said).toEqual([expect.stringContaining('more than 15 days')]);
  });
});

it('asks for all that is watched, but for AssumeRole and calls on our own parts', () => {
  const asked = new Set(sweptNames(detections).atHome);
  const others = detections.filter(({ id }) => id !== 'detector-tampered');
  const watched = new Set(others.flatMap(({ watches }) => watches.flatMap(({ names }) => names)));
  expect([...watched].filter((name) => !asked.has(name))).toEqual(['AssumeRole']);
});

it('what there was no time for is counted, and read the next time', async () => {
  here.history.put(home, ...Array.from({ length: 120 }, (_, index) => at(here.clock.now + index * 10_000)));
  let pages = 0;
  here.history.beforePage = (_, name) => {
    if (name === 'EnableMFADevice' && (pages += 1) === 2) here.timeIsUp();
  };
  await here.sweep();
  expect(here.counts['MissedEvents']).toBe(100);
  expect(here.counts['NotSwept']).toBeGreaterThan(0);
  expect(here.said.at(-1)).toContain('the time was up');
  const notSwept = here.counts['NotSwept'];
  await here.sweep();
  expect(here.counts).toMatchObject({ MissedEvents: 120, NotSwept: notSwept });
});

describe('an event that cannot be handled', () => {
  beforeEach(() => {
    here.history.put(
      home,
      at(here.clock.now),
      at(here.clock.now + 1000, consoleLogin({ with: 'root', mfaUsed: 'No' })),
    );
    here.refusing.add('mail');
  });

  it('is tried again, although its mark is there, and told once', async () => {
    await here.sweep();
    expect(here.toldOf()).toBe(0);
    await here.sweep();
    here.refusing.clear();
    await here.sweep();
    await here.sweep();
    expect(here.toldOf()).toBe(2);
    expect(here.counts['MissedEvents']).toBe(2);
  });

  it('lies in the dead-letter queue after 24 hours', async () => {
    for (let hours = 0; hours < 24; hours += 1) await here.sweep();
    expect(here.kept).toEqual([]);
    await here.sweep();
    expect(here.kept).toEqual(Array(2).fill('found in the event history, and could not be handled for 24 hours'));
    const notSwept = here.counts['NotSwept'];
    await here.sweep();
    expect([here.kept.length, here.counts['NotSwept']]).toEqual([2, notSwept]);
  });
});

it('what cannot be read is kept for a person once, and keeps nothing else from being handled', async () => {
  const time = here.clock.now + 40 * minute;
  here.history.put(home, at(time));
  here.history.entries[home]?.push(
    { id: 'broken', time, raw: '{', problem: 'CloudTrailEvent is not JSON' },
    { id: 'timeless', time, record: { ...attack, eventTime: 'soon' } },
  );
  await here.sweep();
  await here.sweep();
  expect(here.kept.sort()).toEqual(['CloudTrailEvent is not JSON', expect.stringContaining('"soon" is not a time')]);
  expect(here.toldOf()).toBe(1);
});

describe('a region', () => {
  it('that is denied is said every hour, and keeps no other from being swept', async () => {
    here.history.closed['eu-north-1'] = 'denied';
    here.history.put(home, at(here.clock.now));
    await here.sweep('eu-north-1', home);
    await here.sweep('eu-north-1', home);
    const all = sweptNames(detections).elsewhere.length;
    expect(here.said.filter((line) => line.includes('eu-north-1'))).toEqual(
      Array(2).fill(`not swept eu-north-1 ${all}: Error: eu-north-1 is denied`),
    );
    expect(here.toldOf()).toBe(1);
  });

  it('that is not enabled is counted and said once', async () => {
    here.history.closed['eu-north-1'] = 'not-enabled';
    await here.sweep('eu-north-1', home);
    await here.sweep('eu-north-1', home);
    expect(here.said).toEqual([expect.stringContaining('eu-north-1 is not-enabled')]);
    expect(here.counts['NotSwept']).toBe(sweptNames(detections).elsewhere.length);
  });
});

it('one name that CloudTrail does not give keeps no other from being swept', async () => {
  here.history.put(home, at(here.clock.now));
  here.history.beforePage = (_, name) => {
    if (name === 'DeactivateMFADevice') throw new Error('throttled');
  };
  await here.sweep();
  expect(here.toldOf()).toBe(1);
  expect(here.said).toContain(`not swept ${home} 1: Error: throttled`);
});

it('one runs at a time', async () => {
  here.history.put(home, at(here.clock.now));
  here.clock.now += hour;
  const run = () => here.reconciliation.run(scheduled(home), 'one', () => hour);
  await Promise.all([run(), run()]);
  expect(here.said.sort()).toEqual(['already running', `missed EnableMFADevice in ${home}`]);
  await run();
  expect(here.said).toHaveLength(2);
});

it.each([
  ['nothing', {}],
  ['a drill', { source: 'mfa-watch', 'detail-type': 'mfa-watch drill', account, detail: {} }],
  ['no region', scheduled()],
  ['what is no region', scheduled('everywhere')],
])('to be sent %s is an error', async (_, raw) => {
  await expect(here.reconciliation.run(raw, 'one', () => hour)).rejects.toThrow();
});

it('of a schedule that was sent again to the other function, from the dead-letter queue, nothing becomes', async () => {
  await here.receiver.receive(scheduled(home), 'redriven');
  expect(here.counts['IgnoredEvents']).toBe(1);
  expect(here.kept).toEqual([]);
});

describe('the names that are swept', () => {
  const { atHome, elsewhere } = sweptNames(detections);

  it('are about MFA first, and never what services call all the time, or what the sweep calls itself', () => {
    expect(atHome[0]).toMatch(/MFA/);
    expect(atHome).toEqual(
      expect.arrayContaining([
        'EnableMFADevice',
        'ConsoleLogin',
        'GetSessionToken',
        'StopLogging',
        'AcceptPrimaryEmailUpdate',
      ]),
    );
    for (const name of ['AssumeRole', 'LookupEvents', 'ListMFADevices', 'PutMetricAlarm'])
      expect(atHome).not.toContain(name);
    expect(new Set(atHome).size).toBe(atHome.length);
  });

  it('take half a minute at two requests a second, while nothing happens', () => {
    expect(atHome.length).toBeLessThanOrEqual(63);
  });

  it('are elsewhere those that are not IAM’s', () => {
    expect(elsewhere).toEqual(expect.arrayContaining(['ConsoleLogin', 'GetSessionToken', 'DeleteMfaDeviceForUser']));
    expect(elsewhere).not.toContain('EnableMFADevice');
    expect(atHome).toEqual(expect.arrayContaining(elsewhere));
  });

  it('leave out what is watched by a detection alone that is turned off', () => {
    const without = detections.filter(({ id }) => id !== 'detector-tampered');
    expect(sweptNames(without).atHome).not.toContain('StopLogging');
  });
});
