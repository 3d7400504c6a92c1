import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { type Alert, alertSchema } from '../../lambda/alerts/alert';
import { sns, sqs, stack } from './aws';

export interface Received {
  body: string;
  attributes: Record<string, string>;
}

/** Takes everything out of a queue and remembers it, so that several tests can look for their own. */
export class Queue {
  private readonly received: Received[] = [];

  constructor(private readonly url: string) {}

  async messages(containing: string): Promise<Received[]> {
    for (let more = true; more;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: this.url, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
      );
      for (const { Body = '', MessageAttributes = {}, ReceiptHandle } of Messages) {
        const attributes = Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]);
        this.received.push({ body: Body, attributes: Object.fromEntries(attributes) as Record<string, string> });
        await sqs.send(new DeleteMessageCommand({ QueueUrl: this.url, ReceiptHandle }));
      }
      more = Messages.length > 0;
    }
    return this.received.filter(({ body }) => body.includes(containing));
  }
}

/** A new queue that is subscribed to the topic. */
export async function subscribedQueue(name: string, topicArn: string): Promise<Queue> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { pathname } = new URL(QueueUrl);
  const [, account, queue] = pathname.split('/');
  const Endpoint = `arn:aws:sqs:us-east-1:${account}:${queue}`;
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint }));
  return new Queue(QueueUrl);
}

const notificationSchema = z.object({
  Message: z.string(),
  MessageAttributes: z.record(z.string(), z.object({ Value: z.string() })),
});

export interface Told {
  alert: Alert;
  /** The message attributes, on which subscribers filter. */
  attributes: Record<string, string>;
}

/** A queue subscribed to the alert topic, as a team's own tool would be. */
export class Subscriber {
  private constructor(private readonly queue: Queue) {}

  static async subscribe(name: string): Promise<Subscriber> {
    return new Subscriber(await subscribedQueue(name, stack.AlertTopicArn));
  }

  async told(containing: string): Promise<Told[]> {
    const messages = await this.queue.messages(containing);
    const notifications = messages.map(({ body }) => notificationSchema.parse(JSON.parse(body)));
    const alerts = notifications.filter(({ MessageAttributes }) =>
      /^(alert|drill)$/.test(MessageAttributes['kind']?.Value ?? ''),
    );
    return alerts.map(({ Message, MessageAttributes }) => {
      const attributes = Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value]);
      return {
        alert: alertSchema.parse(JSON.parse(Message)),
        attributes: Object.fromEntries(attributes) as Record<string, string>,
      };
    });
  }
}
