import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { account, enableMfaDevice } from '../../lambda/events/samples';
import { invoke, invokeAsynchronously, logLines, stack } from './aws';
import { envelope, happening } from './envelopes';
import { eventually, settled } from './eventually';
import { heal, inject, publishes } from './interception';
import { Queue, Subscriber } from './queue';

/** Seconds; longer than the emulator waits before an event's last retry. */
const longestPause = 3;
let queue: Subscriber;
const deadLetters = new Queue(stack.DeadLettersUrl);

beforeAll(async () => {
  queue = await Subscriber.subscribe('delivery');
});

afterEach(heal);

/** Each user has an intruder of their own: one who changes the devices of many is one story, and one alert. */
function deviceFor(user: string): Record<string, unknown> {
  const serial = `arn:aws:iam::${account}:mfa/${user}-tablet`;
  return envelope(
    enableMfaDevice({ by: `${user}-intruder`, with: 'long-term-key', for: user, serial, ...happening(0) }),
  );
}

test('the same event twice is one alert', async () => {
  const event = deviceFor('erin');
  await invoke(event);
  await invoke(event);

  expect(await publishes('erin-intruder')).toHaveLength(2);
  expect(await queue.told('erin')).toHaveLength(1);
});

test('ten copies of an event at the same time are one alert, and no copy is left behind', async () => {
  const event = deviceFor('frank');
  await inject({ service: 'sns', action: 'Publish', containing: 'frank', times: 1, delayMs: 3000 });
  await Promise.all(Array.from({ length: 10 }, () => invokeAsynchronously(event)));

  await eventually('an alert', () => queue.told('frank'));
  await settled(attempts, longestPause);
  expect(await publishes('frank-intruder')).toHaveLength(2);
  expect(await queue.told('frank')).toHaveLength(1);
  expect(await deadLetters.messages('frank')).toEqual([]);
});

/** How often the function has been run to its end, well or not. */
async function attempts(): Promise<number> {
  return (await logLines()).filter((line) => line.startsWith('REPORT')).length;
}

test('an alert that SNS refuses at first arrives by retry, and only where it was refused', async () => {
  await inject({
    service: 'sns',
    action: 'Publish',
    containing: 'grace',
    times: 1,
    error: { status: 400, code: 'KMSAccessDenied', message: 'The ciphertext refers to a key that you may not use' },
  });
  await invokeAsynchronously(deviceFor('grace'));

  const sent = () => publishes('grace-intruder');
  await eventually('the retry', async () => (await sent()).slice(2));
  const refused = (await sent()).filter(({ accepted }) => !accepted);
  const accepted = (await sent()).filter((publish) => publish.accepted);
  expect(refused).toHaveLength(1);
  expect(accepted.map(({ topic }) => topic).sort()).toEqual([stack.AlertTopicArn, stack.SlackTopicArn1].sort());
  expect(accepted.at(-1)?.topic).toBe(refused[0]?.topic);
});

test('an event that the table refuses at first is handled by retry', async () => {
  await inject({
    service: 'dynamodb',
    action: 'TransactWriteItems',
    containing: 'kate',
    times: 1,
    error: { status: 400, code: 'AccessDeniedException', message: 'not authorized to perform: dynamodb:PutItem' },
  });
  await invokeAsynchronously(deviceFor('kate'));

  await eventually('the alert', () => queue.told('kate'));
});

test('an event whose alert SNS never takes ends in the dead-letter queue, complete', async () => {
  await inject({
    service: 'sns',
    action: 'Publish',
    containing: 'heidi',
    error: { status: 500, code: 'InternalFailure', message: 'try again later' },
  });
  const event = deviceFor('heidi');
  await invokeAsynchronously(event);

  const [kept] = await eventually('the event', () => deadLetters.messages('heidi'));
  expect(JSON.parse(kept.body)).toMatchObject({
    requestContext: { condition: 'RetriesExhausted' },
    requestPayload: event,
  });
  expect(await queue.told('heidi')).toEqual([]);
});

test.each([
  ['that is no object', 'ivan: no object'],
  ['without a record', { source: 'aws.iam', account, note: 'ivan: no record' }],
  ['with characters that SQS does not take', { source: 'aws.iam', account, note: 'ivan: \0 \ufffe \ud800' }],
  ['whose record has no readable time', envelope(enableMfaDevice({ by: 'ivan', patch: { eventTime: '\0' } }))],
])('an event %s is kept in the dead-letter queue with the reason, counted, and not retried', async (_what, event) => {
  const [kept, counted] = [await deadLetters.messages('ivan'), await unreadable()];
  // Lambda retries only what fails, and then this would throw.
  await invoke(event);

  const [added, ...others] = (await deadLetters.messages('ivan')).slice(kept.length);
  expect(others).toEqual([]);
  expect(added?.body.replaceAll('?', '\ufffe')).toBe(JSON.stringify(event));
  expect(added?.attributes['reason']).toMatch(/not an EventBridge event|eventTime/);
  // The log follows some moments later.
  expect(await eventually('the metric', async () => (await unreadable()).slice(counted.length))).toHaveLength(1);
});

/** The metric's lines in the log that count an event as unreadable. */
async function unreadable(): Promise<string[]> {
  const lines = (await logLines()).filter((line) => line.includes('"UnreadableEvents":1'));
  return lines.filter((line) => line.includes('"CloudWatchMetrics"'));
}
