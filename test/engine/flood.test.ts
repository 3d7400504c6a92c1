import { describe, expect, it } from '@jest/globals';
import { MemoryRegisters } from '../../lambda/adapters/memory';
import { FloodGate } from '../../lambda/engine/telling/flood-gate';
import { account, consoleLogin, enableMfaDevice } from '../../lambda/events/samples';
import { inShort, live } from './live';
import { inAccount } from './scenario';
import { everywhere, parse } from './world';

const start = Date.parse('2026-11-20T09:00:00Z');
const payments = '222233334444';
const audiences = { mail: 'mail', slack: 'chat', queue: 'machine' } as const;
const routes = [everywhere(Object.keys(audiences).map((name) => ({ name, minSeverity: 'medium' })))];

function deployed(floodLimit = 3) {
  const world = live({ routes, audiences, start, floodLimit });
  const now = (): { eventTime: string } => ({ eventTime: new Date(world.clock.now).toISOString().replace('.000', '') });
  /** Somebody signs in whose devices nobody knows: medium. */
  const signIn = async (user: string, of = account): Promise<void> => {
    const record = consoleLogin({ by: user, mfaUsed: 'No', patch: { ...now(), eventID: `sign-in-${user}` } });
    const [told = {}] = inAccount([record], of);
    await world.pipeline.handle(parse(told), user);
  };
  /** MFA of somebody fails. */
  let failures = 0;
  const fail = async (user: string): Promise<void> => {
    const patch = { ...now(), eventID: `failure-${(failures += 1)}` };
    await world.pipeline.handle(parse(consoleLogin({ by: user, outcome: 'Failure', patch })), patch.eventID);
  };
  /** An intruder of its own gives somebody a device: critical. */
  const attack = async (user: string): Promise<void> => {
    const given = { by: `intruder-of-${user}`, with: 'long-term-key', for: user } as const;
    await world.pipeline.handle(parse(enableMfaDevice({ ...given, patch: { ...now(), eventID: user } })), user);
  };
  const told = (destination: string): string[] =>
    world.sent.filter((message) => message.destination === destination).map(inShort);
  return { ...world, until: world.until.bind(world), signIn, fail, attack, told };
}

const users = (count: number): string[] => Array.from({ length: count }, (_, index) => `user-${index}`);

describe('more alerts of an account than people can read', () => {
  it('go one by one to programs, and the rest of them in one summary to people, that counts and names them', async () => {
    const { signIn, sent, told, until } = deployed();
    for (const user of users(8)) await signIn(user);
    expect(told('queue')).toHaveLength(8);
    await until(4);
    expect(told('mail')).toEqual(['mail: new medium', 'mail: new medium', 'mail: new medium']);
    await until(1);
    expect(told('mail').slice(3)).toEqual(['mail: flood']);
    expect(told('slack').slice(3)).toEqual(['slack: flood']);
    const summary = sent.find(({ destination, notice }) => destination === 'mail' && notice?.kind === 'flood')?.notice;
    expect(summary).toMatchObject({ severity: 'medium', account, limit: 3, alerts: { count: 5 } });
    const named = JSON.stringify(summary);
    for (const user of users(8).slice(3)) expect(named).toContain(user);
    for (const user of users(3)) expect(named).not.toContain(user);
  });

  it('are told one by one again once the hour is over', async () => {
    const { signIn, told, until } = deployed();
    for (const user of users(4)) await signIn(user);
    await until(61);
    await signIn('later');
    expect(told('mail')).toEqual([
      ...['mail: new medium', 'mail: new medium', 'mail: new medium'],
      ...['mail: flood', 'mail: new medium'],
    ]);
  });

  it('make one summary an hour, however long it goes on', async () => {
    const { signIn, told, until } = deployed();
    for (const [index, user] of users(90).entries()) {
      await signIn(user);
      await until(index % 3 === 0 ? 4 : 1);
    }
    await until(120);
    const mails = told('mail');
    const floods = mails.filter((mail) => mail === 'mail: flood');
    expect(floods.length).toBeGreaterThanOrEqual(3);
    expect(floods.length).toBeLessThanOrEqual(4);
    expect(mails.length).toBeLessThanOrEqual(3 * 4 + 4);
  });

  it('do not hide the first critical one of each user, whatever a user of the attacker’s own has done before', async () => {
    const { attack, signIn, told } = deployed();
    await attack('decoy');
    for (const user of users(8)) await signIn(user);
    for (const user of ['alice', 'bob']) await attack(user);
    expect(told('mail').filter((mail) => mail === 'mail: new critical')).toHaveLength(3);
    for (const user of users(8)) await attack(`other-${user}`);
    expect(told('mail')).toHaveLength(6);
  });

  it('wait for nobody where the destination of the summary is gone: the digest tells them', async () => {
    const { signIn, stores } = deployed();
    for (const user of users(5)) await signIn(user);
    const others = live({
      routes: [everywhere([{ name: 'queue', minSeverity: 'medium' }])],
      audiences: {},
      start,
      stores,
    });
    await others.until('2026-11-20T09:10:00Z');
    const rows = stores.ledger.rows().filter(({ alert }) => alert.targets.includes('user-4'));
    expect(rows[0]?.deliveries.map(({ destination, state }) => `${destination} ${state}`)).toEqual(['queue sent']);
  });

  it('are told in a summary that is due, also where the sweep comes late and one of them has to be escalated as well', async () => {
    const world = live({
      routes: [everywhere([{ name: 'slack', minSeverity: 'medium' }])],
      besides: [everywhere([{ name: 'second', minSeverity: 'high', when: 'unanswered' }])],
      audiences: { slack: 'chat', second: 'mail' },
      ...{ start, floodLimit: 1 },
    });
    const { pipeline, followUps, clock, sent } = world;
    const fail = async (count: number, from: string): Promise<void> => {
      for (let index = 0; index < count; index += 1) {
        const eventTime = new Date(clock.now + index * 1000).toISOString().replace('.000', '');
        const patch = { eventTime, eventID: `${clock.now}-${index}` };
        await pipeline.handle(parse(consoleLogin({ by: 'paulo', outcome: 'Failure', from, patch })), patch.eventID);
      }
    };
    await fail(5, '198.51.100.7');
    await world.until(14);
    await fail(3, '198.51.100.7');
    await world.until(12);
    await fail(3, '203.0.113.9');
    const before = sent.length;
    clock.now += 7 * 60_000;
    await followUps.run('late');
    expect(sent.slice(before).map(inShort)).toEqual(['slack: flood', 'second: unanswered high']);
  });

  it('that one of them became more severe between the summary and its mark is told', async () => {
    const { fail, told, until, stores, clock } = deployed();
    for (const user of [...users(4), 'paulo']) for (let count = 0; count < 3; count += 1) await fail(user);
    let isFirst = true;
    const put = stores.ledger.put.bind(stores.ledger);
    stores.ledger.put = (row, lists) => {
      const isMark = row.deliveries.some(({ destination, told: of }) => destination === 'mail' && of === 'medium');
      if (!isFirst || !isMark || !row.alert.targets.includes('paulo')) return put(row, lists);
      isFirst = false;
      return Promise.reject(new Error('killed'));
    };
    await expect(until(5)).rejects.toThrow('killed');
    for (let count = 0; count < 2; count += 1) await fail('paulo');
    clock.now += 60_000;
    await until(90);
    expect(told('mail').slice(3)).toEqual(['mail: flood', 'mail: raised high']);
  });

  it('do not hide one that is more severe than all of them', async () => {
    const { signIn, attack, sent, told } = deployed();
    for (const user of users(8)) await signIn(user);
    await attack('alice');
    expect(told('mail').at(-1)).toBe('mail: new critical');
    expect(sent.at(-1)?.alert?.targets).toEqual(['alice']);
  });

  it('do not hold back those of another account', async () => {
    const { signIn, told } = deployed();
    for (const user of users(8)) await signIn(user);
    await signIn('alice', payments);
    expect(told('mail')).toHaveLength(4);
  });

  it('tell one of them by itself that becomes more severe, and not in the summary as well', async () => {
    const { fail, sent, told, until } = deployed();
    for (const user of [...users(4), 'paulo']) for (let count = 0; count < 3; count += 1) await fail(user);
    expect(told('mail')).toHaveLength(3);
    for (let count = 0; count < 2; count += 1) await fail('paulo');
    await until(10);
    const mails = sent.filter((message) => message.destination === 'mail' && JSON.stringify(message).includes('paulo'));
    expect(mails.map(inShort)).toEqual(['mail: new high']);
    expect(told('mail').at(-1)).toBe('mail: flood');
  });

  it('are in the next summary where the first was refused', async () => {
    const { signIn, told, until, refusing, clock } = deployed();
    for (const user of users(5)) await signIn(user);
    refusing.add('mail');
    await expect(until(6)).rejects.toThrow(/mail refuses/);
    refusing.clear();
    clock.now += 60_000;
    await until(3);
    expect(told('mail').slice(3)).toEqual(['mail: flood']);
  });
});

describe('functions that run beside each other', () => {
  const message = (name: string) =>
    ({ ...{ account, destination: 'mail', name }, severity: 'medium', subject: name }) as const;

  it('let no more through together than one does, whatever each of them remembers', async () => {
    const registers = new MemoryRegisters();
    const gates = [1, 2, 3].map(() => new FloodGate(registers, () => start, 5));
    const held: (number | undefined)[] = [];
    for (const name of users(12)) for (const gate of gates) held.push(await gate.summaryDue(message(name)));
    expect(held.filter((due) => due === undefined)).toHaveLength(5 * gates.length);
    const [due] = held.slice(-1);
    expect(new Set(held.slice(5 * gates.length))).toEqual(new Set([due]));
  });

  it('ask for what was let through once, not with each message', async () => {
    const registers = new MemoryRegisters();
    await new FloodGate(registers, () => start, 5).summaryDue(message('before'));
    let writes = 0;
    const counted = {
      write: (name: string, value: unknown, version: number) => {
        writes += 1;
        return registers.write(name, value, version);
      },
    };
    const gate = new FloodGate(counted, () => start, 9);
    for (const name of users(5)) await gate.summaryDue(message(name));
    expect(writes).toBe(6);
  });
});
