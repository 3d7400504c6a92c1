import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfirmSubscriptionCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { heartbeatMessage } from '../../lambda/alerts/heartbeat-message';
import { sns, stack } from './aws';

const heartbeat = heartbeatMessage('').Message;
const deliverySchema = z.object({ Type: z.string(), Message: z.string(), Token: z.string().optional() });

/** What Amazon Q accepts as a custom notification, as far as people see it. */
const notificationSchema = z.object({
  version: z.literal('1.0'),
  source: z.literal('custom'),
  content: z.object({
    textType: z.literal('client-markdown'),
    title: z.string().max(250),
    description: z.string().max(8000),
    keywords: z.array(z.string().max(75)),
  }),
  metadata: z.object({
    threadId: z.string(),
    summary: z.string(),
    additionalContext: z.record(z.string(), z.string()),
    enableCustomActions: z.boolean(),
  }),
});
export type Notification = z.infer<typeof notificationSchema>;

/** Subscribes to the Slack channel's topic by HTTP, as Amazon Q does by HTTPS, and keeps what it is sent. */
export class ChatChannel {
  private readonly received: string[] = [];
  private readonly server: Server;
  private confirm: (token: string) => void = () => undefined;

  private constructor() {
    this.server = createServer((request, response) => {
      void request.toArray().then((chunks) => {
        const { Type, Message, Token } = deliverySchema.parse(JSON.parse(Buffer.concat(chunks as Buffer[]).toString()));
        // A heartbeat may come at any time, and Amazon Q drops it; anything else must be a notification.
        if (Type === 'Notification' && Message !== heartbeat) this.received.push(Message);
        if (Token !== undefined) this.confirm(Token);
        response.end();
      });
    });
  }

  static async open(): Promise<ChatChannel> {
    const channel = new ChatChannel();
    await new Promise<void>((resolve) => channel.server.listen(0, '127.0.0.1', resolve));
    const { port } = channel.server.address() as AddressInfo;
    const topic = { TopicArn: stack.SlackTopicArn1 };
    const token = new Promise<string>((resolve) => (channel.confirm = resolve));
    await sns.send(new SubscribeCommand({ ...topic, Protocol: 'http', Endpoint: `http://127.0.0.1:${port}/` }));
    await sns.send(new ConfirmSubscriptionCommand({ ...topic, Token: await token }));
    return channel;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  notifications(containing: string): Notification[] {
    const all = this.received.map((message) => notificationSchema.parse(JSON.parse(message)));
    return all.filter((notification) => JSON.stringify(notification).includes(containing));
  }
}
