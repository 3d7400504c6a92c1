import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptionsByTopic,
  type Subscription as Listed,
} from '@aws-sdk/client-sns';
import type { Environment } from '../config/environment';
import type { Subscription, Subscriptions } from '../engine/ports';
import type { Clients } from './destinations-aws';

/** SNS lists one that nobody has confirmed with this instead of an ARN. */
const isArn = (arn = ''): boolean => arn.startsWith('arn:');
const isBus = (arn: string): boolean => arn.split(':')[2] === 'events';

export class SnsSubscriptions implements Subscriptions {
  constructor(
    private readonly clients: Pick<Clients, 'sns' | 'eventBridge'>,
    private readonly deployed: Environment['destinations'],
    /** The function's own: nobody can be asked about buses of others. */
    private readonly account: string,
  ) {}

  topics(): { destination: string; topicArn: string }[] {
    return this.deployed
      .filter(({ kind, arn }) => ['alerts', 'chat', 'queue'].includes(kind) || (kind === 'bus' && this.isOwn(arn)))
      .map(({ name, arn }) => ({ destination: name, topicArn: arn }));
  }

  async list(topicArn: string): Promise<Subscription[]> {
    if (isBus(topicArn)) return this.bus(topicArn);
    const listed: Listed[] = [];
    for await (const page of paginateListSubscriptionsByTopic({ client: this.clients.sns }, { TopicArn: topicArn }))
      listed.push(...(page.Subscriptions ?? []));
    // SNS goes on listing ended ones for a while, in place of whose ARN it says so.
    const there = listed.filter(({ SubscriptionArn }) => SubscriptionArn !== 'Deleted');
    return Promise.all(there.map((one) => this.described(one)));
  }

  /** EventBridge takes events for a bus that is not there as if all were well (aws-cli#9186). */
  private async bus(arn: string): Promise<Subscription[]> {
    const { DescribeEventBusCommand, ResourceNotFoundException } = await import('@aws-sdk/client-eventbridge');
    const client = await this.clients.eventBridge();
    try {
      await client.send(new DescribeEventBusCommand({ Name: arn }));
      return [{ protocol: 'event bus', endpoint: arn, isConfirmed: true }];
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return [];
      throw error;
    }
  }

  private isOwn(arn: string): boolean {
    return arn.split(':')[4] === this.account;
  }

  private async described({ SubscriptionArn, Protocol = '', Endpoint = '' }: Listed): Promise<Subscription> {
    const told = { protocol: Protocol, endpoint: Endpoint };
    if (!isArn(SubscriptionArn)) return { ...told, isConfirmed: false };
    const { Attributes = {} } = await this.clients.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    const filterPolicy = Attributes['FilterPolicy'];
    return {
      ...told,
      isConfirmed: Attributes['PendingConfirmation'] !== 'true',
      ...(filterPolicy !== undefined && { filterPolicy }),
      isProtected: Attributes['ConfirmationWasAuthenticated'] === 'true',
    };
  }
}
