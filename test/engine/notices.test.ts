import { beforeEach, describe, expect, it } from '@jest/globals';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import * as z from 'zod/mini';
import { MemoryLedger, MemoryNotebook, MemoryTimers } from '../../lambda/adapters/memory';
import { AwsDestinations } from '../../lambda/adapters/destinations-aws';
import { noticeSchema, type NoticeOf } from '../../lambda/alerts/notice';
import type { Environment } from '../../lambda/config/environment';
import type { Exception } from '../../lambda/config/exceptions';
import { detections } from '../../lambda/detections';
import { Notifier } from '../../lambda/engine/telling/notifier';
import { Once } from '../../lambda/engine/once';
import { watcher } from '../../lambda/engine/catalogue/pattern';
import { Pipeline } from '../../lambda/engine/pipeline';
import { Receiver } from '../../lambda/engine/receiver';
import { account, checkMfa, consoleLogin, elsewhere, enableMfaDevice } from '../../lambda/events/samples';
import { inAccount } from './scenario';
import { failingDevices, schedules, remembering } from './world';

const payments = '222233334444';
const sns = mockClient(SNSClient);
const kinds = { alerts: 'alerts', payments: 'alerts', 'slack-team': 'chat', 'slack-pager': 'chat' } as const;
const mail = { name: 'alerts', minSeverity: 'medium' } as const;
const everybody: Environment['routes'][number] = {
  accounts: [],
  organizationalUnits: [],
  destinations: [mail, { name: 'slack-team', minSeverity: 'medium' }, { name: 'slack-pager', minSeverity: 'critical' }],
};
const routes = [
  { ...everybody, accounts: [payments], destinations: [{ name: 'payments', minSeverity: 'high' as const }] },
  everybody,
];

let now: number;
let kept: string[];
let counts: string[];
let stores: ReturnType<typeof remembering> & { ledger: MemoryLedger; notebook: MemoryNotebook; timers: MemoryTimers };

beforeEach(() => {
  now = Date.parse('2026-11-20T10:00:00Z');
  [kept, counts] = [[], []];
  sns.reset();
  sns.on(PublishCommand).resolves({});
  const notebook = new MemoryNotebook();
  const ledger = new MemoryLedger(notebook);
  stores = { ...{ ledger, notebook }, ...remembering(ledger), timers: new MemoryTimers() };
});

/** As in an invocation of its own, after a deployment with these exceptions and routes. */
function receive(
  raw: object,
  { exceptions = [] as Exception[], told = routes, hasMembers = true } = {},
): Promise<void> {
  const deployed = Object.entries(kinds).map(([name, kind]) => ({ name, kind, arn: `arn:${name}` }));
  const client = new SNSClient({ region: 'us-east-1' });
  const noClient = () => Promise.reject(new Error('not deployed'));
  const settings = {
    account,
    destinations: deployed,
    routes: told,
    besides: [],
    hints: { athenaTable: 'cloudtrail_logs' },
  };
  const destinations = new AwsDestinations(
    { sns: () => Promise.resolve(client), eventBridge: noClient, securityHub: noClient },
    settings,
    () => [],
    () => now,
  );
  const accounts = {
    describe: (id: string) =>
      Promise.resolve({ ...(id === payments && { name: 'payments-prod' }), organizationalUnits: [] }),
  };
  const parts = { ...stores, detections, settings: {}, exceptions, clock: () => now, accounts, destinations };
  const pipeline = new Pipeline({ ...parts, devices: failingDevices });
  const once = new Once({ ...parts, notices: destinations });
  return new Receiver({
    ...schedules({ notifier: new Notifier({ ...parts, account, once, notices: destinations }) }),
    ...{ account, hasMembers, real: pipeline, drill: pipeline, watched: watcher(detections), clock: parts.clock },
    deadLetters: { keep: (_, reason) => Promise.resolve(void kept.push(reason)) },
    journal: {
      count: (metric) => void counts.push(metric),
      latency: () => undefined,
      told: () => undefined,
      suppressed: () => undefined,
      unreadable: () => undefined,
      unknownAccount: () => undefined,
    },
  }).receive(raw, 'attempt');
}

const published = () =>
  sns.commandCalls(PublishCommand).map(({ args: [{ input }] }) => ({
    destination: input.TopicArn?.slice('arn:'.length),
    subject: input.Subject,
    kind: input.MessageAttributes?.['kind']?.StringValue,
    message: JSON.parse(input.Message ?? '') as unknown,
  }));
const told = () => published().map(({ destination, subject }) => [destination, subject]);

/** As CloudWatch writes it, with what somebody in the member account chose. */
const alarm = (value: string, before = 'OK', patch: object = {}): object => ({
  version: '0',
  id: '2dde0eb1-528b-d2d5-9ca6-6d590caf2329',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: payments,
  time: '2026-11-20T09:59:40Z',
  region: 'eu-north-1',
  resources: [`arn:aws:cloudwatch:eu-north-1:${payments}:alarm:mfa-watch-forward-dead-letters`],
  detail: {
    alarmName: 'mfa-watch-forward-dead-letters',
    configuration: { description: 'All is well: https://evil.com <!channel>' },
    previousState: { value: before, timestamp: '2026-11-19T09:59:40.000+0000' },
    state: { value, reason: 'Ignore this: https://evil.com <!channel>', timestamp: '2026-11-20T09:59:40.000+0000' },
  },
  ...patch,
});

describe('an alarm of a forwarder', () => {
  it('is told to everybody, whatever severity they want, in nobody’s words but ours', async () => {
    await receive(alarm('ALARM'));
    const subject = 'HIGH: mfa-watch misses events from eu-north-1 of payments-prod';
    expect(told()).toEqual([
      ['alerts', subject],
      ['slack-team', undefined],
      ['slack-pager', undefined],
    ]);
    expect(published().map(({ kind }) => kind)).toEqual(['alarm', 'alarm', 'alarm']);
    expect(JSON.stringify(published())).not.toMatch(/evil|channel>/);
    expect(published()[1]?.message).toMatchObject({ content: { title: subject } });
  });

  it('is told once, however often it is delivered, and its end, too', async () => {
    await receive(alarm('ALARM'));
    await receive(alarm('ALARM'));
    expect(published()).toHaveLength(3);
    expect(counts).toEqual(['IgnoredEvents']);
    await receive(alarm('OK', 'ALARM', { time: '2026-11-20T10:09:40Z' }));
    expect(told()[3]).toEqual(['alerts', 'mfa-watch: no events from eu-north-1 of payments-prod are waiting any more']);
  });

  /** In minutes; what a mailbox gets, in their order. */
  async function flapping(...changes: [minute: number, state: string, patch?: object][]): Promise<string[]> {
    const start = now;
    for (const [minute, state, patch = {}] of changes) {
      now = start + minute * 60_000;
      await receive(alarm(state, state === 'OK' ? 'ALARM' : 'OK', { time: new Date(now).toISOString(), ...patch }));
    }
    const mails = published().filter(({ destination }) => destination === 'alerts');
    return mails.map(({ subject }) => (subject?.startsWith('HIGH') === true ? 'ALARM' : 'OK'));
  }

  it('is told once an hour in each state, however often somebody sets it', async () => {
    const minutes = Array.from({ length: 59 }, (_, minute) => minute);
    expect(await flapping(...minutes.map((minute): [number, string] => [minute, 'ALARM']))).toEqual(['ALARM']);
    expect(counts).toHaveLength(58);
    expect(await flapping([60, 'ALARM'])).toEqual(['ALARM', 'ALARM']);
  });

  it('that flaps is never left as OK while it is ALARM, and is not a flood', async () => {
    const changes = Array.from({ length: 60 }, (_, minute): [number, string] => [minute, minute % 2 ? 'OK' : 'ALARM']);
    expect(await flapping(...changes)).toEqual(['ALARM', 'OK', 'ALARM']);
  });

  it('of another region or account is another one', async () => {
    const other = { region: 'us-east-2' };
    expect(await flapping([0, 'ALARM'], [1, 'ALARM', other], [2, 'ALARM', { account }])).toHaveLength(3);
  });

  it('that a destination refuses is told to that destination again, and to no other', async () => {
    sns.on(PublishCommand, { TopicArn: 'arn:slack-team' }).rejectsOnce(new Error('throttled')).resolves({});
    await expect(receive(alarm('ALARM'))).rejects.toThrow('1 of 3 destinations could not be told');
    now += 60_000;
    await receive(alarm('ALARM'));
    expect(told().map(([destination]) => destination)).toEqual(['alerts', 'slack-team', 'slack-pager', 'slack-team']);
  });

  it.each(['mfa-watch-undelivered-to-pager', 'mfa-watch-answers-undone'])(
    'of what got lost at home is told, and is another one: %s',
    async (alarmName) => {
      const home = { account, region: 'us-east-1' };
      const lost = { ...home, detail: { alarmName, state: { value: 'ALARM' } } };
      await receive(alarm('ALARM', 'OK', home));
      await receive(alarm('ALARM', 'OK', lost));
      await receive(alarm('ALARM', 'OK', lost));
      expect(told().map(([destination]) => destination)).toHaveLength(6);
      expect(new Set(published().map(({ subject }) => subject)).size).toBeGreaterThan(2);
      // Whoever may write to the bus from a member account cannot say it.
      await receive(alarm('ALARM', 'OK', { ...lost, account: payments }));
      expect(published()).toHaveLength(6);
      expect(kept).toHaveLength(1);
    },
  );

  it('of what comes meanwhile is told as the first was, and that nothing more comes is no end of it', async () => {
    const arriving = { detail: { alarmName: 'mfa-watch-forward-dead-letters.arriving' } };
    const changed = (value: string): [string, object] => [
      value,
      { detail: { ...arriving.detail, state: { value }, previousState: { value: value === 'OK' ? 'ALARM' : 'OK' } } },
    ];
    expect(await flapping([0, 'ALARM'], [1, ...changed('ALARM')], [6, ...changed('OK')])).toEqual(['ALARM']);
    expect(await flapping([90, ...changed('ALARM')], [96, ...changed('OK')])).toEqual(['ALARM', 'ALARM']);
    expect(kept).toEqual([]);
  });

  it('that has only been deployed is not told', async () => {
    await receive(alarm('OK', 'INSUFFICIENT_DATA'));
    expect(published()).toEqual([]);
    expect(counts).toEqual(['IgnoredEvents']);
    expect(kept).toEqual([]);
  });

  it('of another region of the own account needs no organization', async () => {
    await receive(alarm('ALARM', 'OK', { account }), { hasMembers: false });
    expect(told()[0]).toEqual(['alerts', `HIGH: mfa-watch misses events from eu-north-1 of ${account}`]);
  });

  it.each<[string, object, boolean]>([
    ['of a member without an organization', alarm('ALARM'), false],
    ['of no account', alarm('ALARM', 'OK', { account: '2222' }), true],
    ['of no region', alarm('ALARM', 'OK', { region: 'evil.com/#' }), true],
    ['of no time', alarm('ALARM', 'OK', { time: 'now' }), true],
    ['in a state that is not known', alarm('INSUFFICIENT_DATA'), true],
    ['with a name that is none of ours', alarm('ALARM', 'OK', { detail: { alarmName: 'mfa-watch-forward-x' } }), true],
    ['that somebody put on the bus', alarm('ALARM', 'OK', { source: 'my.app' }), true],
  ])('is kept for a person, %s', async (_, raw, hasMembers) => {
    await receive(raw, { hasMembers });
    expect(kept).toHaveLength(1);
    expect(published()).toEqual([]);
  });
});

const digest = (date: string, patch: object = {}): object => ({
  source: 'mfa-watch',
  'detail-type': 'mfa-watch digest',
  account,
  time: `${date}T07:00:00Z`,
  detail: {},
  ...patch,
});
const event = (record: object, source: string, of = account): object => ({
  source: `aws.${source}`,
  'detail-type': 'AWS API Call via CloudTrail',
  account: of,
  detail: inAccount([record], of)[0],
});
const limit = 'LimitExceededException';
const agreed = { reason: 'tokens are replaced', owner: 'lea@example.com', expires: '2026-12-31' };
const failures = (of = account) =>
  [0, 1, 2].map((minute) => event(consoleLogin({ minute, outcome: 'Failure' }), 'signin', of));
const challenges = (of = account) => [0, 1, 2].map((minute) => event(checkMfa({ minute }), 'signin', of));
const attack = event(enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'alice' }), 'iam');

/** By destination, as machines read it; Slack channels by title. */
function digests(): Record<string, NoticeOf<'digest'> | string> {
  const all = published().filter(({ kind }) => kind === 'digest');
  return Object.fromEntries(
    all.map(({ destination, message }) => {
      const { sqs, content } = z
        .object({ sqs: z.optional(z.string()), content: z.optional(z.object({ title: z.string() })) })
        .parse(message);
      const notice = sqs === undefined ? content?.title : (noticeSchema.parse(JSON.parse(sqs)) as NoticeOf<'digest'>);
      return [destination ?? '', notice ?? ''];
    }),
  );
}

async function morning(date = '2026-11-21', options: Parameters<typeof receive>[1] = {}): Promise<void> {
  now = Date.parse(`${date}T07:00:03Z`);
  await receive(digest(date), options);
}

describe('the digest', () => {
  it('tells what an exception covers, and what is less severe than asked for', async () => {
    const exceptions = [{ ...agreed, user: 'alice', detection: 'repeated-mfa-failures' }];
    for (const raw of failures()) await receive(raw, { exceptions });
    now += 60 * 60_000;
    for (const minute of [20, 21, 22]) await receive(event(checkMfa({ minute, by: 'bob' }), 'signin'), { exceptions });
    expect(published()).toEqual([]);
    await morning('2026-11-21', { exceptions });
    const title = 'mfa-watch digest of 2026-11-20: 1 excepted, 1 low';
    expect(told()).toEqual([
      ['alerts', title],
      ['slack-team', undefined],
    ]);
    expect(digests()).toMatchObject({
      alerts: {
        day: '2026-11-20',
        suppressed: {
          count: 1,
          detections: { 'repeated-mfa-failures': 1 },
          alerts: [{ severity: 'medium', suppressed: agreed }],
        },
        below: { count: 1, detections: { 'mfa-challenge-abandoned': 1 }, alerts: [{ severity: 'low' }] },
      },
      'slack-team': title,
    });
  });

  it('does not come when there is nothing to say', async () => {
    await receive(attack);
    sns.resetHistory();
    await morning();
    expect(published()).toEqual([]);
  });

  it('comes once, however often the schedule fires', async () => {
    for (const raw of challenges()) await receive(raw);
    // One may find the other at it, and is retried.
    await Promise.allSettled([morning(), morning()]);
    await morning();
    expect(published()).toHaveLength(2);
  });

  it('that a destination refuses is sent to that destination again, and to no other', async () => {
    for (const raw of challenges()) await receive(raw);
    sns.on(PublishCommand, { TopicArn: 'arn:alerts' }).rejectsOnce(new Error('throttled')).resolves({});
    await expect(morning()).rejects.toThrow('1 of 2 destinations could not be told');
    now += 60_000;
    await receive(digest('2026-11-21'));
    expect(told().map(([destination]) => destination)).toEqual(['alerts', 'slack-team', 'alerts']);
  });

  it('that comes late tells of its own day', async () => {
    for (const raw of challenges()) await receive(raw);
    now = Date.parse('2026-11-24T11:00:00Z');
    await receive(digest('2026-11-21'));
    expect(digests()).toMatchObject({ alerts: { day: '2026-11-20', below: { count: 1 } } });
  });

  it('leaves out what was told in the end', async () => {
    for (const raw of failures(payments)) await receive(raw);
    expect(stores.ledger.rows()).toMatchObject([{ untold: { day: '2026-11-20', destinations: ['payments'] } }]);
    for (const minute of [3, 4]) await receive(event(consoleLogin({ minute, outcome: 'Failure' }), 'signin', payments));
    expect(published()).toMatchObject([{ destination: 'payments', kind: 'alert' }]);
    await morning();
    expect(digests()).toEqual({});
  });

  it('leaves out what was taken back', async () => {
    for (const raw of challenges()) await receive(raw);
    await receive(event(consoleLogin({ minute: 3 }), 'signin'));
    expect(stores.ledger.rows()).toMatchObject([{ withdrawn: true }]);
    await morning();
    expect(published()).toEqual([]);
  });

  it('tells an alert of yesterday again when it has become more severe, and still nobody was told', async () => {
    for (const raw of challenges(payments)) await receive(raw);
    await morning();
    now = Date.parse('2026-11-21T08:00:00Z');
    await receive(event(checkMfa({ minute: 3, from: elsewhere }), 'signin', payments));
    await morning('2026-11-22');
    expect(told()).toEqual([
      ['payments', 'mfa-watch digest of 2026-11-20: 1 low'],
      ['payments', 'mfa-watch digest of 2026-11-21: 1 medium'],
    ]);
  });

  it('tells an alert that goes on after midnight once, on its second day', async () => {
    now = Date.parse('2026-11-20T23:50:00Z');
    for (const raw of challenges(payments)) await receive(raw);
    now = Date.parse('2026-11-21T00:30:00Z');
    await receive(event(checkMfa({ minute: 3, from: elsewhere }), 'signin', payments));
    await morning();
    expect(published()).toEqual([]);
    await morning('2026-11-22');
    expect(told()).toEqual([['payments', 'mfa-watch digest of 2026-11-21: 1 medium']]);
  });

  it('tells two alerts that turn out to be one as one', async () => {
    for (const minute of [0, 50]) await receive(event(enableMfaDevice({ minute, error: limit }), 'iam', payments));
    expect(stores.ledger.alerts()).toHaveLength(2);
    await receive(event(enableMfaDevice({ minute: 25, error: limit }), 'iam', payments));
    await morning();
    expect(digests()).toMatchObject({ payments: { below: { count: 1 } } });
  });

  it('goes where the account’s alerts go', async () => {
    for (const raw of [...failures(payments), ...challenges()]) await receive(raw);
    await morning();
    expect(Object.keys(digests()).sort()).toEqual(['alerts', 'payments', 'slack-team']);
    expect(digests()).toMatchObject({
      alerts: { below: { count: 1, alerts: [{ account }] } },
      payments: { below: { count: 1, alerts: [{ account: payments, accountName: 'payments-prod' }] } },
    });
  });

  it('goes to everybody where the account’s destinations have gone', async () => {
    for (const raw of failures(payments)) await receive(raw);
    await morning('2026-11-21', { told: [everybody] });
    expect(digests()).toMatchObject({ alerts: { below: { count: 1 } } });
  });

  it('lists the strongest of a flood, and counts all', async () => {
    for (let user = 0; user < 60; user += 1)
      for (const minute of [0, 1, 2]) await receive(event(checkMfa({ by: `user-${user}`, minute }), 'signin'));
    await morning();
    const below = { count: 60, severities: { low: 60 }, alerts: { length: 25 } };
    expect(digests()).toMatchObject({ alerts: { below } });
  });

  it.each([
    ['of another account', digest('2026-11-21', { account: payments })],
    ['of no time', digest('2026-11-21', { time: undefined })],
  ])('%s is kept for a person', async (_, raw) => {
    await receive(raw);
    expect(kept).toHaveLength(1);
    expect(published()).toEqual([]);
  });
});

describe('an exception', () => {
  const exceptions = [
    { ...agreed, user: 'alice' },
    { ...agreed, user: 'terraform' },
    { ...agreed, user: 'soon', expires: '2026-12-06' },
    { ...agreed, user: 'over', expires: '2026-11-15' },
  ];
  const reviewed = () => {
    const { alerts } = digests();
    if (typeof alerts !== 'object') return undefined;
    return alerts.exceptions.map(({ exception: { user }, hasExpired, unusedSince }) => [user, hasExpired, unusedSince]);
  };

  it('that has ended, soon ends or covers nothing is told on Mondays', async () => {
    for (const raw of failures()) await receive(raw, { exceptions });
    await morning('2026-11-21', { exceptions });
    expect(reviewed()).toEqual([['over', true, undefined]]);
    sns.resetHistory();
    for (const date of ['2026-11-22', '2026-11-29']) await morning(date, { exceptions });
    expect(published()).toEqual([]);
    await morning('2026-11-30', { exceptions });
    expect(reviewed()).toEqual([
      ['terraform', false, '2026-11-21'],
      ['soon', false, '2026-11-21'],
      ['over', true, '2026-11-21'],
    ]);
  });

  it('is told beside alerts on any day', async () => {
    for (const raw of challenges()) await receive(raw, { exceptions: exceptions.slice(3) });
    await morning('2026-11-21', { exceptions: exceptions.slice(3) });
    expect(reviewed()).toEqual([['over', true, undefined]]);
  });

  it('is in use where it covers only a part of a story', async () => {
    const part = [{ ...agreed, detection: 'mfa-enrolment-refused' }];
    await receive(event(enableMfaDevice({ error: 'InvalidAuthenticationCodeException' }), 'iam'), { exceptions: part });
    await receive(event(enableMfaDevice({ minute: 1, by: 'mallory', for: 'alice' }), 'iam'), { exceptions: part });
    expect([...(await stores.notebook.marks()).keys()]).toEqual([expect.stringMatching(/^used /)]);
  });
});
