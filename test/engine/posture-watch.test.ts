import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryExposures, MemoryNotebook, MemoryRegisters } from '../../lambda/adapters/memory';
import type { Notice, NoticeOf } from '../../lambda/alerts/notice';
import type { Notices, Wanting } from '../../lambda/engine/telling/routing';
import { type Look, PostureWatch } from '../../lambda/engine/posture/posture-watch';
import { Once } from '../../lambda/engine/once';
import { account } from '../../lambda/events/samples';
import { checks } from '../../lambda/posture';
import { report, row, rootRow } from '../../lambda/posture/samples';
import type { Snapshot } from '../../lambda/posture/snapshot';

const thursday = '2026-11-26T06:00:00Z';
const day = 24 * 60 * 60_000;
const after = (days: number): string => new Date(Date.parse(thursday) + days * day).toISOString();

/** Users with a password and no device. */
function exposed(...users: string[]): Snapshot {
  const rows = users.map((user) => row({ user, hasMfa: false, keys: [] }));
  return { users: [], roles: [], virtualDevices: [], credentials: report(rootRow(), ...rows), unread: [] };
}

const scheduled = (kind: string, time: string): object => ({
  ...{ source: 'mfa-watch', 'detail-type': `mfa-watch ${kind}`, account, time, detail: {} },
});

interface World {
  snapshot: Snapshot;
  told: { to: string; notice: NoticeOf<'posture'> }[];
  refusing: Set<string>;
  looks: Look[];
  exposures: MemoryExposures;
  run: (time?: string) => Promise<void>;
  start: (raw: unknown) => Promise<void>;
}

function world(destinations: readonly Wanting[] = [{ name: 'mail', minSeverity: 'medium' }]): World {
  const told: World['told'] = [];
  const refusing = new Set<string>();
  const looks: Look[] = [];
  const exposures = new MemoryExposures();
  const notices: Notices = {
    routes: [{ accounts: [], organizationalUnits: [], destinations }],
    besides: [],
    audienceOf: () => 'mail',
    takesDigest: (name) => name !== 'pager',
    notify: (to: string, notice: Notice) => {
      if (refusing.has(to)) return Promise.reject(new Error(`${to} refuses`));
      if (notice.kind === 'posture') told.push({ to, notice });
      return Promise.resolve();
    },
  };
  let now = Date.parse(thursday);
  const notebook = new MemoryNotebook();
  const made: World = {
    ...{ snapshot: exposed(), told, refusing, looks, exposures },
    run: (time = thursday) => {
      // Each try of Lambda comes a minute after the one before.
      now += 60_000;
      return watch.run(scheduled('posture', time));
    },
    start: (raw) => watch.run(raw),
  };
  const watch = new PostureWatch({
    ...{ account, checks, exposures, notices, registers: new MemoryRegisters() },
    settings: { summaryDay: 'monday', passwordGraceDays: 7 },
    snapshot: () => Promise.resolve(made.snapshot),
    accounts: { describe: () => Promise.resolve({ name: 'payments-prod', organizationalUnits: [] }) },
    once: new Once({ notebook, notices, clock: () => now }),
    journal: { count: () => undefined, looked: (look) => void looks.push(look) },
  });
  return made;
}

let here: World;
beforeEach(() => {
  here = world();
});

const subjectsOf = (list: { exposures: readonly { subject: string }[] } | undefined): string[] =>
  (list?.exposures ?? []).map(({ subject }) => subject);

describe('the first look', () => {
  it('is told as a summary: counts, and the worst ten by name', async () => {
    const many = Array.from({ length: 2_000 }, (_, index) => `user-${String(index).padStart(4, '0')}`);
    here.snapshot = exposed(...many);
    await here.run();
    expect(here.told).toHaveLength(1);
    const notice = here.told[0]?.notice;
    expect(notice).toMatchObject({
      ...{ occasion: 'first', severity: 'high', accountName: 'payments-prod' },
      open: { count: 2_000, severities: { high: 2_000 }, checks: { 'console-password-without-mfa': { high: 2_000 } } },
    });
    expect(subjectsOf(notice?.open)).toEqual(many.slice(0, 10));
    expect(await here.exposures.all()).toHaveLength(2_000);
  });

  it('of an account where nothing stands open tells nothing', async () => {
    await here.run();
    expect(here.told).toEqual([]);
  });
});

describe('later looks', () => {
  it('tell nothing where nothing has changed', async () => {
    here.snapshot = exposed('alice');
    await here.run();
    await here.run(after(1));
    expect(here.told).toHaveLength(1);
  });

  it('tell what is new and what is mended, and no more', async () => {
    here.snapshot = exposed('alice', 'bob');
    await here.run();
    here.snapshot = exposed('bob', 'carol');
    await here.run(after(1));
    const notice = here.told[1]?.notice;
    expect(notice).toMatchObject({ occasion: 'drift', severity: 'high', open: { count: 2, exposures: [] } });
    expect(subjectsOf(notice?.new)).toEqual(['carol']);
    expect(subjectsOf(notice?.mended)).toEqual(['alice']);
    expect(notice?.remedies).toEqual({ 'console-password-without-mfa': expect.stringContaining('register') });
    expect((await here.exposures.all()).map(({ subject, since }) => [subject, since])).toEqual([
      ['bob', thursday],
      ['carol', after(1)],
    ]);
  });

  it('tell those that it is mended who were told that it is open, without alarm', async () => {
    here = world([
      { name: 'mail', minSeverity: 'high' },
      { name: 'pager', minSeverity: 'critical' },
    ]);
    here.snapshot = exposed('alice');
    await here.run();
    here.snapshot = exposed();
    await here.run(after(1));
    expect(here.told.map(({ to, notice }) => [to, notice.severity])).toEqual([
      ['mail', 'high'],
      ['mail', 'info'],
    ]);
  });

  it('tell that a new user has not used the days of grace', async () => {
    const fresh = (): Snapshot => ({
      ...exposed(),
      credentials: report(rootRow(), row({ hasMfa: false, keys: [], createdAt: '2026-11-25T06:00:00Z' })),
    });
    here.snapshot = fresh();
    await here.run();
    expect(here.told).toEqual([]);
    await here.run(after(8));
    const drift = here.told.filter(({ notice }) => notice.occasion === 'drift');
    expect(drift).toMatchObject([
      { notice: { severity: 'high', new: { exposures: [{ subject: 'alice', was: 'low' }] } } },
    ]);
  });

  it('do not take for mended what could not be read, and say so once there is something to say', async () => {
    here.snapshot = exposed('alice');
    await here.run();
    const where = 'iam:GetCredentialReport';
    here.snapshot = {
      ...{
        users: [],
        roles: [],
        virtualDevices: [{ serialNumber: 'arn:aws:iam::111122223333:mfa/x', user: '<root_account>' }],
      },
      unread: [{ where, what: 'IAM refuses it' }],
    };
    await here.run(after(1));
    expect(here.told[1]?.notice).toMatchObject({ mended: { count: 0 }, open: { count: 2 }, unread: [{ where }] });
    expect((await here.exposures.of('Alice')).map(({ seen }) => seen)).toEqual([thursday]);
    here.snapshot = exposed();
    await here.run(after(2));
    expect(here.told[2]?.notice).toMatchObject({ mended: { count: 2 } });
  });
});

describe('a look that dies', () => {
  it('before anybody is told is made again in full', async () => {
    here.snapshot = exposed('alice');
    here.refusing.add('mail');
    await expect(here.run()).rejects.toThrow('mail refuses');
    here.refusing.clear();
    await here.run();
    expect(here.told.map(({ notice }) => notice.occasion)).toEqual(['first']);
  });

  it('when only some were told is told to the others, and to nobody twice', async () => {
    here = world(['mail', 'slack'].map((name) => ({ name, minSeverity: 'medium' })));
    await here.run();
    here.snapshot = exposed('alice');
    here.refusing.add('slack');
    await expect(here.run(after(1))).rejects.toThrow('slack refuses');
    here.refusing.clear();
    await here.run(after(1));
    expect(here.told.map(({ to }) => to)).toEqual(['mail', 'slack']);
  });

  it('between telling and storing is told again only if something else has come up', async () => {
    await here.run();
    const keep = here.exposures.keep.bind(here.exposures);
    here.exposures.keep = () => Promise.reject(new Error('the table is away'));
    here.snapshot = exposed('alice');
    await expect(here.run(after(1))).rejects.toThrow('the table is away');
    await expect(here.run(after(2))).rejects.toThrow('the table is away');
    expect(here.told).toHaveLength(1);
    here.exposures.keep = keep;
    here.snapshot = exposed('alice', 'bob');
    await here.run(after(3));
    expect(subjectsOf(here.told[1]?.notice.new)).toEqual(['alice', 'bob']);
  });

  it('beside another one tells nothing twice: one of the two fails and is tried again', async () => {
    await here.run();
    here.snapshot = exposed('alice');
    const two = await Promise.allSettled([here.run(after(1)), here.run(after(1))]);
    expect(two.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await here.run(after(1));
    expect(here.told).toHaveLength(1);
  });
});

it('whatever fails in between, everybody hears of all that stands open, and of nothing that never did', async () => {
  const users = ['ann', 'ben', 'cid'];
  const step = fc.record({
    /** undefined: the credential report cannot be read. */
    exposed: fc.option(fc.subarray(users), { nil: undefined }),
    fails: fc.constantFrom('nothing', 'mail', 'keep', 'drop'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const one = world();
      const { exposures, refusing, told } = one;
      const [keep, drop] = [exposures.keep.bind(exposures), exposures.drop.bind(exposures)];
      const away = (): Promise<void> => Promise.reject(new Error('the table is away'));
      const standing = async (): Promise<string[]> => subjectsOf({ exposures: await exposures.all() }).sort();
      for (const [index, { exposed: open, fails }] of [...steps, { exposed: users.slice(1), fails: '' }].entries()) {
        const { credentials: _, ...torn } = exposed();
        const before = await standing();
        one.snapshot = open === undefined ? torn : exposed(...open);
        if (fails === 'mail') refusing.add('mail');
        exposures.keep = fails === 'keep' ? away : keep;
        exposures.drop = fails === 'drop' ? away : drop;
        const isStored = await one.run(after(index)).then(
          () => true,
          () => false,
        );
        refusing.clear();
        if (isStored) expect(await standing()).toEqual(open ?? before);
      }
      const heard = told.flatMap(({ notice }) => subjectsOf(notice.occasion === 'first' ? notice.open : notice.new));
      expect(await standing()).toEqual(users.slice(1));
      expect(heard).toEqual(expect.arrayContaining(await standing()));
      for (const { notice } of told) for (const subject of subjectsOf(notice.mended)) expect(heard).toContain(subject);
    }),
  );
});

describe('the weekly summary', () => {
  const weekly = () => here.told.filter(({ notice }) => notice.occasion === 'week');

  it('tells on its day what stands open since when, and what was new and mended in the week', async () => {
    here.snapshot = exposed('alice', 'bob');
    await here.run();
    here.snapshot = exposed('bob', 'carol');
    for (const days of [1, 2, 3]) await here.run(after(days));
    expect(weekly()).toEqual([]);
    await here.run(after(4));
    expect(weekly()).toHaveLength(1);
    const notice = weekly()[0]?.notice;
    expect(notice).toMatchObject({ severity: 'info', open: { count: 2 } });
    expect(notice?.open.exposures.map(({ subject, since }) => [subject, since])).toEqual([
      ['bob', thursday],
      ['carol', after(1)],
    ]);
    expect(subjectsOf(notice?.new)).toEqual(['carol']);
    expect(subjectsOf(notice?.mended)).toEqual(['alice']);
    await here.run(after(11));
    expect(weekly()[1]?.notice).toMatchObject({ open: { count: 2 }, new: { count: 0 }, mended: { count: 0 } });
  });

  it('comes a day late rather than not at all, and once', async () => {
    here.snapshot = exposed('alice');
    await here.run();
    here.refusing.add('mail');
    await expect(here.run(after(4))).rejects.toThrow();
    here.refusing.clear();
    await here.run(after(5));
    await here.run(after(6));
    expect(weekly().map(({ notice }) => notice.time)).toEqual([after(5)]);
  });

  it('that one destination refused is told to that one later, and to the others once', async () => {
    here = world(['mail', 'slack'].map((name) => ({ name, minSeverity: 'medium' })));
    here.snapshot = exposed('alice');
    await here.run();
    here.refusing.add('slack');
    await expect(here.run(after(4))).rejects.toThrow('slack refuses');
    here.refusing.clear();
    await here.run(after(5));
    expect(weekly().map(({ to }) => to)).toEqual(['mail', 'slack']);
  });

  it('is not sent where nothing stands open and nothing was mended', async () => {
    await here.run();
    await here.run(after(4));
    expect(here.told).toEqual([]);
  });

  it('goes to those who get the digest', async () => {
    here = world([
      { name: 'mail', minSeverity: 'critical' },
      { name: 'pager', minSeverity: 'info' },
    ]);
    here.snapshot = exposed('alice');
    await here.run();
    await here.run(after(4));
    expect(weekly().map(({ to }) => to)).toEqual(['mail']);
  });
});

it('nothing else starts it', async () => {
  await expect(here.start(scheduled('posture', 'yesterday'))).rejects.toThrow('its time is missing or no time');
  await expect(here.start(scheduled('digest', thursday))).rejects.toThrow('expected "mfa-watch posture", got a digest');
  expect(here.looks).toEqual([]);
});

it('says what it has seen', async () => {
  here.snapshot = { ...exposed('alice'), unread: [{ where: 'policy x', what: 'is torn' }] };
  await here.run();
  expect(here.looks).toEqual([{ open: 1, appeared: 1, mended: 0, unread: [{ where: 'policy x', what: 'is torn' }] }]);
});
