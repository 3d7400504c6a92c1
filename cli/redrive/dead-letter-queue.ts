import type { Message } from '@aws-sdk/client-sqs';
import { nameOf } from '../../lambda/adapters/reason';
import { accessError, said } from '../deployment/aws-error';
import { UsageError } from '../usage-error';

export interface Place {
  url: string;
  region: string;
  account: string;
  name: string;
}

const queueUrl = /^https:\/\/sqs\.([a-z]+(?:-[a-z]+)+-\d)\.amazonaws\.(?:com|com\.cn|eu)\/(\d{12})\/([\w-]{1,80})$/;

export function placeOf(url: string): Place {
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

export async function openQueue({ url: QueueUrl, region }: Place) {
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

function unreadableQueue(error: unknown, url: string): Error {
  const actions = 'sqs:ReceiveMessage, sqs:DeleteMessage and sqs:ChangeMessageVisibility';
  const name = nameOf(error);
  const message = `${url} cannot be read: ${said(error)}`;
  if (name.startsWith('AccessDenied'))
    return new UsageError(`${message}; expected credentials of the queue's account that may call ${actions}`);
  if (/QueueDoesNotExist|NonExistentQueue/.test(name))
    return new UsageError(`${message}; expected output DeadLettersUrl, or the queue that the alarm names`);
  return accessError(error, actions) ?? new Error(message, { cause: error });
}
