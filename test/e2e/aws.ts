import { readFileSync } from 'node:fs';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { account } from './emulator';

/** What run.ts has put up for these tests. */
const environment = z
  .object({ E2E_AWS: z.string(), E2E_PROXY: z.string(), E2E_OUTPUTS: z.string(), E2E_FOLDER: z.string() })
  .parse(process.env);
export const endpoint = environment.E2E_AWS;
export const proxyEndpoint = environment.E2E_PROXY;
export const folder = environment.E2E_FOLDER;

const outputsSchema = z.object({
  'mfa-watch': z.object({
    FunctionName: z.string(),
    ReconcileFunctionArn: z.string(),
    PostureFunctionArn: z.string(),
    TableName: z.string(),
    DeadLettersUrl: z.string(),
    AlertTopicArn: z.string(),
    GuardTopicArn: z.string(),
    QueueUrl1: z.string(),
    SlackTopicArn1: z.string(),
    OverrideTopicArn1: z.string(),
  }),
});
export const stack = outputsSchema.parse(JSON.parse(readFileSync(environment.E2E_OUTPUTS, 'utf8')))['mfa-watch'];

/** The emulator takes an access key of 12 digits for the account that it belongs to. */
export const clientIn = (region: string, of = account) => ({
  endpoint,
  region,
  credentials: { accessKeyId: of, secretAccessKey: 'test' },
});
const client = clientIn('us-east-1');
export const newDynamodb = (): DynamoDBClient => new DynamoDBClient(client);
export const dynamodb = newDynamodb();
export const cloudwatch = new CloudWatchClient(client);
export const eventbridge = new EventBridgeClient(client);
export const iam = new IAMClient(client);
export const sns = new SNSClient(client);
export const sqs = new SQSClient(client);

const urlOf = (name: string): string => `${endpoint}/2015-03-31/functions/${name}`;

/** Waits for the function's end. @returns what it answers. @throws what the function throws. */
export async function invoke(event: unknown, name = stack.FunctionName): Promise<unknown> {
  const answer = await post('RequestResponse', event, name);
  const text = await answer.text();
  if (answer.headers.has('x-amz-function-error')) throw new Error(text);
  return text === '' ? undefined : JSON.parse(text);
}

/** As EventBridge does it: returns at once, Lambda retries. */
export async function invokeAsynchronously(event: unknown): Promise<void> {
  await post('Event', event);
}

async function post(type: string, event: unknown, name = stack.FunctionName): Promise<Response> {
  const answer = await fetch(`${urlOf(name)}/invocations`, {
    method: 'POST',
    headers: { 'x-amz-invocation-type': type },
    body: JSON.stringify(event),
  });
  if (!answer.ok) throw new Error(`Invoke answered ${answer.status}: ${await answer.text()}`);
  return answer;
}

const listSchema = z.object({
  Functions: z.array(z.object({ FunctionName: z.string(), Handler: z.string() })),
});

/** Name of a function of heartbeats; other tests deploy another stack. */
export async function functionOf(handler: 'beat' | 'pulse'): Promise<string> {
  const answer = await fetch(`${endpoint}/2015-03-31/functions/?MaxItems=50`);
  const found = listSchema
    .parse(await answer.json())
    .Functions.find(
      (one) => one.Handler === `${handler}.handler` && one.FunctionName.startsWith('mfa-watch-Heartbeat'),
    );
  if (found === undefined) throw new Error(`no function with handler ${handler} is deployed`);
  return found.FunctionName;
}

const functionSchema = z.object({ LoggingConfig: z.object({ LogGroup: z.string() }) });
const logsSchema = z.object({ events: z.array(z.object({ message: z.string() })), nextToken: z.string().optional() });

/** All lines in the function's log group. */
export async function logLines(name = stack.FunctionName): Promise<string[]> {
  const answer = await fetch(`${urlOf(name)}/configuration`);
  const logGroupName = functionSchema.parse(await answer.json()).LoggingConfig.LogGroup;
  const lines: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.FilterLogEvents' },
      body: JSON.stringify({ logGroupName, nextToken }),
    });
    const { events, nextToken: next } = logsSchema.parse(await page.json());
    lines.push(...events.map(({ message }) => message));
    nextToken = next;
  } while (nextToken !== undefined);
  return lines;
}
