import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryLedger, MemoryTimers } from '../../lambda/adapters/memory';
import type { Update } from '../../lambda/alerts/alert';
import { detections } from '../../lambda/detections';
import { Pipeline, type PipelineParts } from '../../lambda/engine/pipeline';
import { account, at, checkMfa, consoleLogin, elsewhere, enableMfaDevice } from '../../lambda/events/samples';
import { patience } from '../../lambda/engine/ports';
import { live } from './live';
import { everywhere, finalDevices, noAccounts, ofPrograms, parse, remembering } from './world';
import { drillRecord } from '../../cli/deployment/drill';

const attack = parse(enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'alice' }));

let now: number;
let refused: Set<string>;
let sent: [destination: string, severity: string, update: Update][];
let ledger: MemoryLedger;
let pipeline: Pipeline;
let parts: PipelineParts;

beforeEach(() => {
  now = Date.parse('2026-11-20T10:00:00Z');
  refused = new Set();
  sent = [];
  ledger = new MemoryLedger();
  parts = {
    detections,
    settings: {},
    clock: () => now,
    accounts: noAccounts,
    devices: finalDevices({}, []),
    ...remembering(ledger),
    timers: new MemoryTimers(),
    ledger,
    destinations: {
      ...ofPrograms,
      routes: [
        everywhere([
          { name: 'alerts', minSeverity: 'medium' },
          { name: 'slack', minSeverity: 'high' },
        ]),
      ],
      publish: (destination, alert, update) => {
        if (refused.has(destination)) return Promise.reject(new Error(`${destination} refuses`));
        sent.push([destination, alert.severity, update]);
        return Promise.resolve();
      },
    },
  };
  pipeline = new Pipeline(parts);
});

const fail = (minute: number, from?: string) =>
  parse(consoleLogin({ minute, outcome: 'Failure', ...(from ? { from } : {}) }));

describe('delivery', () => {
  it('tells each destination once', async () => {
    await pipeline.handle(attack, 'one');
    await pipeline.handle(attack, 'one');
    await pipeline.handle(attack, 'two');
    expect(sent).toEqual([
      ['alerts', 'high', 'new'],
      ['slack', 'high', 'new'],
    ]);
  });

  it('fails when a destination refuses, and a retry tells that destination alone', async () => {
    refused.add('slack');
    await expect(pipeline.handle(attack, 'one')).rejects.toThrow('1 of 2 destinations could not be told');
    refused.clear();
    await pipeline.handle(attack, 'one');
    expect(sent.map(([destination]) => destination)).toEqual(['alerts', 'slack']);
  });

  it('tells the others, and marks it, while one does not answer', async () => {
    const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
    const deaf = { publish: (...[to]: [string]) => (to === 'mail' ? new Promise(() => undefined) : Promise.resolve()) };
    const { pipeline: impatient, stores } = live({
      routes: [everywhere(['mail', 'slack', 'queue'].map((name) => ({ name, minSeverity: 'medium' as const })))],
      wait: (begun) => Promise.race([begun, turn()]),
      around: (port) => ('publish' in port ? { ...port, ...deaf } : port),
    });
    void impatient.handle(attack, 'one');
    for (let turns = 0; turns < 5; turns += 1) await turn();
    const [row] = stores.ledger.rows();
    expect(row?.deliveries.map(({ destination, state }) => [destination, state])).toEqual([
      ['mail', 'pending'],
      ['slack', 'sent'],
      ['queue', 'sent'],
    ]);
  });

  describe('of what was due', () => {
    const unanswered = (by: string) => [0, 1, 2].map((minute) => parse(checkMfa({ by, minute })));
    const deployed = () => {
      const names = ['mail', 'queue'].map((name) => ({ name, minSeverity: 'info' as const }));
      const world = live({ routes: [everywhere(names)], start: Date.parse(at(0)) });
      const knowing = (destination: string) =>
        new Set(world.sent.flatMap((one) => (one.destination === destination ? (one.alert?.target.name ?? []) : [])));
      /** As the schedule does, for so many minutes. @returns how many of the runs failed. */
      const sweep = async (minutes: number): Promise<number> => {
        let failed = 0;
        for (let minute = 0; minute < minutes; minute += 1) {
          world.clock.now += 60_000;
          await world.pipeline
            .sweep(world.clock.now - patience, `minute ${world.clock.now}`)
            .catch(() => (failed += 1));
        }
        return failed;
      };
      return { ...world, knowing, sweep };
    };

    it('a destination that refuses keeps nobody else from being told of anybody, and is told once it takes it', async () => {
      const { pipeline: real, refusing, knowing, sweep, sent: told } = deployed();
      for (const event of ['alice', 'bob', 'carol'].flatMap(unanswered)) await real.handle(event);
      refusing.add('queue');
      expect(await sweep(70)).toBeGreaterThan(20);
      expect([knowing('mail'), knowing('queue')]).toEqual([new Set(['alice', 'bob', 'carol']), new Set()]);
      refusing.clear();
      expect(await sweep(2)).toBe(0);
      expect(knowing('queue')).toEqual(new Set(['alice', 'bob', 'carol']));
      expect(told).toHaveLength(6);
      expect(await sweep(10)).toBe(0);
      expect(told).toHaveLength(6);
    });
  });

  it('lets another invocation finish at once what a refused one gave up', async () => {
    refused.add('slack');
    await expect(pipeline.handle(attack, 'one')).rejects.toThrow();
    refused.clear();
    await pipeline.handle(attack, 'redriven by hand');
    expect(sent.map(([destination]) => destination)).toEqual(['alerts', 'slack']);
  });

  it('makes a copy wait while another invocation may still be sending, and take over when it cannot', async () => {
    const row = async (): Promise<void> => {
      const [filed] = ledger.rows();
      if (filed === undefined) throw new Error('nothing is filed');
      const deliveries = filed.deliveries.map((delivery) => ({ ...delivery, state: 'pending' as const }));
      const lease = { trigger: attack.identity, holder: 'died', until: now + 40_000 };
      await ledger.put({ ...filed, deliveries, lease, version: filed.version + 1 });
    };
    await pipeline.handle(attack, 'one');
    await row();
    sent = [];
    await expect(pipeline.handle(attack, 'copy')).rejects.toThrow('another copy of this event is sending it');
    now += 40_001;
    await pipeline.handle(attack, 'copy');
    expect(sent.map(([destination]) => destination)).toEqual(['alerts', 'slack']);
  });

  it('says "new" to a destination that hears of a grown alert for the first time', async () => {
    for (const minute of [0, 1, 2, 3, 4]) await pipeline.handle(fail(minute));
    expect(sent).toEqual([
      ['alerts', 'medium', 'new'],
      ['alerts', 'high', 'raised'],
      ['slack', 'high', 'new'],
    ]);
  });

  it('tells new addresses one by one up to five, and then the tenth', async () => {
    for (const minute of [0, 1, 2]) await pipeline.handle(fail(minute));
    sent = [];
    for (let host = 1; host <= 9; host += 1) await pipeline.handle(fail(3 + host / 10, `203.0.113.${host}`));
    expect(sent.filter(([destination]) => destination === 'alerts').map(([, , update]) => update)).toEqual([
      'raised',
      'widened',
      'widened',
      'widened',
      'raised',
      'widened',
    ]);
  });

  it('tells a lowering to those who were told', async () => {
    for (const minute of [0, 1, 2]) await pipeline.handle(fail(minute));
    await pipeline.handle(parse(consoleLogin({ minute: 3 })));
    expect(sent).toEqual([
      ['alerts', 'medium', 'new'],
      ['alerts', 'low', 'lowered'],
    ]);
  });

  it('joins two alerts that were told when a late event shows that they are one', async () => {
    const refusal = (minute: number) => parse(enableMfaDevice({ minute, error: 'LimitExceededException' }));
    await pipeline.handle(refusal(0));
    await pipeline.handle(refusal(50));
    expect(ledger.alerts()).toHaveLength(2);
    await pipeline.handle(refusal(25));
    expect(ledger.alerts()).toMatchObject([{ count: 3 }]);
    expect(ledger.rows().map(({ mergedInto }) => mergedInto)).toEqual(
      expect.arrayContaining([undefined, ledger.alerts()[0]?.id]),
    );
  });

  it('takes back, as info, what a sign-in that came late explains', async () => {
    for (const minute of [0, 1, 2]) await pipeline.handle(parse(checkMfa({ minute })));
    expect(ledger.alerts()).toMatchObject([{ detection: 'mfa-challenge-abandoned', severity: 'low' }]);
    const { told } = await pipeline.handle(parse(consoleLogin({ minute: 3 })));
    expect(told.map(({ severity }) => severity)).toEqual(['info']);
    expect(ledger.alerts()).toEqual([]);
  });

  it('keeps one noisy user from hiding another', async () => {
    for (const minute of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
      await pipeline.handle(parse(consoleLogin({ by: 'noisy', minute, from: elsewhere, outcome: 'Failure' })));
    sent = [];
    for (const minute of [5, 6, 7]) await pipeline.handle(fail(minute));
    expect(sent).toEqual([['alerts', 'medium', 'new']]);
  });
});

describe('a drill', () => {
  const drilled = (region: string, eventID: string) => parse(drillRecord(region, account, new Date(now), eventID));
  const overridden = (): PipelineParts['destinations'] => ({
    ...parts.destinations,
    routes: [
      {
        accounts: ['444455556666'],
        organizationalUnits: [],
        destinations: [{ name: 'payments', minSeverity: 'critical' }],
      },
      ...parts.destinations.routes,
    ],
  });

  it('goes to every destination, also those of overrides for other accounts', async () => {
    await new Pipeline({ ...parts, destinations: overridden(), exercise: 'drill' }).handle(
      drilled('us-east-1', '0a1b2c3d-1'),
    );
    expect(sent.map(([destination]) => destination).sort()).toEqual(['alerts', 'payments', 'slack']);
  });

  it('is told although another, by way of another region, came a minute before', async () => {
    const drills = new Pipeline({ ...parts, exercise: 'drill' });
    await drills.handle(drilled('us-east-1', '0a1b2c3d-1'));
    now += 60_000;
    await drills.handle(drilled('eu-north-1', '4e5f6a7b-2'));
    expect(sent.map(([destination, , update]) => `${destination} ${update}`)).toEqual([
      'alerts new',
      'slack new',
      'alerts new',
      'slack new',
    ]);
  });
});
