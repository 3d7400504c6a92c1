import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { account, rootDevice } from '../../../lambda/events/samples';

type Item = Partial<Record<string, { S?: string; N?: string }>>;

interface Input {
  Item: Item;
  Key: Item;
  TransactItems?: { Put: Input }[];
  RequestItems?: Record<string, { Keys: Item[] }>;
  ConditionExpression?: string;
  ExpressionAttributeValues?: Item;
  ScanIndexForward?: boolean;
  Limit?: number;
}

/** Answers in AWS's place on this machine: DynamoDB with one table in memory, IAM where only root has a device, SNS that takes all. */
export async function stubbedAws() {
  const table = new Map<string, Map<string, Item>>();
  const calls: string[] = [];

  function answer(action: string, body: string): { status?: number; text: string } {
    if (!body.startsWith('{'))
      return {
        text: `<${action}Response><${action}Result>${listed[action] ?? ''}</${action}Result></${action}Response>`,
      };
    const input = JSON.parse(body) as Input;
    if (action === 'Query') return { text: JSON.stringify({ Items: queried(table, input) }) };
    if (action === 'BatchGetItem') return { text: JSON.stringify({ Responses: fetched(input) }) };
    const puts = input.TransactItems?.map(({ Put }) => Put) ?? [input];
    if (action === 'DeleteItem') rowsOf(input).delete(placeOf(input.Key)[1]);
    else if (puts.every((put) => mayWrite(standing(put), put)))
      for (const put of puts) rowsOf(put).set(placeOf(put.Item)[1], put.Item);
    else return { status: 400, text: JSON.stringify(refused(puts)) };
    return { text: '{}' };
  }

  function rowsOf({ Item, Key }: Partial<Input>): Map<string, Item> {
    const [key] = placeOf({ ...Item, ...Key });
    const rows = table.get(key) ?? new Map<string, Item>();
    table.set(key, rows);
    return rows;
  }

  function standing(put: Input): Item | undefined {
    return rowsOf(put).get(placeOf(put.Item)[1]);
  }

  function fetched({ RequestItems = {} }: Input): Record<string, (Item | undefined)[]> {
    const found = Object.entries(RequestItems).map(
      ([name, { Keys }]) => [name, Keys.map((Key) => rowsOf({ Key }).get(placeOf(Key)[1])).filter(Boolean)] as const,
    );
    return Object.fromEntries(found);
  }

  function refused(puts: readonly Input[]): object {
    const [first] = puts;
    if (first !== undefined && puts.length === 1)
      return { __type: 'ConditionalCheckFailedException', Item: standing(first) };
    const reasons = puts.map((put) => ({ Code: mayWrite(standing(put), put) ? 'None' : 'ConditionalCheckFailed' }));
    return { __type: 'TransactionCanceledException', CancellationReasons: reasons };
  }

  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const target = String(request.headers['x-amz-target'] ?? '').split('.')[1];
      const action = target ?? new URLSearchParams(body).get('Action') ?? 'unknown';
      calls.push(action);
      const { status = 200, text } = answer(action, body);
      response.writeHead(status, { 'content-type': body.startsWith('{') ? 'application/x-amz-json-1.0' : 'text/xml' });
      response.end(text);
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Names of the calls since the last time, in their order. */
    taken: (): string[] => calls.splice(0),
    close: (): void => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What IAM lists. */
const listed: Readonly<Record<string, string>> = {
  ListVirtualMFADevices: `<VirtualMFADevices><member><SerialNumber>${rootDevice}</SerialNumber><User><Arn>arn:aws:iam::${account}:root</Arn></User></member></VirtualMFADevices>`,
};

function placeOf(item: Item): [key: string, row: string] {
  return [item['key']?.S ?? '', item['row']?.S ?? ''];
}

function queried(table: Map<string, Map<string, Item>>, input: Input): Item[] {
  const { ':key': key, ':from': from, ':to': to } = input.ExpressionAttributeValues ?? {};
  const rows = [...(table.get(key?.S ?? '') ?? [])].filter(([row]) => row >= (from?.S ?? '') && row <= (to?.S ?? ''));
  rows.sort(([a], [b]) => (a < b ? -1 : 1));
  if (input.ScanIndexForward === false) rows.reverse();
  return rows.slice(0, input.Limit).map(([, item]) => item);
}

/** The conditions of `lambda/adapters/dynamodb*.ts`. */
function mayWrite(before: Item | undefined, { ConditionExpression: condition, ...input }: Input): boolean {
  if (condition === undefined) return true;
  const { ':schema': schema, ':version': version, ':now': now } = input.ExpressionAttributeValues ?? {};
  const isOurs = before?.['schema']?.N === schema?.N;
  if (version !== undefined) return isOurs && before?.['version']?.N === version.N;
  if (!condition.startsWith('attribute_not_exists(#row)')) throw new Error(`unknown condition: ${condition}`);
  return !isOurs || (now !== undefined && Number(before?.['until']?.N) <= Number(now.N));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
