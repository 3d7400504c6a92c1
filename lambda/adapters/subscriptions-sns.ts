import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptionsByTopic,
  type SNSClient,
  type Subscription as Listed,
} from '@aws-sdk/client-sns';
import type { Environment } from '../config/environment';
import type { Subscription, Subscriptions } from '../engine/ports';

/** SNS lists one that nobody has confirmed with this instead of an ARN. */
const isArn = (arn = ''): boolean => arn.startsWith('arn:');

export class SnsSubscriptions implements Subscriptions {
  constructor(
    private readonly sns: SNSClient,
    private readonly deployed: Environment['destinations'],
  ) {}

  topics(): { destination: string; topicArn: string }[] {
    return this.deployed
      .filter(({ kind }) => ['alerts', 'chat', 'queue'].includes(kind))
      .map(({ name, arn }) => ({ destination: name, topicArn: arn }));
  }

  async list(topicArn: string): Promise<Subscription[]> {
    const listed: Listed[] = [];
    for await (const page of paginateListSubscriptionsByTopic({ client: this.sns }, { TopicArn: topicArn }))
      listed.push(...(page.Subscriptions ?? []));
    // SNS goes on listing ended ones for a while, in place of whose ARN it says so.
    const there = listed.filter(({ SubscriptionArn }) => SubscriptionArn !== 'Deleted');
    return Promise.all(there.map((one) => this.described(one)));
  }

  private async described({ SubscriptionArn, Protocol = '', Endpoint = '' }: Listed): Promise<Subscription> {
    const told = { protocol: Protocol, endpoint: Endpoint };
    if (!isArn(SubscriptionArn)) return { ...told, isConfirmed: false };
    const { Attributes = {} } = await this.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    const filterPolicy = Attributes['FilterPolicy'];
    return {
      ...told,
      isConfirmed: Attributes['PendingConfirmation'] !== 'true',
      ...(filterPolicy !== undefined && { filterPolicy }),
      isProtected: Attributes['ConfirmationWasAuthenticated'] === 'true',
    };
  }
}
