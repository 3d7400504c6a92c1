import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { account, enableMfaDevice } from '../../lambda/events/samples';
import { folder, invokeAsynchronously, sqs, stack } from './aws';
import { turnClocks } from './clock';
import { commandLine } from './command-line';
import { envelope, happening } from './envelopes';
import { eventually } from './eventually';
import { heal, inject, met, type Publish, publishes } from './interception';
import { Subscriber } from './queue';

/** Three tries, each until the calls' own limits, and Lambda's pauses between them. */
const threeTries = 120;
const name = new URL(stack.DeadLettersUrl).pathname;
let queue: Subscriber;

beforeAll(async () => {
  queue = await Subscriber.subscribe('faults');
});

afterEach(async () => {
  await heal();
  turnClocks(folder, 0);
});

/** Each user has an intruder of their own: one who changes the devices of many is one story, and one alert. */
function deviceFor(user: string): Record<string, unknown> {
  const serial = `arn:aws:iam::${account}:mfa/${user}-tablet`;
  return envelope(
    enableMfaDevice({ by: `${user}-intruder`, with: 'long-term-key', for: user, serial, ...happening(0) }),
  );
}

async function accepted(user: string): Promise<Publish[]> {
  return (await publishes(`${user}-intruder`)).filter((publish) => publish.accepted);
}

/** What lies in the dead-letter queue and stays there. */
async function deadLetters(containing: string): Promise<string[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: stack.DeadLettersUrl,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 0,
  });
  const { Messages = [] } = await sqs.send(command);
  return Messages.map(({ Body = '' }) => Body).filter((body) => body.includes(containing));
}

function redrive(): Promise<string> {
  const url = `https://sqs.us-east-1.amazonaws.com${name}`;
  return commandLine('redrive', url, '--function', stack.FunctionName, '--region', 'us-east-1');
}

async function expectToldOnce(user: string): Promise<void> {
  await eventually('both topics', async () => ((await accepted(user)).length > 1 ? [true] : []));
  const topics = (await accepted(user)).map(({ topic }) => topic);
  expect(topics.sort()).toEqual([stack.AlertTopicArn, stack.SlackTopicArn1].sort());
  expect(await queue.told(`${user}-intruder`)).toHaveLength(1);
}

test.each([
  ['reads or writes its memory', 'dynamodb', 'percival'],
  ['tells of it', 'sns', 'quentin'],
])('an event during which the process is killed while it %s is told by the retry, once', async (_, service, user) => {
  await inject({ service, containing: user, times: 1, kills: true });
  await invokeAsynchronously(deviceFor(user));
  // Lambda waits for a minute before it tries again, the emulator for a second.
  turnClocks(folder, 1);

  await expectToldOnce(user);
  expect(await met(service, user)).toBe(1);
  expect(await deadLetters(user)).toEqual([]);
});

test.each([
  ['DynamoDB', { service: 'dynamodb' }, 'ruth'],
  ['SNS', { service: 'sns', action: 'Publish', containing: 'sybil' }, 'sybil'],
])(
  'an event during which %s stops answering is given up by the function itself, and told once after `redrive`',
  async (_, silent, user) => {
    await inject({ ...silent, isSilent: true });
    const event = deviceFor(user);
    await invokeAsynchronously(event);
    const [kept] = await eventually('the event', () => deadLetters(user), threeTries);
    expect(JSON.parse(kept)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted' },
      requestPayload: event,
    });
    expect(kept).not.toContain('Task timed out');
    expect(await queue.told(user)).toEqual([]);

    await heal();
    turnClocks(folder, 1);
    expect(await redrive()).toContain('EnableMFADevice');
    await expectToldOnce(user);
    expect(await deadLetters(user)).toEqual([]);
  },
  180_000,
);

test('an event during which IAM stops answering is told at the first try, with devices that are not known', async () => {
  await inject({ service: 'iam', isSilent: true });
  await invokeAsynchronously(deviceFor('trudy'));

  await expectToldOnce('trudy');
  const [{ alert }] = await eventually('the alert', () => queue.told('trudy-intruder'));
  expect(alert.devices).toMatchObject({ status: 'unknown' });
  expect(await deadLetters('trudy')).toEqual([]);
});
