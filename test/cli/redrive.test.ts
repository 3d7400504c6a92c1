import { beforeEach, describe, expect, test } from '@jest/globals';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import {
  digestDetailType,
  drillSource,
  forwarderQueue,
  reconcileDetailType,
  sweepDetailType,
} from '../../lambda/events/envelope';
import { account, enableMfaDevice } from '../../lambda/events/samples';
import { mfaWatch } from './captured-terminal';

const sqs = mockClient(SQSClient);
const lambda = mockClient(LambdaClient);
const url = `https://sqs.eu-north-1.amazonaws.com/${account}/dead-letters`;
const forwarderUrl = `https://sqs.eu-north-1.amazonaws.com/${account}/${forwarderQueue}`;
const redrive = (...argv: string[]) => mfaWatch(['redrive', url, '--function', 'detect', ...argv]);

beforeEach(() => {
  sqs.reset();
  lambda.reset();
  sqs.on(ChangeMessageVisibilityBatchCommand).resolves({});
  sqs.on(DeleteMessageCommand).resolves({});
  lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
});

const event = (patch: object = {}) => ({
  source: 'aws.iam',
  'detail-type': 'AWS API Call via CloudTrail',
  account,
  region: 'us-east-1',
  time: '2026-11-20T09:00:01Z',
  detail: enableMfaDevice({ minute: 0 }),
  ...patch,
});
const eventId = String(event().detail['eventID']);
const failed = (requestPayload: unknown) => ({
  version: '1.0',
  requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
  requestPayload,
  responsePayload: { errorType: 'ProvisionedThroughputExceededException' },
});
const attribute = (name: string, StringValue: string) => ({ [name]: { DataType: 'String', StringValue } });

/** As SQS hands it out; id and handle tell where it stood. */
function message(id: string, body: unknown, attributes = {}): Message {
  return {
    MessageId: id,
    ReceiptHandle: `handle-${id}`,
    Body: typeof body === 'string' ? body : JSON.stringify(body),
    Attributes: { SentTimestamp: String(Date.UTC(2026, 10, 21)) },
    MessageAttributes: attributes,
  };
}
const undelivered = (id: string, body: unknown = event()) =>
  message(id, body, attribute('ERROR_CODE', 'SDK_CLIENT_ERROR'));
const unreadable = (id: string, body: unknown, reason: string) => message(id, body, attribute('reason', reason));

/** What one call after another to the queue gives; then it is empty. */
function inQueue(...batches: Message[][]): void {
  const receive = sqs.on(ReceiveMessageCommand);
  for (const Messages of batches) receive.resolvesOnce({ Messages });
  receive.resolves({});
}

const invoked = () =>
  lambda.commandCalls(InvokeCommand).map(({ args }) => JSON.parse(args[0].input.Payload as string) as unknown);
const deleted = () => sqs.commandCalls(DeleteMessageCommand).map(({ args }) => args[0].input.ReceiptHandle);
const released = () =>
  sqs
    .commandCalls(ChangeMessageVisibilityBatchCommand)
    .flatMap(({ args }) => args[0].input.Entries ?? [])
    .map(({ ReceiptHandle, VisibilityTimeout }) => [ReceiptHandle, VisibilityTimeout]);
const regionOf = async ({ config }: { config: { region: string | (() => Promise<string>) } }) =>
  typeof config.region === 'string' ? config.region : config.region();
const oops = (name: string, message = 'so it is') => Object.assign(new Error(message), { name });

describe('a redrive', () => {
  test('hands over what no rule could and what the function failed on, then deletes it', async () => {
    inQueue([undelivered('a')], [message('b', failed(event({ region: 'eu-west-1' })))]);
    const { code, stdout, stderr } = await redrive();
    expect([code, stderr]).toEqual([0, '2 messages: 2 sent, 0 left in the queue.\n']);
    expect(stdout).toBe(
      `2026-11-20T09:00:00Z  EnableMFADevice  ${account}  us-east-1  SDK_CLIENT_ERROR → sent\n` +
        `2026-11-20T09:00:00Z  EnableMFADevice  ${account}  us-east-1  ProvisionedThroughputExceededException → sent\n`,
    );
    expect(invoked()).toEqual([event(), event({ region: 'eu-west-1' })]);
    expect(deleted()).toEqual(['handle-a', 'handle-b']);
    expect(released()).toEqual([]);
    const [call] = lambda.commandCalls(InvokeCommand);
    expect(call?.args[0].input).toMatchObject({ FunctionName: 'detect', InvocationType: 'Event' });
  });

  test.each([
    ['the home region', url, 'detect', [], 'us-east-1'],
    ['that of its partition', url.replace('eu-north-1', 'us-gov-east-1'), 'detect', [], 'us-gov-west-1'],
    ['that of its ARN', url, `arn:aws:lambda:eu-west-1:${account}:function:detect`, [], 'eu-west-1'],
    ['the one given', url, 'detect', ['--region', 'us-west-2'], 'us-west-2'],
  ])('reads the queue where it is and calls the function in %s', async (_, from, name, argv, region) => {
    inQueue([undelivered('a')]);
    expect((await mfaWatch(['redrive', from, '--function', name, ...argv])).code).toBe(0);
    const [received] = sqs.commandCalls(ReceiveMessageCommand);
    const [call] = lambda.commandCalls(InvokeCommand);
    expect(await regionOf(received?.thisValue as Parameters<typeof regionOf>[0])).toBe(from.split('.')[1]);
    expect(await regionOf(call?.thisValue as Parameters<typeof regionOf>[0])).toBe(region);
  });

  test('of an empty queue is fine', async () => {
    inQueue();
    expect(await redrive()).toEqual({ code: 0, stdout: '', stderr: 'Nothing lies in the queue.\n' });
  });

  test('leaves what cannot be read, says why, and makes it visible again', async () => {
    inQueue([
      unreadable('a', event(), 'the envelope says source "aws.iam"'),
      message('b', 'no JSON'),
      message('c', ''),
      message('d', { some: 'thing' }),
      message('e', failed('not an event')),
      unreadable('f', '{"cut off', 'too long'),
      undelivered('g'),
    ]);
    const { code, stdout, stderr } = await redrive();
    expect([code, stderr]).toEqual([3, '7 messages: 1 sent, 6 left in the queue.\n']);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(
      /EnableMFADevice .* → left: unreadable: the envelope says source "aws.iam" \(--unreadable/,
    );
    expect(lines[1]).toMatch(/^2026-11-21T00:00:00Z {2}unknown {2}unknown {2}unknown → left: unreadable: not JSON: /);
    expect(lines[2]).toMatch(/left: unreadable: not JSON/);
    expect(lines[3]).toMatch(/left: unreadable: not an EventBridge event/);
    expect(lines[4]).toMatch(/left: unreadable: not an EventBridge event/);
    expect(lines[5]).toMatch(/left: unreadable: too long\n?$/);
    expect(invoked()).toEqual([event()]);
    expect(deleted()).toEqual(['handle-g']);
    expect(released()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => [`handle-${id}`, 0]));
  });

  test('with --unreadable sends that too, once, if it is JSON', async () => {
    const body = { some: 'thing' };
    inQueue([unreadable('a', body, 'no event'), message('b', 'no JSON')], [unreadable('c', body, 'no event')]);
    const { code, stdout } = await redrive('--unreadable');
    expect(code).toBe(3);
    expect(stdout).toMatch(/→ sent\n.*left: unreadable: not JSON.*\n.*left: the same event was sent a moment ago/);
    expect(invoked()).toEqual([body]);
    expect(deleted()).toEqual(['handle-a']);
  });

  test('does not send again what the function fails on again meanwhile, nor a message that comes twice', async () => {
    inQueue([undelivered('a')], [undelivered('a')], [message('b', failed(event()))]);
    const { code, stdout } = await redrive();
    expect(code).toBe(3);
    expect(stdout).toMatch(/^.* → sent\n.* → left: the same event was sent a moment ago; .*\n$/);
    expect(invoked()).toHaveLength(1);
    expect(deleted()).toEqual(['handle-a', 'handle-a']);
    expect(released()).toEqual([['handle-b', 0]]);
  });

  test('with --dry-run promises of two copies what a run does', async () => {
    inQueue([undelivered('a'), message('b', failed(event()))]);
    const { code, stdout, stderr } = await redrive('--dry-run');
    expect(stdout).toMatch(/^.* → would be sent\n.* → would be left: the same event was sent a moment ago; .*\n$/);
    expect([code, stderr]).toEqual([3, '2 messages: 1 would be sent, 1 left. Nothing was changed.\n']);
  });

  describe('of what schedules send', () => {
    const scheduled = (type: string, more: object = {}) =>
      failed({ source: drillSource, 'detail-type': type, account, detail: {}, ...more });
    /** Of ten minutes in which the table refused. */
    const sweeps = Array.from({ length: 10 }, (_, minute) => message(`s${minute}`, scheduled(sweepDetailType)));

    test('deletes what the next one makes up for, however often it failed, and sends the rest', async () => {
      const digest = scheduled(digestDetailType, { time: '2026-11-20T07:00:00Z' });
      inQueue(sweeps, [undelivered('a'), message('d', digest), message('r', scheduled(reconcileDetailType))]);
      const { code, stdout, stderr } = await redrive();
      expect([code, stderr]).toEqual([0, '13 messages: 2 sent, 11 deleted, 0 left in the queue.\n']);
      expect(stdout.match(/→ deleted: mfa-watch sends itself the next one/g)).toHaveLength(11);
      expect(invoked()).toEqual([event(), digest.requestPayload]);
      expect(deleted()).toHaveLength(13);
      expect(released()).toEqual([]);
    });

    test('says so before', async () => {
      inQueue(sweeps);
      const { code, stdout, stderr } = await redrive('--dry-run');
      expect([code, stderr]).toEqual([0, '10 messages: 0 would be sent, 10 deleted, 0 left. Nothing was changed.\n']);
      expect(stdout).toContain('→ would be deleted: mfa-watch sends itself the next one\n');
      expect([invoked(), deleted()]).toEqual([[], []]);
    });

    test('leaves what says so and came by another source', async () => {
      inQueue([undelivered('a', event({ 'detail-type': sweepDetailType }))]);
      expect((await redrive()).stderr).toBe('1 message: 1 sent, 0 left in the queue.\n');
    });

    test('tells what could not be deleted', async () => {
      inQueue(sweeps.slice(0, 1));
      sqs.on(DeleteMessageCommand).rejects(oops('AccessDenied', 'not allowed'));
      const { code, stdout, stderr } = await redrive();
      expect([code, stderr]).toEqual([3, '1 message: 0 sent, 1 left in the queue.\n']);
      expect(stdout).toContain('→ still in the queue: not allowed');
    });
  });

  test("lets nobody who may write to a member's queue speak for another account", async () => {
    inQueue([undelivered('a'), undelivered('b', event({ account: '444455556666' }))]);
    const { code, stdout } = await mfaWatch(['redrive', forwarderUrl, '--function', 'detect', '--unreadable']);
    expect(code).toBe(3);
    expect(stdout).toContain(`left: it says account 444455556666, expected ${account}`);
    expect(deleted()).toEqual(['handle-a']);
  });

  describe("of a member's queue", () => {
    const detect = 'arn:aws:lambda:us-east-1:444455556666:function:detect';
    const member = (name: string, ...argv: string[]) =>
      mfaWatch(['redrive', forwarderUrl, '--function', name, ...argv]);
    const warning = new RegExp(
      `^mfa-watch: the queue is of account ${account}, the function of 444455556666: whoever .* make up records of ${account}\\.\n.*--dry-run.* event id, then add --trust-account ${account}\n`,
    );

    test.each([
      ['nobody', detect, []],
      ['nobody, for a short ARN', '444455556666:function:detect', []],
      ['another account', detect, ['--trust-account', '444455556666']],
    ])('touches nothing before somebody has looked: it trusts %s', async (_, name, argv) => {
      inQueue([undelivered('a')]);
      const { code, stdout, stderr } = await member(name, ...argv);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(warning);
      expect(sqs.calls()).toEqual([]);
    });

    test('shows event ids with --dry-run', async () => {
      inQueue([undelivered('a')]);
      const { code, stdout, stderr } = await member(detect, '--dry-run');
      expect(code).toBe(0);
      expect(stderr).toMatch(warning);
      expect(stdout).toContain(`  ${eventId} → would be sent\n`);
    });

    test.each([
      ['once it is trusted', detect, ['--trust-account', account]],
      ["if it is the function's own account", detect.replace('444455556666', account), []],
    ])('sends %s', async (_, name, argv) => {
      inQueue([undelivered('a')]);
      expect(await member(name, ...argv)).toMatchObject({
        code: 0,
        stderr: '1 message: 1 sent, 0 left in the queue.\n',
      });
      expect(invoked()).toHaveLength(1);
    });
  });

  test('with --dry-run says what lies there, and changes nothing', async () => {
    inQueue([undelivered('a'), unreadable('b', event(), 'so strange')]);
    const { code, stdout, stderr } = await redrive('--dry-run');
    expect([code, stderr]).toEqual([3, '2 messages: 1 would be sent, 1 left. Nothing was changed.\n']);
    expect(stdout).toContain(`us-east-1  SDK_CLIENT_ERROR  ${eventId} → would be sent`);
    expect(stdout).toMatch(/ → would be sent\n.* → would be left: unreadable: so strange/);
    expect([invoked(), deleted()]).toEqual([[], []]);
    expect(released()).toEqual([
      ['handle-a', 0],
      ['handle-b', 0],
    ]);
  });

  test('makes any number of messages visible again', async () => {
    const batch = (from: number) => Array.from({ length: 10 }, (_, index) => undelivered(String(from + index)));
    inQueue(batch(0), batch(10), [undelivered('20')]);
    expect((await redrive('--dry-run')).code).toBe(0);
    const sizes = sqs
      .commandCalls(ChangeMessageVisibilityBatchCommand)
      .map(({ args }) => args[0].input.Entries?.length);
    expect(sizes).toEqual([10, 10, 1]);
  });

  test('never obeys what a message says', async () => {
    const detail = { ...enableMfaDevice({}), eventName: 'a\u001b[31m\n x → sent\u202e' };
    inQueue([undelivered('a', event({ detail })), unreadable('b', {}, 'bad\u001b[2J\n'), message('c', '\u001b[2J\n}')]);
    const { stdout } = await redrive();
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
    expect(stdout.split('\n')).toHaveLength(4);
    expect(stdout).toContain('"a␛[31m␊ x → sent[U+202E]"');
  });
});

describe('what Lambda does not take stays', () => {
  test('one that is too large is left, the others go on', async () => {
    inQueue([undelivered('a'), undelivered('b'), undelivered('c')]);
    lambda.on(InvokeCommand).rejectsOnce(oops('RequestTooLargeException')).resolves({ StatusCode: 202 });
    const { code, stdout } = await redrive();
    expect(code).toBe(3);
    expect(stdout).toMatch(/left: Lambda does not take it: so it is\n.*→ sent\n.*→ sent\n$/);
    expect(deleted()).toEqual(['handle-b', 'handle-c']);
    expect(released()).toEqual([['handle-a', 0]]);
  });

  test.each<[string, number, RegExp]>([
    [
      'TooManyRequestsException',
      3,
      /function detect in us-east-1 did not take.*so it is; run it again in some minutes/,
    ],
    ['ServiceException', 3, /did not take the event, which stays in the queue: so it is; mend that/],
    ['ResourceNotFoundException', 2, /so it is; expected --function to be output FunctionName/],
    ['AccessDeniedException', 2, /so it is; expected credentials that may call lambda:InvokeFunction/],
    ['CredentialsProviderError', 2, /no AWS credentials \(so it is\); expected a profile or keys that may call lambda/],
  ])('%s stops the run', async (name, exit, expected) => {
    inQueue([undelivered('a'), undelivered('b'), undelivered('c')]);
    lambda.on(InvokeCommand).resolvesOnce({ StatusCode: 202 }).rejects(oops(name));
    const { code, stdout, stderr } = await redrive();
    expect([code, stdout.match(/→ sent/g)]).toEqual([exit, ['→ sent']]);
    expect(stderr).toMatch(expected);
    expect(stderr).toContain('2 messages: 1 sent, 1 left in the queue.');
    expect(deleted()).toEqual(['handle-a']);
    expect(released()).toEqual([
      ['handle-b', 0],
      ['handle-c', 0],
    ]);
  });

  test('an answer other than "accepted" is none', async () => {
    inQueue([undelivered('a')]);
    lambda.on(InvokeCommand).resolves({ StatusCode: 200 });
    const { code, stderr } = await redrive();
    expect([code, deleted()]).toEqual([3, []]);
    expect(stderr).toContain('status 200, expected 202');
  });

  test('what could not be deleted is told', async () => {
    inQueue([undelivered('a')]);
    sqs.on(DeleteMessageCommand).rejects(oops('AccessDenied', 'not allowed'));
    const { code, stdout } = await redrive();
    expect(code).toBe(3);
    expect(stdout).toContain('→ sent, but still in the queue: not allowed');
  });
});

describe('a queue that cannot be read', () => {
  test.each<[string, number, RegExp]>([
    ['QueueDoesNotExist', 2, /dead-letters cannot be read: so it is; expected output DeadLettersUrl/],
    ['AccessDenied', 2, /expected credentials of the queue's account that may call sqs:ReceiveMessage, sqs:DeleteM/],
    ['CredentialsProviderError', 2, /no AWS credentials \(so it is\); expected a profile or keys that may call sqs:/],
    ['InternalError', 4, /unexpected failure: .*dead-letters cannot be read: so it is/],
  ])('%s', async (name, exit, expected) => {
    sqs.on(ReceiveMessageCommand).rejects(oops(name));
    const { code, stdout, stderr } = await redrive();
    expect([code, stdout]).toEqual([exit, '']);
    expect(stderr).toMatch(expected);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  test.each([
    'dead-letters',
    `http://sqs.eu-north-1.amazonaws.com/${account}/dead-letters`,
    `https://sqs.eu-north-1.amazonaws.com.example.com/${account}/dead-letters`,
    'https://sqs.eu-north-1.amazonaws.com/dead-letters',
  ])('%s is not the URL of one', async (wrong) => {
    const { code, stderr } = await mfaWatch(['redrive', wrong, '--function', 'detect']);
    expect(code).toBe(2);
    expect(stderr).toContain(`"${wrong}" is not the URL of a queue: expected one such as https://sqs.us-east-1`);
  });

  test('a function must be named', async () => {
    const { code, stderr } = await mfaWatch(['redrive', url]);
    expect(code).toBe(2);
    expect(stderr).toContain("required option '--function <name>' not specified");
  });
});
