import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  paginateQuery,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type * as z from 'zod/mini';
import type { Clock } from '../engine/ports';

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

/** For `put`: nothing that this release can read is there. */
export const ifAbsent = 'attribute_not_exists(#row) OR #schema <> :schema';

/** @param condition each `#name` in it is the attribute of that name. @returns whether it held. */
export async function put(
  client: DynamoDBClient,
  table: string,
  item: Record<string, AttributeValue>,
  condition: string,
  values: Record<string, AttributeValue> = {},
): Promise<boolean> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: item,
        ConditionExpression: condition,
        ExpressionAttributeNames: Object.fromEntries(
          (condition.match(/#\w+/g) ?? []).map((name) => [name, name.slice(1)]),
        ),
        ExpressionAttributeValues: { ':schema': item['schema'] ?? { N: schemaVersion }, ...values },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** @returns the bodies of at most `most` rows, newest first unless asked otherwise. */
export async function query(
  client: DynamoDBClient,
  table: string,
  key: string,
  from: string,
  to: string,
  most: number,
  { oldestFirst = false, schema = schemaVersion } = {},
): Promise<string[]> {
  const bodies: string[] = [];
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
  for await (const page of pages) {
    bodies.push(...(page.Items ?? []).flatMap((item) => (item['schema']?.N === schema ? (item['body']?.S ?? []) : [])));
    if (bodies.length >= most) break;
  }
  return bodies.slice(0, most);
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
