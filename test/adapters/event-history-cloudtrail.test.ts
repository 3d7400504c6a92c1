import { beforeEach, describe, expect, it } from '@jest/globals';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { mockClient } from 'aws-sdk-client-mock';
import { CloudTrailHistory } from '../../lambda/adapters/event-history-cloudtrail';
import type { HistoryEntry } from '../../lambda/engine/reconciliation/event-history';
import { enableMfaDevice } from '../../lambda/events/samples';

const cloudTrail = mockClient(CloudTrailClient);
const record = enableMfaDevice();
const time = Date.parse('2026-11-20T09:00:00Z');
const event = (EventId: string) => ({ EventId, EventTime: new Date(time), CloudTrailEvent: JSON.stringify(record) });
const span = { from: time - 60_000, to: time + 60_000 };

let now: number;
let begun: string[];
let slept: number[];
let history: CloudTrailHistory;

beforeEach(() => {
  cloudTrail.reset();
  [now, begun, slept] = [0, [], []];
  history = new CloudTrailHistory(
    (region) => {
      const client = new CloudTrailClient({ region });
      const send = (command: LookupEventsCommand) => {
        begun.push(`${region} ${now}`);
        return client.send(command);
      };
      return Promise.resolve({ send } as unknown as CloudTrailClient);
    },
    () => now,
    (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
    () => 0.5,
  );
});

async function read(region = 'us-east-1', name = 'EnableMFADevice'): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  for await (const page of history.read(region, name, span)) entries.push(...page);
  return entries;
}

const failure = (name: string, fault: 'client' | 'server' = 'client'): Error =>
  Object.assign(new Error(name), { name, $fault: fault });

it('asks for one name and one span, page by page, two requests a second', async () => {
  cloudTrail
    .on(LookupEventsCommand)
    .resolvesOnce({ Events: [event('1')], NextToken: 'more' })
    .resolvesOnce({ Events: [], NextToken: 'yet more' })
    .resolves({ Events: [event('2')] });
  expect(await read()).toEqual([
    { id: '1', time, record },
    { id: '2', time, record },
  ]);
  expect(cloudTrail.calls().map(({ args: [{ input }] }) => input)).toEqual(
    [undefined, 'more', 'yet more'].map((NextToken) => ({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'EnableMFADevice' }],
      StartTime: new Date(span.from),
      EndTime: new Date(span.to),
      MaxResults: 50,
      NextToken,
    })),
  );
  expect(begun).toEqual(['us-east-1 0', 'us-east-1 500', 'us-east-1 1000']);
});

it('keeps to the rate for each region, from one name to the next', async () => {
  cloudTrail.on(LookupEventsCommand).resolves({});
  await read();
  await read('us-east-1', 'ConsoleLogin');
  await read('eu-north-1');
  expect(begun).toEqual(['us-east-1 0', 'us-east-1 500', 'eu-north-1 500']);
});

it('names what holds no record, and goes on', async () => {
  const broken = [{ CloudTrailEvent: '{' }, { EventId: 'list', CloudTrailEvent: '[]' }, {}];
  cloudTrail.on(LookupEventsCommand).resolves({ Events: [...broken, event('1')] });
  expect(await read()).toEqual([
    { id: 'none', time: span.to, raw: '{', problem: expect.stringContaining('CloudTrailEvent is not JSON') },
    { id: 'list', time: span.to, raw: '[]', problem: expect.stringContaining('expected a CloudTrail record') },
    { id: 'none', time: span.to, raw: undefined, problem: expect.stringContaining('not JSON') },
    { id: '1', time, record },
  ]);
});

describe('a request that fails', () => {
  it.each([
    ['for being one too many', failure('ThrottlingException')],
    ['at AWS', failure('InternalFailure', 'server')],
    ['on the way', Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
  ])('%s is tried again after a pause that grows', async (_, error) => {
    cloudTrail
      .on(LookupEventsCommand)
      .rejectsOnce(error)
      .rejectsOnce(error)
      .rejectsOnce(error)
      .resolves({ Events: [event('1')] });
    expect(await read()).toHaveLength(1);
    expect(slept.filter((pause) => pause >= 500)).toEqual([500, 1000, 2000]);
  });

  it('six times is given up', async () => {
    cloudTrail.on(LookupEventsCommand).rejects(failure('ThrottlingException'));
    await expect(read()).rejects.toThrow('ThrottlingException');
    expect(begun).toHaveLength(6);
  });

  it('for what was asked is not tried again', async () => {
    cloudTrail.on(LookupEventsCommand).rejects(failure('InvalidTimeRangeException'));
    await expect(read()).rejects.toThrow('InvalidTimeRangeException');
    expect(begun).toHaveLength(1);
  });

  it.each([
    ['AccessDeniedException', 'denied', 'cloudtrail:LookupEvents in eu-north-1: AccessDeniedException'],
    ['UnrecognizedClientException', 'not-enabled', 'eu-north-1 is not enabled in this account'],
  ])('as %s closes the region: %s', async (name, reason, message) => {
    cloudTrail.on(LookupEventsCommand).rejects(failure(name));
    await expect(read('eu-north-1')).rejects.toMatchObject({ reason, message });
    expect(begun).toHaveLength(1);
  });
});
