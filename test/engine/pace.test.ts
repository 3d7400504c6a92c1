import { describe, expect, it } from '@jest/globals';
import { consoleLogin, elsewhere, home } from '../../lambda/events/samples';
import { inShort, live } from './live';
import { everywhere, parse } from './world';

const start = Date.parse('2026-11-20T09:00:00Z');
const routes = [
  everywhere([
    { name: 'mail', minSeverity: 'medium' },
    { name: 'slack', minSeverity: 'medium' },
    { name: 'queue', minSeverity: 'medium' },
  ]),
];
const audiences = { mail: 'mail', slack: 'chat', queue: 'machine' } as const;

function deployed() {
  const world = live({ routes, audiences, start });
  let id = 0;
  /** MFA of alice fails, now. */
  const fail = async (from = home): Promise<void> => {
    const eventTime = new Date(world.clock.now).toISOString().replace('.000', '');
    const patch = { eventTime, eventID: `failure-${(id += 1)}` };
    await world.pipeline.handle(parse(consoleLogin({ outcome: 'Failure', from, patch })), `attempt ${id}`);
  };
  const told = (destination: string): string[] =>
    world.sent.filter((message) => message.destination === destination).map(inShort);
  return { ...world, until: world.until.bind(world), fail, told };
}

describe('an alert that grows', () => {
  it('is mailed again at once when it becomes more severe', async () => {
    const { fail, told } = deployed();
    for (let count = 0; count < 5; count += 1) await fail();
    expect(told('mail')).toEqual(['mail: new medium', 'mail: raised high']);
  });

  it('is told in its thread and to programs at once, and mailed when a quiet hour is over, once', async () => {
    const { fail, told, until } = deployed();
    for (let count = 0; count < 5; count += 1) await fail();
    await until(10);
    await fail(elsewhere);
    await fail('192.0.2.77');
    expect(told('slack').slice(2)).toEqual(['slack: widened high', 'slack: widened high']);
    expect(told('queue').slice(2)).toEqual(['queue: widened high', 'queue: widened high']);
    await until(49);
    expect(told('mail')).toEqual(['mail: new medium', 'mail: raised high']);
    await until(1);
    expect(told('mail')).toEqual(['mail: new medium', 'mail: raised high', 'mail: widened high']);
    await until(120);
    expect(told('mail')).toHaveLength(3);
  });

  it('says in the mail that waited all that has come meanwhile', async () => {
    const { fail, sent, until } = deployed();
    for (let count = 0; count < 5; count += 1) await fail();
    for (const from of ['192.0.2.77', '192.0.2.78', '192.0.2.79']) await fail(from);
    await until(61);
    const mails = sent.filter(({ destination }) => destination === 'mail');
    expect(mails.at(-1)?.alert?.addresses).toEqual([home, '192.0.2.77', '192.0.2.78', '192.0.2.79']);
    expect(mails.at(-1)?.alert?.count).toBe(8);
  });

  it('is mailed at once where it becomes more severe while news waits, and not a second time', async () => {
    const { fail, told, until } = deployed();
    for (let count = 0; count < 5; count += 1) await fail();
    await fail(elsewhere);
    for (let count = 0; count < 4; count += 1) await fail();
    expect(told('mail')).toEqual(['mail: new medium', 'mail: raised high', 'mail: raised critical']);
    await until(180);
    expect(told('mail')).toHaveLength(3);
  });

  it('is mailed at once where the hour is over already', async () => {
    const { fail, told, clock } = deployed();
    for (let count = 0; count < 3; count += 1) await fail();
    // As long as one window: the next failures belong to the same burst.
    for (const minutes of [14, 14, 14, 14, 14]) {
      clock.now += minutes * 60_000;
      await fail();
      await fail();
    }
    await fail(elsewhere);
    expect(told('mail').at(-1)).toMatch(/widened|raised/);
  });

  it('that was refused when its quiet time was over is mailed a minute later', async () => {
    const { fail, told, until, refusing, clock } = deployed();
    for (let count = 0; count < 5; count += 1) await fail();
    await fail(elsewhere);
    await until(59);
    refusing.add('mail');
    await expect(until(1)).rejects.toThrow(/mail refuses/);
    refusing.clear();
    clock.now += 60_000;
    await until(1);
    expect(told('mail')).toEqual(['mail: new medium', 'mail: raised high', 'mail: widened high']);
  });
});
