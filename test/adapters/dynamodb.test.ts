import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { DynamoTimelines } from '../../lambda/adapters/dynamodb/timelines';
import { DynamoLedger } from '../../lambda/adapters/dynamodb/ledger';
import { DynamoRegisters } from '../../lambda/adapters/dynamodb/registers';
import { at, consoleLogin, enableMfaDevice } from '../../lambda/events/samples';
import { alertsOf, parse } from '../engine/world';

const dynamodb = mockClient(DynamoDBClient);
const client = new DynamoDBClient({ region: 'us-east-1' });
const clock = (): number => Date.parse(at(0));
const timelines = new DynamoTimelines(client, 'table', clock);
const ledger = new DynamoLedger(client, 'table', clock);
const event = parse(enableMfaDevice({ by: 'mallory', for: 'alice' }));

/** Each row's reason, as DynamoDB gives them. */
function cancelled(...codes: string[]): TransactionCanceledException {
  return new TransactionCanceledException({
    ...{ message: 'Transaction cancelled', $metadata: {} },
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
}

/** The partitions of what was put by calls of their own, in their order. */
function putOneByOne(): (string | undefined)[] {
  return dynamodb.commandCalls(PutItemCommand).map(({ args: [{ input }] }) => input.Item?.['key']?.S);
}

async function filed() {
  const [alert] = await alertsOf([enableMfaDevice({ by: 'mallory', for: 'alice' })]);
  if (alert === undefined) throw new Error('the sample makes no alert');
  return { key: 'a', alert, filedAt: alert.firstSeen, identities: [], deliveries: [], version: 1 };
}

beforeEach(() => {
  dynamodb.reset();
  dynamodb.on(PutItemCommand).resolves({});
});

describe('what is written together', () => {
  it('is one call', async () => {
    dynamodb.on(TransactWriteItemsCommand).resolves({});
    expect(await timelines.append(['a', 'b', 'c'], { event })).toBe('added');
    expect(await ledger.put(await filed(), ['one', 'two'])).toBe(true);
    expect(dynamodb.calls()).toHaveLength(2);
  });

  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'is written one by one after a %s, notes before their alert',
    async (code) => {
      dynamodb.on(TransactWriteItemsCommand).rejects(cancelled(code, 'None', 'None'));
      expect(await timelines.append(['a', 'b', 'c'], { event })).toBe('added');
      expect(putOneByOne()).toEqual(['a', 'b', 'c']);
      expect(await ledger.put(await filed(), ['one', 'two'])).toBe(true);
      expect(putOneByOne().slice(3)).toEqual(['notes/one', 'notes/two', 'a']);
    },
  );

  it('is not written where the alert is at another version', async () => {
    dynamodb.on(TransactWriteItemsCommand).rejects(cancelled('ConditionalCheckFailed', 'None'));
    expect(await ledger.put(await filed(), ['one'])).toBe(false);
    expect(putOneByOne()).toEqual([]);
  });

  it('is written of an event where it is missing', async () => {
    dynamodb.on(TransactWriteItemsCommand).rejects(cancelled('ConditionalCheckFailed', 'None'));
    expect(await timelines.append(['a', 'b'], { event })).toBe('added');
    expect(putOneByOne()).toEqual(['b']);
  });

  it('fails with what DynamoDB refuses altogether', async () => {
    dynamodb.on(TransactWriteItemsCommand).rejects(new Error('AccessDeniedException'));
    await expect(timelines.append(['a', 'b'], { event })).rejects.toThrow('AccessDenied');
  });
});

it('an attempt that AWS refused is written by a call for each subject, at half the price', async () => {
  await timelines.append(['a', 'b'], { event: parse(consoleLogin({ outcome: 'Failure' })) });
  expect(putOneByOne()).toEqual(['a', 'b']);
  expect(dynamodb.calls()).toHaveLength(2);
});

it('registers that DynamoDB does not read together are read one by one', async () => {
  dynamodb.on(BatchGetItemCommand).resolves({ Responses: { table: [] }, UnprocessedKeys: { table: { Keys: [] } } });
  dynamodb.on(QueryCommand).resolves({ Items: [] });
  const registers = new DynamoRegisters(client, 'table', clock);
  expect(await registers.readAll(['a', 'b'])).toEqual([{ version: 0 }, { version: 0 }]);
  expect(dynamodb.commandCalls(QueryCommand)).toHaveLength(2);
});
