import type { Message } from '@aws-sdk/client-sqs';
import { openDeadLetter, type DeadLetter } from '../lambda/adapters/dead-letter';
import { nameOf } from '../lambda/adapters/reason';
import { named, printable, shorten } from '../lambda/alerts/plain';
import { homeRegion, partitionOf } from '../lambda/config/partition';
import { forwarderQueue } from '../lambda/events/envelope';
import { credentialsError, said } from './aws-error';
import { mustBeRegion } from './region';
import { write, type Terminal } from './terminal';
import { UsageError } from './usage-error';

export interface RedriveOptions {
  function: string;
  region?: string;
  unreadable?: boolean;
  dryRun?: boolean;
  /** A member account whose queue holds nothing but what CloudTrail wrote: somebody has looked. */
  trustAccount?: string;
}

/** Lambda takes nothing for now. */
class Stopped extends Error {}

/** Hands what lies in a dead-letter queue to the function again. @returns the exit code: 0, or 3 if something is left. */
export async function runRedrive(url: string, options: RedriveOptions, terminal: Terminal): Promise<number> {
  const place = placeOf(url);
  const arnRegion = /^arn:[\w-]+:lambda:([\w-]+):/.exec(options.function)?.[1];
  if (options.region !== undefined) mustBeRegion(options.region);
  const region = options.region ?? arnRegion ?? homeRegion(partitionOf(place.region));
  const dryRun = options.dryRun === true;
  const warning = warningOf(place, options);
  if (warning !== undefined && !dryRun) throw new UsageError(warning);
  if (warning !== undefined) await write(terminal.stderr, `mfa-watch: ${warning}\n`);
  const [queue, detector] = await Promise.all([openQueue(place), openFunction(options.function, region)]);
  const [seen, sent, payloads] = [new Set<string>(), new Set<string>(), new Set<string>()];
  /** Receipt handles of what is still in the queue. */
  const held = new Map<string, string>();
  let problems = 0;

  const handOver = async (id: string, letter: DeadLetter): Promise<string> => {
    const { payload } = letter;
    const left = (why: string): string => {
      problems++;
      return dryRun ? `would be left: ${why}` : `left: ${why}`;
    };
    if (payload === undefined) return left(`unreadable: ${safe(letter.unreadable ?? '', 300)}`);
    const why = obstacle(letter, place, payloads, options) ?? (dryRun ? undefined : await detector.invoke(payload));
    if (why !== undefined) return left(why);
    sent.add(id);
    if (dryRun) return 'would be sent';
    payloads.add(payload);
    const failure = await queue.remove(held.get(id) ?? '');
    if (failure === undefined) held.delete(id);
    else problems++;
    return failure === undefined ? 'sent' : `sent, but still in the queue: ${failure}`;
  };

  try {
    for (let batch = await queue.receive(); batch.length > 0; batch = await queue.receive()) {
      for (const { MessageId = '', ReceiptHandle = '' } of batch) held.set(MessageId, ReceiptHandle);
      for (const message of batch) {
        const { MessageId: id = '', ReceiptHandle: handle = '' } = message;
        // SQS may hand out a message again, even a deleted one.
        if (sent.has(id) && !dryRun && (await queue.remove(handle)) === undefined) held.delete(id);
        if (seen.has(id)) continue;
        seen.add(id);
        const letter = openDeadLetter(message);
        const outcome = await handOver(id, letter);
        await write(terminal.stdout, line(letter, dryRun, outcome));
      }
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    problems++;
    await write(terminal.stderr, `mfa-watch: ${printable(error.message)}\n`);
  } finally {
    await queue.release([...held.values()]);
    if (seen.size > 0) await write(terminal.stderr, summary(seen.size, sent.size, dryRun));
    queue.close();
    detector.close();
  }
  if (seen.size === 0) await write(terminal.stderr, 'Nothing lies in the queue.\n');
  return problems > 0 ? 3 : 0;
}

/**
 * Whoever may write to a member's queue can make up records of that account, also such as take an alert back. Nothing here
 * can tell them from real ones, and a warning comes too late when all is sent a second later: so a person looks first.
 */
function warningOf({ account }: Place, { function: name, trustAccount }: RedriveOptions): string | undefined {
  const home = /^(?:arn:[\w-]+:lambda:[\w-]+:)?(\d{12}):function:/.exec(name)?.[1];
  if (home === undefined || home === account || trustAccount === account) return undefined;
  return `the queue is of account ${account}, the function of ${home}: whoever may write to that queue can make up records of ${account}.
Look at them with --dry-run, see that the organization's trail has the same under each event id, then add --trust-account ${account}`;
}

/** Why a message must not be sent, if so. */
function obstacle(
  { payload = '', unreadable, fromFunction, account }: DeadLetter,
  place: Place,
  payloads: ReadonlySet<string>,
  options: RedriveOptions,
): string | undefined {
  if (unreadable !== undefined && options.unreadable !== true)
    return `unreadable: ${safe(unreadable, 300)} (--unreadable sends it)`;
  // Whoever may write to a member's queue must not speak for other accounts.
  if (place.name === forwarderQueue && account !== place.account)
    return `it says account ${shown(account)}, expected ${place.account}, whose forwarder's queue this is`;
  if (fromFunction && payloads.has(payload))
    return "the same event was sent a moment ago; if it has failed again, the function's log says why";
  return undefined;
}

function line(letter: DeadLetter, dryRun: boolean, outcome: string): string {
  const { time, name, account, region, errorCode, eventId } = letter;
  const known = [time, name, account, region, errorCode ?? [], dryRun ? eventId : []].flat();
  return `${known.map((text) => shown(text)).join('  ')} → ${outcome}\n`;
}

function shown(text = 'unknown'): string {
  return named(safe(text, 100));
}

function safe(text: string, length: number): string {
  return shorten(printable(shorten(text, length)), length);
}

function summary(seen: number, sent: number, dryRun: boolean): string {
  const messages = seen === 1 ? '1 message' : `${seen} messages`;
  if (dryRun) return `${messages}: ${sent} would be sent, ${seen - sent} left. Nothing was changed.\n`;
  return `${messages}: ${sent} sent, ${seen - sent} left in the queue.\n`;
}

interface Place {
  url: string;
  region: string;
  account: string;
  name: string;
}

const queueUrl = /^https:\/\/sqs\.([a-z]+(?:-[a-z]+)+-\d)\.amazonaws\.(?:com|com\.cn|eu)\/(\d{12})\/([\w-]{1,80})$/;

function placeOf(url: string): Place {
  const [, region, account, name] = queueUrl.exec(url) ?? [];
  if (region === undefined || account === undefined || name === undefined)
    throw new UsageError(
      `"${url}" is not the URL of a queue: expected one such as https://sqs.us-east-1.amazonaws.com/111122223333/NAME`,
    );
  return { url, region, account, name };
}

/** Seconds for which others do not see what was received: long enough for a batch, short after a Ctrl-C. */
const hidden = 300;
/** Seconds. With any wait SQS asks all its servers, so that no message means an empty queue. */
const wait = 2;

async function openQueue({ url: QueueUrl, region }: Place) {
  const { SQSClient, ChangeMessageVisibilityBatchCommand, DeleteMessageCommand, ReceiveMessageCommand } =
    await import('@aws-sdk/client-sqs');
  // Calls SQS in that region, and never whatever host a URL names: a request carries the session's token.
  const client = new SQSClient({ region, useQueueUrlAsEndpoint: false });
  return {
    receive: async (): Promise<Message[]> => {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: wait,
        VisibilityTimeout: hidden,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp'],
      });
      try {
        return (await client.send(command)).Messages ?? [];
      } catch (error) {
        throw unreadableQueue(error, QueueUrl);
      }
    },
    /** @returns why it could not be removed: then it is sent once more some day, which does no harm. */
    remove: (ReceiptHandle: string): Promise<string | undefined> =>
      client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })).then(() => undefined, said),
    /** Makes messages visible at once. If that fails, they become so by themselves. */
    release: async (handles: readonly string[]): Promise<void> => {
      for (let from = 0; from < handles.length; from += 10) {
        const Entries = handles
          .slice(from, from + 10)
          .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
        await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })).catch(() => undefined);
      }
    },
    close: () => {
      client.destroy();
    },
  };
}

const tooBigOrNoJson = ['RequestTooLargeException', 'InvalidRequestContentException'];

async function openFunction(FunctionName: string, region: string) {
  const { LambdaClient, InvokeCommand } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient({ region });
  return {
    /** @returns why Lambda does not take this one. @throws if it takes none. */
    invoke: async (Payload: string): Promise<string | undefined> => {
      const command = new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload });
      const answer = await client.send(command).catch((error: unknown) => {
        if (tooBigOrNoJson.includes(nameOf(error))) return `Lambda does not take it: ${said(error)}`;
        throw refusal(error, FunctionName, region);
      });
      if (typeof answer === 'string') return answer;
      if (answer.StatusCode === 202) return undefined;
      throw refusal(new Error(`status ${answer.StatusCode ?? 'missing'}, expected 202`), FunctionName, region);
    },
    close: () => {
      client.destroy();
    },
  };
}

function unreadableQueue(error: unknown, url: string): Error {
  const actions = 'sqs:ReceiveMessage, sqs:DeleteMessage and sqs:ChangeMessageVisibility';
  const name = nameOf(error);
  const message = `${url} cannot be read: ${said(error)}`;
  if (name.startsWith('AccessDenied'))
    return new UsageError(`${message}; expected credentials of the queue's account that may call ${actions}`);
  if (/QueueDoesNotExist|NonExistentQueue/.test(name))
    return new UsageError(`${message}; expected output DeadLettersUrl, or the queue that the alarm names`);
  return credentialsError(error, actions) ?? new Error(message, { cause: error });
}

function refusal(error: unknown, name: string, region: string): Error {
  const message = `function ${name} in ${region} did not take the event, which stays in the queue: ${said(error)}`;
  switch (nameOf(error)) {
    case 'AccessDeniedException':
      return new UsageError(`${message}; expected credentials that may call lambda:InvokeFunction`);
    case 'ResourceNotFoundException':
    case 'ValidationException':
    case 'InvalidParameterValueException':
      return new UsageError(
        `${message}; expected --function to be output FunctionName of stack mfa-watch (from another account: its ARN), ` +
          'and --region where that is',
      );
    case 'TooManyRequestsException':
      return new Stopped(`${message}; run it again in some minutes`);
    default:
      return (
        credentialsError(error, 'lambda:InvokeFunction') ?? new Stopped(`${message}; mend that, then run it again`)
      );
  }
}
