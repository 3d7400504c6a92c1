import { afterAll, beforeEach, describe, expect, it, test } from '@jest/globals';
import { AccountClient, ListRegionsCommand } from '@aws-sdk/client-account';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { join } from 'node:path';
import { detections } from '../../../lambda/detections';
import { namesBySource } from '../../../lambda/engine/reconciliation/swept-names';
import { enableMfaDevice } from '../../../lambda/events/samples';
import { alertsOf, mfaWatch } from '../captured-terminal';
import { folderWith, removeFolders } from '../folder';

afterAll(removeFolders);

const cloudTrail = mockClient(CloudTrailClient);
const sts = mockClient(STSClient);
const minute = 60_000;
const hour = 60 * minute;

interface Known {
  region: string;
  record: Record<string, unknown>;
}
let events: Known[];
let now: number;
let cache: string;

const attackAt = (time: string, eventID: string): Record<string, unknown> => ({
  ...enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', minute: 16 }),
  eventTime: time,
  eventID,
});

beforeEach(() => {
  now = Date.parse('2026-11-26T12:00:00Z');
  cache = join(folderWith({}), 'cache');
  events = [{ region: 'us-east-1', record: attackAt('2026-11-20T09:16:00Z', 'a') }];
  cloudTrail.reset();
  sts.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '111122223333' });
  cloudTrail.on(LookupEventsCommand).callsFake(async (input: LookupEventsCommand['input'], getClient) => {
    const region = await getClient().config.region();
    const [{ AttributeKey, AttributeValue } = {}] = input.LookupAttributes ?? [];
    const field = AttributeKey === 'EventName' ? 'eventName' : 'eventSource';
    const found = events.filter(({ region: where, record }) => {
      const time = Date.parse(String(record['eventTime']));
      const isInTime = time >= (input.StartTime?.getTime() ?? 0) && time <= (input.EndTime?.getTime() ?? 0);
      return where === region && record[field] === AttributeValue && isInTime;
    });
    return {
      Events: found.map(({ record }) => ({
        EventId: String(record['eventID']),
        EventTime: new Date(String(record['eventTime'])),
        CloudTrailEvent: typeof record['raw'] === 'string' ? record['raw'] : JSON.stringify(record),
      })),
    };
  });
});

const replay = (...options: string[]) =>
  mfaWatch(['replay', '--live', '90d', '--cache', cache, ...options], {
    clock: () => now,
    sleep: (milliseconds) => {
      now += milliseconds;
      return Promise.resolve();
    },
  });
const asked = () => cloudTrail.commandCalls(LookupEventsCommand).map(({ args: [{ input }] }) => input);
const namesAsked = () => asked().map((input) => input.LookupAttributes?.[0]?.AttributeValue);

test('the event history is asked for every name that is watched, but AssumeRole, and that is said', async () => {
  const ran = await replay('--region', 'us-east-1');
  expect(alertsOf(ran)).toMatchObject([{ detection: 'mfa-device-added-without-mfa' }]);
  const names = new Set([...namesBySource(detections, true).values()].flatMap((some) => [...some]));
  expect(new Set(namesAsked())).toEqual(names);
  expect(asked()).toHaveLength(names.size);
  const watched = new Set(detections.flatMap(({ watches }) => watches.flatMap((watch) => watch.names)));
  expect([...watched].filter((name) => !names.has(name))).toEqual(['AssumeRole']);
  expect(ran.stderr).toContain('account 111122223333 was asked in us-east-1');
  expect(ran.stderr).toContain('Not asked for: AssumeRole');
});

test('all regions with sign-ins are asked, and IAM only at home', async () => {
  const ran = await replay();
  expect(ran.stderr).toContain('asked in us-east-1, us-east-2, eu-north-1, ap-southeast-2, from 2026-08-28T12:00:00Z');
  expect(namesAsked().filter((name) => name === 'CreateLoginProfile')).toHaveLength(1);
  expect(namesAsked().filter((name) => name === 'ConsoleLogin')).toHaveLength(4);
});

test('the partition is that of the configuration, where the shell says nothing of it', async () => {
  const config = join(folderWith({ 'm.yaml': 'partition: aws-us-gov\n' }), 'm.yaml');
  const ran = await replay('--config', config);
  expect(ran.stderr).toContain('was asked in us-gov-west-1');
});

test('regions that are enabled are asked for at home, as the shell need not name a region', async () => {
  const account = mockClient(AccountClient);
  account.on(ListRegionsCommand).callsFake(async (_, getClient) => ({
    Regions: [{ RegionName: await getClient().config.region() }, { RegionName: 'sa-east-1' }],
  }));
  const config = join(folderWith({ 'm.yaml': 'regions: all-enabled\n' }), 'm.yaml');
  expect((await replay('--config', config)).stderr).toContain('was asked in sa-east-1, us-east-1,');
  account.on(ListRegionsCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
  const { code, stderr } = await replay('--config', config);
  expect([code, stderr]).toEqual([2, expect.stringContaining('account:ListRegions')]);
  account.restore();
});

describe('the second run', () => {
  const first = async () => {
    await replay('--region', 'us-east-1');
    cloudTrail.resetHistory();
    now += 5 * minute;
  };

  it('asks a few times, only for the time since and the hour before, and tells the same', async () => {
    await first();
    const late = attackAt('2026-11-26T11:30:00Z', 'late');
    events.push({ region: 'us-east-1', record: late });
    const ran = await replay('--region', 'us-east-1');
    expect(ran.stderr).toContain('in 2 records of 1 file');
    const start = Date.parse('2026-11-26T11:00:00Z');
    expect(Math.min(...asked().map(({ StartTime }) => StartTime?.getTime() ?? 0))).toBeGreaterThanOrEqual(start);
    expect(asked().length).toBeLessThanOrEqual(namesBySource(detections, true).size + 1);
    now += hour;
    expect((await replay('--region', 'us-east-1')).stdout).toBe(ran.stdout);
  });

  it('goes by names where a service has too many other events', async () => {
    await first();
    const pages = 100;
    cloudTrail
      .on(LookupEventsCommand, {
        LookupAttributes: [{ AttributeKey: 'EventSource', AttributeValue: 'iam.amazonaws.com' }],
      })
      .callsFake(({ NextToken = '0' }: LookupEventsCommand['input']) => ({
        Events: [],
        NextToken: Number(NextToken) < pages ? String(Number(NextToken) + 1) : undefined,
      }));
    events.push({ region: 'us-east-1', record: attackAt('2026-11-26T12:00:30Z', 'new') });
    expect((await replay('--region', 'us-east-1')).stderr).toContain('in 2 records');
    expect(namesAsked().filter((name) => name === 'iam.amazonaws.com').length).toBeLessThan(40);
  });

  it('asks for all where a longer time is asked for', async () => {
    await mfaWatch(['replay', '--live', '1d', '--region', 'us-east-1', '--cache', cache], {
      clock: () => now,
      sleep: () => Promise.resolve(),
    });
    expect(alertsOf(await replay('--region', 'us-east-1'))).toHaveLength(1);
  });
});

describe('what cannot be read', () => {
  it('is told in each run, and the rest is read', async () => {
    events.push({ region: 'us-east-1', record: { ...attackAt('2026-11-20T09:17:00Z', 'b'), raw: '{' } });
    for (const ran of [await replay('--region', 'us-east-1'), await replay('--region', 'us-east-1')]) {
      expect(ran.code).toBe(3);
      expect(alertsOf(ran)).toHaveLength(1);
      expect(ran.stderr).toContain('event history of us-east-1, EnableMFADevice');
      expect(ran.stderr).toContain('CloudTrailEvent is not JSON');
    }
  });

  it('a region that refuses is a problem, one that is not enabled is none', async () => {
    const failing = (name: string) => Object.assign(new Error(name), { name, $fault: 'client' });
    const usual = cloudTrail.on(LookupEventsCommand);
    usual.rejects(failing('AccessDeniedException'));
    const denied = await replay();
    expect(denied.code).toBe(3);
    expect(denied.stderr).toContain('event history of eu-north-1: cloudtrail:LookupEvents in eu-north-1');
    usual.rejects(failing('OptInRequired'));
    const closed = await replay();
    expect(closed.code).toBe(0);
    expect(closed.stderr).toContain('Not enabled in this account, so not asked: us-east-1, us-east-2');
  });

  it('without credentials it says so', async () => {
    const error = Object.assign(new Error('none'), { name: 'CredentialsProviderError' });
    sts.on(GetCallerIdentityCommand).rejects(error);
    const ran = await replay();
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(
      'no AWS credentials (none); expected a profile or keys that may call cloudtrail:LookupEvents; sign in, or set AWS_PROFILE',
    );
  });
});
