import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  paginateQuery,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type * as z from 'zod/mini';
import type { Clock } from '../../engine/ports';

/** Raised when rows change their meaning; rows of another version are passed over and overwritten. Each kind may have its own. */
export const schemaVersion = '1';
/** Seconds. */
export const day = 24 * 60 * 60;
/** An event row is the mark that the event was seen, and dead letters live 14 days. */
export const eventsLive = 16 * day;
export const alertsLive = 90 * day;

/** Fixed width, so that text order is time order. */
export function sortable(time: string | number): string {
  return new Date(time).toISOString();
}

export function expiry(clock: Clock, lives: number): AttributeValue {
  return { N: String(Math.floor(clock() / 1000) + lives) };
}

/** Of one transaction. */
const mostTogether = 100;

/** For `put`: nothing that this release can read is there. */
export const ifAbsent = 'attribute_not_exists(#row) OR #schema <> :schema';

export type Item = Record<string, AttributeValue>;

/** What is written if its condition holds. */
export interface Put {
  item: Item;
  /** Each `#name` in it is the attribute of that name. Absent: always. */
  condition?: string;
  values?: Item;
}

/** @returns what is there instead, where the condition did not hold: no attributes, if nothing is there. */
export async function put(client: DynamoDBClient, table: string, one: Put): Promise<Item | undefined> {
  try {
    await client.send(new PutItemCommand({ ...inputOf(table, one), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }));
    return undefined;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return error.Item ?? {};
    throw error;
  }
}

/**
 * Writes all or none with one call, at twice the price.
 *
 * @returns undefined if all were written; else of each whether its condition did not hold. None may be to blame: somebody
 * else is writing one of the rows, DynamoDB throttles, or they are too many. The SDK tries none of that again.
 */
export async function putTogether(
  client: DynamoDBClient,
  table: string,
  all: readonly Put[],
): Promise<boolean[] | undefined> {
  const [first, ...others] = all;
  if (first === undefined) return undefined;
  if (others.length === 0) return (await put(client, table, first)) && [true];
  if (all.length > mostTogether) return all.map(() => false);
  try {
    await client.send(
      new TransactWriteItemsCommand({ TransactItems: all.map((one) => ({ Put: inputOf(table, one) })) }),
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    return all.map((_, index) => error.CancellationReasons?.[index]?.Code === 'ConditionalCheckFailed');
  }
}

function inputOf(table: string, { item, condition, values = {} }: Put) {
  const written = { TableName: table, Item: item };
  if (condition === undefined) return written;
  return {
    ...written,
    ConditionExpression: condition,
    ExpressionAttributeNames: Object.fromEntries((condition.match(/#\w+/g) ?? []).map((name) => [name, name.slice(1)])),
    ExpressionAttributeValues: { ':schema': item['schema'] ?? { N: schemaVersion }, ...values },
  };
}

/** What one query reads: rows of one key. */
export interface Range {
  key: string;
  from: string;
  to: string;
  /** Rows of a page. */
  most: number;
  /** Default: newest first. */
  oldestFirst?: boolean;
}

/** All rows of the range, of any kind and schema. */
export async function* rowsIn(
  client: DynamoDBClient,
  table: string,
  { key, from, to, most, oldestFirst = false }: Range,
): AsyncGenerator<Item> {
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: '#key = :key AND #row BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#key': 'key', '#row': 'row' },
      ExpressionAttributeValues: { ':key': { S: key }, ':from': { S: from }, ':to': { S: to } },
      ScanIndexForward: oldestFirst,
      ConsistentRead: true,
      Limit: most,
    },
  );
  for await (const page of pages) yield* page.Items ?? [];
}

/** @returns the bodies of at most `most` rows. */
export async function query(
  client: DynamoDBClient,
  table: string,
  range: Range,
  schema = schemaVersion,
): Promise<string[]> {
  const bodies: string[] = [];
  for await (const item of rowsIn(client, table, range)) {
    bodies.push(...bodyOf(item, schema));
    if (bodies.length >= range.most) break;
  }
  return bodies;
}

/** None where another release wrote it. */
export function bodyOf(item: Item, schema = schemaVersion): string[] {
  return item['schema']?.N === schema && item['body']?.S !== undefined ? [item['body'].S] : [];
}

/** A row that this release cannot read is passed over: better a lost memory than a detector that stands still. */
export function readable<Row>(schema: z.ZodMiniType<Row>, body: string): Row[] {
  try {
    const parsed = schema.safeParse(JSON.parse(body));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
