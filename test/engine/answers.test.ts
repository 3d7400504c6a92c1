import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../lambda/alerts/alert';
import type { Reply } from '../../lambda/engine/answers/request';
import type { Route } from '../../lambda/config/environment';
import { account, consoleLogin, enableMfaDevice } from '../../lambda/events/samples';
import { inShort, live } from './live';
import { inAccount } from './scenario';
import { everywhere, parse } from './world';

const start = Date.parse('2026-11-20T09:16:00Z');
const payments = '222233334444';
const jane = 'arn:aws:iam::111122223333:user/jane';
const routes = [
  everywhere([
    { name: 'mail', minSeverity: 'medium' },
    { name: 'slack-soc', minSeverity: 'medium' },
  ]),
];
const besides = [everywhere([{ name: 'lead', minSeverity: 'high', when: 'unanswered' }])];
const audiences = { mail: 'mail', 'slack-soc': 'chat', lead: 'mail' } as const;

function deployed(situation: Parameters<typeof live>[0] = {}) {
  const world = live({ routes, besides, audiences, start, ...situation });
  const attack = async (user = 'alice', of = account): Promise<Alert> => {
    // One who attacks many is one story.
    const given = { by: `mallory-of-${user}`, with: 'long-term-key', for: user, id: `-${user}` } as const;
    const [record = {}] = inAccount([enableMfaDevice(given)], of);
    await world.pipeline.handle(parse(record), user);
    return world.stores.ledger.alerts().find(({ target }) => target.name === user) as Alert;
  };
  const fail = (count: number): Promise<void> =>
    Array.from({ length: count }, (_, index) => index).reduce<Promise<void>>(async (before, index) => {
      await before;
      const id = `-${world.sent.length}-${index}-${world.clock.now}`;
      await world.pipeline.handle(parse(consoleLogin({ by: 'paulo', outcome: 'Failure', minute: index / 10, id })), id);
    }, Promise.resolve());
  const respond = (request: object): Promise<Reply> => world.responder.respond(request, `request ${world.clock.now}`);
  const acknowledge = (alert: string, answer = 'acknowledged'): Promise<Reply> =>
    respond({ action: 'answer', answer, alert, by: jane });
  const told = (destination: string): string[] =>
    world.sent.filter((message) => message.destination === destination).map(inShort);
  return { ...world, until: world.until.bind(world), attack, fail, respond, acknowledge, told };
}

describe('a high or critical alert', () => {
  it('that nobody answers is told to others after half an hour, once, and its thread says so', async () => {
    const { attack, told, until } = deployed();
    await attack();
    await until(29);
    expect(told('lead')).toEqual([]);
    await until(1);
    expect(told('lead')).toEqual(['lead: unanswered critical']);
    expect(told('slack-soc')).toEqual(['slack-soc: new critical', 'slack-soc: unanswered critical']);
    expect(told('mail')).toEqual(['mail: new critical']);
    await until(300);
    expect(told('lead')).toHaveLength(1);
  });

  it('that somebody answers is told to nobody else, and its thread says who has it', async () => {
    const { attack, acknowledge, sent, told, until } = deployed();
    const { id } = await attack();
    await until(10);
    expect(await acknowledge(id)).toMatchObject({ ok: true });
    expect(told('slack-soc')).toEqual(['slack-soc: new critical', 'slack-soc: answer']);
    expect(sent.at(-1)?.notice).toMatchObject({ alert: { id }, answer: { answer: 'acknowledged', by: jane } });
    await until(300);
    expect(told('lead')).toEqual([]);
  });

  it('needs another answer once it is more severe than what was answered', async () => {
    const { fail, acknowledge, stores, told, until } = deployed();
    await fail(5);
    const [{ id }] = stores.ledger.alerts() as [Alert];
    await acknowledge(id);
    await until(20);
    await fail(10);
    expect(told('slack-soc').at(-1)).toBe('slack-soc: raised critical');
    await until(29);
    expect(told('lead')).toEqual([]);
    await until(1);
    expect(told('lead')).toEqual(['lead: unanswered critical']);
  });

  it('is escalated at once by whoever asks for it', async () => {
    const { attack, acknowledge, sent, told, until } = deployed();
    const { id } = await attack();
    expect((await acknowledge(id, 'escalated')).message).toContain('Told: lead');
    expect(told('lead')[0]).toBe('lead: escalated critical');
    expect(sent.at(-1)?.notice).toMatchObject({ answer: { answer: 'escalated' }, escalatedTo: ['lead'] });
    await until(300);
    expect(told('lead').filter((message) => /(unanswered|escalated) critical/.test(message))).toHaveLength(1);
  });

  it('hears of news also where it was escalated to', async () => {
    const { fail, told, until } = deployed({ quietMinutes: 0 });
    await fail(5);
    await until(30);
    await fail(10);
    expect(told('lead')).toEqual(['lead: unanswered high', 'lead: raised critical']);
  });

  it('that is refused by the others is tried again', async () => {
    const { attack, told, until, refusing, clock } = deployed();
    await attack();
    refusing.add('lead');
    await expect(until(30)).rejects.toThrow(/lead refuses/);
    refusing.clear();
    clock.now += 60_000;
    await until(1);
    expect(told('lead')).toEqual(['lead: unanswered critical']);
    expect(told('slack-soc')).toEqual(['slack-soc: new critical', 'slack-soc: unanswered critical']);
  });
});

it('medium alerts are not escalated', async () => {
  const { fail, told, until } = deployed();
  await fail(3);
  await until(300);
  expect(told('lead')).toEqual([]);
});

it('without anybody to escalate to nothing is sent a second time', async () => {
  const { attack, acknowledge, told, until } = deployed({ besides: [] });
  const { id } = await attack();
  await until(300);
  expect(told('slack-soc')).toEqual(['slack-soc: new critical']);
  expect((await acknowledge(id, 'escalated')).message).toContain('nobody else was told');
});

it('a hundred alerts that nobody answers do not flood the others either', async () => {
  const { attack, told, until } = deployed({ floodLimit: 5 });
  for (let count = 0; count < 30; count += 1) await attack(`user-${count}`);
  await until(60);
  // Twice the limit, since each is the first critical one of its user.
  expect(told('lead').filter((message) => message.includes('unanswered')).length).toBeLessThanOrEqual(10);
  expect(told('lead').filter((message) => message === 'lead: flood')).toHaveLength(1);
});

describe('an escalation', () => {
  const second = (name: string, patch: object = {}): Route => ({
    ...everywhere([{ name, minSeverity: 'high', when: 'unanswered' }]),
    ...patch,
  });

  it('goes on where a destination that knew of the alert is not deployed any more', async () => {
    const { attack, stores } = deployed();
    await attack();
    const others = deployed({ stores, routes: [everywhere([{ name: 'mail', minSeverity: 'medium' }])] });
    await others.until(31);
    expect(others.told('lead')).toEqual(['lead: unanswered critical']);
  });

  it('that fails at first is told when its button is pressed again', async () => {
    const { attack, acknowledge, told, refusing } = deployed();
    const { id } = await attack();
    refusing.add('lead');
    await expect(acknowledge(id, 'escalated')).rejects.toThrow(/lead refuses/);
    refusing.clear();
    expect(await acknowledge(id, 'escalated')).toMatchObject({ ok: true });
    expect(told('lead')[0]).toBe('lead: escalated critical');
    expect(told('slack-soc').slice(1)).toEqual(['slack-soc: answer']);
  });

  it('waits until the units of the account are known, if whose business it is depends on them', async () => {
    let why: string | undefined = 'AWS Organizations could not be asked';
    const accounts = {
      describe: () => Promise.resolve({ organizationalUnits: why === undefined ? ['ou-1'] : [], ...(why && { why }) }),
    };
    const { attack, told, until, clock } = deployed({
      accounts,
      besides: [second('lead', { organizationalUnits: ['ou-1'] })],
    });
    await attack();
    await expect(until(31)).rejects.toThrow(/cannot be escalated yet/);
    why = undefined;
    clock.now += 60_000;
    await until(2);
    expect(told('lead')).toEqual(['lead: unanswered critical']);
  });

  it('of a hundred that fail keeps no other from being escalated', async () => {
    const besides = [second('lead', { accounts: [payments] }), second('broken', { accounts: [account] })];
    const { attack, told, until, refusing, clock } = deployed({ besides, floodLimit: 1000 });
    refusing.add('broken');
    for (let count = 0; count < 110; count += 1) await attack(`user-${count}`);
    clock.now += 60_000;
    await attack('alice', payments);
    for (let minute = 0; minute < 40; minute += 1)
      await until(1).catch(() => {
        clock.now += 60_000;
      });
    expect(told('lead')).toEqual(['lead: unanswered critical']);
  });
});

describe('an answer', () => {
  it('by a button names the channel, since nobody can know who pressed it', async () => {
    const { attack, respond, stores } = deployed();
    const { id } = await attack();
    expect(await respond({ ack: `${id}@soc` })).toMatchObject({ ok: true });
    expect(stores.ledger.rows()[0]?.answer).toMatchObject({ answer: 'acknowledged', by: 'somebody in #soc' });
    expect(await respond({ expected: `${id}@soc` })).toMatchObject({ ok: true });
    expect(stores.ledger.rows()[0]?.answer?.answer).toBe('expected');
    expect(await respond({ escalate: `${id}@soc` })).toMatchObject({ ok: true });
    expect(stores.ledger.rows()[0]?.answer?.answer).toBe('escalated');
  });

  it('by a button whose presser is known names them', async () => {
    const { attack, responder, stores } = deployed();
    const { id } = await attack();
    expect(await responder.pressed({ ack: `${id}@soc` }, 'Slack member U0123ABCD', 'message')).toMatchObject({
      ok: true,
    });
    expect(stores.ledger.rows()[0]?.answer?.by).toBe('Slack member U0123ABCD in #soc');
    const forged = { action: 'answer', answer: 'acknowledged', alert: id, by: 'jane' };
    expect(await responder.pressed(forged, 'Slack member U0123ABCD', 'message')).toMatchObject({ ok: false });
  });

  it('is mailed only where no thread shows it, so that nobody can answer unseen', async () => {
    const [both, mailOnly] = [
      deployed(),
      deployed({ routes: [everywhere([{ name: 'mail', minSeverity: 'medium' }])] }),
    ];
    for (const { attack, acknowledge } of [both, mailOnly]) await acknowledge((await attack()).id);
    expect(both.told('mail')).toEqual(['mail: new critical']);
    expect(mailOnly.told('mail')).toEqual(['mail: new critical', 'mail: answer']);
  });

  it('given twice is told once', async () => {
    const { attack, acknowledge, told } = deployed();
    const { id } = await attack();
    await acknowledge(id);
    expect((await acknowledge(id)).message).toBe(`Alert ${id} was acknowledged before, by ${jane}.`);
    expect(told('slack-soc').filter((message) => message.includes('answer'))).toHaveLength(1);
  });

  it('that takes the place of another says so, and keeps what was said', async () => {
    const { attack, respond, acknowledge, sent, stores, until } = deployed();
    const { id } = await attack();
    await respond({
      action: 'answer',
      answer: 'acknowledged',
      alert: id,
      by: 'bob\n',
      note: 'called "her", not\nhers',
    });
    await until(10);
    expect((await acknowledge(id, 'expected')).message).toMatch(
      / This replaces: acknowledged by "bob␊", 2026-11-20 09:16 UTC: "called 'her', not␊hers"$/,
    );
    const former = { answer: 'acknowledged', by: 'bob\n', note: 'called "her", not\nhers' };
    expect(stores.ledger.rows()[0]?.answer).toMatchObject({ answer: 'expected', by: jane, replaced: former });
    expect(sent.at(-1)?.notice).toMatchObject({ answer: { replaced: former } });
    const { alerts = [] } = await respond({ action: 'alerts', days: 1 });
    expect(alerts[0]?.answer?.replaced).toMatchObject(former);
    // One former answer is enough to ask about; a row does not grow with every press of a button.
    expect((await acknowledge(id)).message).toMatch(
      / This replaces: marked as expected by arn.*, 2026-11-20 09:26 UTC\.$/,
    );
    expect(stores.ledger.rows()[0]?.answer?.replaced).not.toHaveProperty('replaced');
  });

  it('that is the first replaces nothing', async () => {
    const { attack, acknowledge } = deployed();
    expect((await acknowledge((await attack()).id)).message).not.toContain('replaces');
  });

  it('given again with a note is not lost', async () => {
    const { attack, acknowledge, respond, stores } = deployed();
    const { id } = await attack();
    await acknowledge(id);
    const again = { action: 'answer', answer: 'acknowledged', alert: id, by: jane, note: 'not hers' };
    expect((await respond(again)).message).toContain('This replaces: acknowledged by');
    expect(stores.ledger.rows()[0]?.answer?.note).toBe('not hers');
    expect((await respond(again)).message).toContain('was acknowledged before');
  });

  it('takes the id as phones write it', async () => {
    const { attack, acknowledge } = deployed();
    const { id } = await attack();
    expect((await acknowledge(id.toUpperCase())).message).toContain(`Alert ${id} (critical) is acknowledged.`);
  });

  it('outlives news that makes the alert no worse', async () => {
    const { fail, acknowledge, stores } = deployed();
    await fail(5);
    const [{ id }] = stores.ledger.alerts() as [Alert];
    await acknowledge(id);
    await fail(1);
    expect(stores.ledger.rows()[0]?.answer?.by).toBe(jane);
  });

  it('to what is no alert says what was expected', async () => {
    const { acknowledge, respond } = deployed();
    expect(await acknowledge('0123456789abcdef')).toEqual({
      ok: false,
      message: expect.stringContaining('no alert 0123456789abcdef of the last 90 days'),
    });
    expect(await respond({ ack: 'not-an-id@soc' })).toMatchObject({ ok: false });
    expect(await respond({ action: 'answer', answer: 'silenced', alert: '0123456789abcdef', by: jane })).toMatchObject({
      ok: false,
    });
  });

  it('to an alert that another has taken in is one to that other', async () => {
    const { attack, acknowledge, stores } = deployed();
    const { id } = await attack();
    const [row] = stores.ledger.rows();
    if (row === undefined) throw new Error('no row');
    const other = { ...row, alert: { ...row.alert, id: 'b'.repeat(16) }, mergedInto: id, version: 1 };
    await stores.ledger.put(other);
    await stores.notebook.note('filed 2026-11-20', { key: row.key, filedAt: row.filedAt, id: 'b'.repeat(16) });
    expect((await acknowledge('b'.repeat(16))).message).toContain(id);
  });
});

it('alerts are listed, the newest first, with who has them', async () => {
  const { attack, acknowledge, respond, until } = deployed();
  const first = await attack('alice');
  await until(5);
  const second = await attack('bob');
  await acknowledge(second.id);
  const { alerts = [] } = await respond({ action: 'alerts', days: 1 });
  expect(alerts.map(({ alert, answer }) => [alert.id, answer?.by])).toEqual(
    expect.arrayContaining([
      [first.id, undefined],
      [second.id, jane],
    ]),
  );
  await until(25 * 60);
  expect((await respond({ action: 'alerts', days: 1 })).alerts).toEqual([]);
  expect((await respond({ action: 'alerts', days: 3 })).alerts).toHaveLength(2);
});

it('a list that ends with a full day says that days before were not looked at', async () => {
  const { attack, respond } = deployed();
  for (let user = 0; user < 200; user += 1) await attack(`user-${user}`);
  const { message, alerts = [] } = await respond({ action: 'alerts', days: 7 });
  expect(alerts).toHaveLength(200);
  expect(message).toBe('200 alerts of 7 days, the newest; there may be more');
  expect((await respond({ action: 'alerts', days: 1 })).message).toBe('200 alerts of 1 day');
});
