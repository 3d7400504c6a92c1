import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../lambda/alerts/alert';
import { rank } from '../../lambda/detections/severity';
import { account, at, deactivateMfaDevice, enableMfaDevice } from '../../lambda/events/samples';
import { live } from './live';
import { runs } from './runs';
import { delivered, inAccount, scenario } from './scenario';
import { everywhere, finalDevices, parse } from './world';

const jane = 'arn:aws:iam::111122223333:user/jane';
const newPhone = { action: 'expect', user: 'alice', act: 'adds-device', minutes: 120, reason: 'new phone', by: jane };
const start = Date.parse(at(-5));

type Situation = Parameters<typeof live>[0];

function deployed(situation: Situation = {}) {
  const world = live({
    routes: [everywhere([{ name: 'mail', minSeverity: 'low' }])],
    besides: [everywhere([{ name: 'lead', minSeverity: 'high', when: 'unanswered' }])],
    devices: finalDevices({ alice: ['old-phone'], bob: [] }, []),
    start,
    ...situation,
  });
  const announce = (request: object = {}) => world.responder.respond({ ...newPhone, ...request }, 'announced');
  const alertOf = async (record: object): Promise<Alert | undefined> => {
    await world.pipeline.handle(parse(record), 'event');
    return world.stores.ledger.alerts().at(-1);
  };
  return { ...world, announce, alertOf };
}

/** Her second device, from the console, not MFA-authenticated: critical. */
const adds = enableMfaDevice({ by: 'alice', with: 'console' });

/** Anybody who may call GetFederationToken chooses the name. */
const federated = {
  ...adds,
  userIdentity: {
    type: 'FederatedUser',
    principalId: `${account}:alice`,
    arn: `arn:aws:sts::${account}:federated-user/alice`,
    accountId: account,
    accessKeyId: 'ASIAEXAMPLEALICE0009',
    userName: 'alice',
  },
};

describe('an announced change', () => {
  it('is low when it comes, with the reason, who announced it and until when', async () => {
    const { announce, alertOf } = deployed();
    expect((await deployed().alertOf(adds))?.severity).toBe('critical');
    await announce();
    const alert = await alertOf(adds);
    expect(alert).toMatchObject({
      severity: 'low',
      expected: { reason: 'new phone', by: jane, until: '2026-11-20T10:55:00Z' },
    });
    expect(alert?.reasons.join()).toContain(`${jane} had announced`);
  });

  it('is told to everybody when it is announced, and when it is taken back', async () => {
    const { announce, responder, sent } = deployed();
    const { expectations: [made] = [] } = await announce();
    expect(sent.map(({ destination, notice }) => [destination, notice?.kind])).toEqual([
      ['mail', 'expectation'],
      ['lead', 'expectation'],
    ]);
    await responder.respond({ action: 'cancel', expectation: made?.id, by: jane }, 'taken back');
    expect(sent.slice(2).map(({ notice }) => notice)).toMatchObject([{ isCancelled: true }, { isCancelled: true }]);
  });

  it('does not count where somebody could not be told of it', async () => {
    const { announce, alertOf, refusing } = deployed();
    refusing.add('lead');
    await expect(announce()).rejects.toThrow(/lead refuses/);
    expect((await alertOf(adds))?.severity).toBe('critical');
  });

  it('does not count once it is taken back', async () => {
    const { announce, alertOf, responder } = deployed();
    const { expectations: [made] = [] } = await announce();
    expect(await responder.respond({ action: 'cancel', expectation: made?.id, by: jane }, 'x')).toMatchObject({
      ok: true,
    });
    expect((await alertOf(adds))?.severity).toBe('critical');
    expect(await responder.respond({ action: 'cancel', expectation: made?.id, by: jane }, 'y')).toMatchObject({
      ok: false,
    });
  });

  it.each<[string, object, object]>([
    ['another user', { user: 'bob' }, adds],
    ['another actor', { actor: 'helpdesk' }, adds],
    ['another kind of act', { act: 'resyncs-device' }, adds],
    ['what happened before', {}, enableMfaDevice({ by: 'alice', with: 'console', minute: -6 })],
    ['what happens after it is over', { minutes: 5 }, adds],
    ['a removal', {}, deactivateMfaDevice({ by: 'alice', with: 'console' })],
    ['a long-term key', {}, enableMfaDevice({ by: 'alice', with: 'long-term-key' })],
    ['a federated session that somebody has named so', {}, federated],
    ['a user of that name in another account', {}, inAccount([adds], '222233334444')[0] ?? {}],
  ])('does not cover %s', async (_, request, record) => {
    const [without, announced] = [deployed(), deployed()];
    expect(await announced.announce(request)).toMatchObject({ ok: true });
    expect(await announced.alertOf(record)).toEqual(await without.alertOf(record));
  });

  it('covers another actor who is named, by name or by ARN', async () => {
    const byBob = enableMfaDevice({ by: 'bob', with: 'console', for: 'alice' });
    for (const actor of ['BOB', `arn:aws:iam::${account}:user/bob`]) {
      const { announce, alertOf } = deployed();
      await announce({ actor });
      expect((await alertOf(byBob))?.severity).toBe('low');
    }
  });

  it.each([
    ['root', { user: 'root' }, /root/],
    ['no name of a user', { user: 'no such user!' }, /expected the name of an IAM user, and not root: 1 to 64 letters/],
    ['a name that is too long', { user: 'a'.repeat(65) }, /expected the name of an IAM user/],
    ['a user by ARN', { user: `arn:aws:iam::${account}:user/alice` }, /expected the name of an IAM user/],
    ['an actor who is nobody', { actor: 'arn:nonsense' }, /expected an IAM user such as helpdesk, a role session/],
    ['a role, whose sessions have other ARNs', { actor: `arn:aws:iam::${account}:role/HelpDesk` }, /a role session/],
    ['root as it is called in records', { user: '<root>' }, /root/],
    ['what root does', { actor: `arn:aws:iam::${account}:root` }, /root/],
    ['more than a day', { minutes: 1441 }, /not a request/],
    ['a removal', { act: 'removes-device' }, /not a request/],
    ['another account without an organization', { account: '222233334444' }, /expected 111122223333/],
  ])('is refused for %s', async (_, request, problem) => {
    const { announce, sent } = deployed();
    const reply = await announce(request);
    expect(reply.ok).toBe(false);
    expect(reply.message).toMatch(problem);
    expect(sent).toEqual([]);
  });

  it.each([
    ['alice', 'alice may add an MFA device', {}],
    ['another actor', 'helpdesk may add an MFA device to alice', { actor: 'helpdesk' }],
    [
      'another kind of act',
      'HelpDesk/jane may resynchronise an MFA device of alice',
      { actor: 'HelpDesk/jane', act: 'resyncs-device' },
    ],
  ])('of %s is answered with what, where, until when, and how to take it back', async (_, what, request) => {
    const { announce, responder, clock } = deployed();
    clock.now += 1437;
    const { message, expectations: [made] = [] } = await announce(request);
    expect(message).toBe(
      `Announced: ${what} in ${account} until 2026-11-20 10:55 UTC. Everybody was told. ` +
        'Take it back: npm start -- expect --cancel announced-1',
    );
    expect(made).toMatchObject({ from: '2026-11-20T08:55:01Z', until: '2026-11-20T10:55:01Z' });
    const takenBack = await responder.respond({ action: 'cancel', expectation: 'ANNOUNCED-1', by: jane }, 'x');
    expect(takenBack.message).toContain(`Taken back: ${what} in ${account}.`);
  });

  it('is announced once while it stands, whoever asks again and for however long', async () => {
    const { announce, responder, sent, clock } = deployed();
    await announce();
    const told = sent.length;
    expect(await announce({ user: 'ALICE', minutes: 5, reason: 'the same', by: 'bob' })).toEqual({
      ok: false,
      message:
        'this is announced already (id announced-1, until 2026-11-20 10:55 UTC): alice may add an MFA device in ' +
        `${account}. Nobody was told again. To announce it anew, take it back first: npm start -- expect --cancel announced-1`,
    });
    expect(sent).toHaveLength(told);
    for (const other of [{ user: 'bob' }, { actor: 'helpdesk' }, { act: 'resyncs-device' }])
      expect(await announce(other)).toMatchObject({ ok: true });
    await responder.respond({ action: 'cancel', expectation: 'announced-1', by: jane }, 'taken back');
    expect(await announce()).toMatchObject({ ok: true });
    clock.now += 120 * 60_000;
    expect(await announce()).toMatchObject({ ok: true });
  });

  it('of an account that nobody knows says so, and of one that has a name says that', async () => {
    const why = 'AWS Organizations could not be asked about account 999999999999 (AccountNotFoundException)';
    const accounts = {
      describe: (of: string) =>
        Promise.resolve({ organizationalUnits: [], ...(of === account ? { name: 'payments' } : { why }) }),
    };
    const { announce } = deployed({ hasMembers: true, accounts });
    expect((await announce({ account: '999999999999' })).message).toMatch(
      /in 999999999999 until .* But is the account right\? AWS Organizations could not be asked .*NotFoundException\)\.$/,
    );
    const { message } = await announce();
    expect(message).toContain(`in payments (${account}) until`);
    expect(message).not.toContain('account right');
  });

  it('of a member account counts there', async () => {
    const { announce, alertOf } = deployed({ hasMembers: true });
    await announce({ account: '222233334444' });
    expect((await alertOf(inAccount([adds], '222233334444')[0] ?? {}))?.severity).toBe('low');
  });

  it('is listed while it lasts', async () => {
    const { announce, responder, clock } = deployed();
    await announce();
    const list = () => responder.respond({ action: 'expectations' }, 'list');
    expect((await list()).expectations).toHaveLength(1);
    clock.now += 121 * 60_000;
    expect((await list()).expectations).toEqual([]);
  });
});

it('an announcement never raises an alert, never takes one below low, and touches nobody else', async () => {
  const orders = scenario.chain((story) => fc.tuple(fc.constant(story), delivered(story.records)));
  await fc.assert(
    fc.asyncProperty(orders, async ([story, records]) => {
      const events = records.map(parse);
      const play = async (isAnnounced: boolean): Promise<Map<string, Alert>> => {
        const { announce, pipeline, stores, clock } = deployed({ devices: finalDevices(story.devices, events) });
        if (isAnnounced) await announce({ minutes: 24 * 60 });
        clock.now += 24 * 3_600_000;
        for (const event of events) await pipeline.handle(event);
        return new Map(stores.ledger.alerts().map((alert) => [[...alert.eventIds].sort().join(), alert]));
      };
      const [without, announced] = [await play(false), await play(true)];
      for (const [eventIds, alert] of announced) {
        const before = without.get(eventIds);
        if (before === undefined) continue;
        expect(rank(alert.severity)).toBeLessThanOrEqual(rank(before.severity));
        if (alert.severity !== before.severity) {
          expect(alert.expected).toBeDefined();
          expect(rank(alert.severity)).toBeGreaterThanOrEqual(rank('low'));
        }
        if (!alert.targets.some((name) => name.toLowerCase() === 'alice')) expect(alert).toEqual(before);
      }
    }),
    runs(60),
  );
});
