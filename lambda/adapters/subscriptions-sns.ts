import type { SNSClient, Subscription as Listed } from '@aws-sdk/client-sns';
import { isTopic, type Told } from '../config/environment';
import { eventBus, type Subscription, type Subscriptions } from '../engine/health/subscription-watch';
import type { Clients } from './destinations-aws';

/** SNS lists one that nobody has confirmed with this instead of an ARN. */
const isArn = (arn = ''): boolean => arn.startsWith('arn:');
const isBus = (arn: string): boolean => arn.split(':')[2] === 'events';

export class SnsSubscriptions implements Subscriptions {
  constructor(
    private readonly clients: Pick<Clients, 'sns' | 'eventBridge'>,
    private readonly told: readonly Told[],
    /** The function's own: nobody can be asked about buses of others. */
    private readonly account: string,
  ) {}

  topics(): { destination: string; topicArn: string }[] {
    return this.told
      .filter(({ kind, arn }) => kind === 'guard' || isTopic({ kind }) || (kind === 'bus' && this.isOwn(arn)))
      .map(({ name, arn }) => ({ destination: name, topicArn: arn }));
  }

  async list(topicArn: string): Promise<Subscription[]> {
    if (isBus(topicArn)) return this.bus(topicArn);
    const { paginateListSubscriptionsByTopic } = await import('./late/sns');
    const client = await this.clients.sns();
    const listed: Listed[] = [];
    for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn }))
      listed.push(...(page.Subscriptions ?? []));
    // SNS goes on listing ended ones for a while, in place of whose ARN it says so.
    const there = listed.filter(({ SubscriptionArn }) => SubscriptionArn !== 'Deleted');
    return (await Promise.all(there.map((one) => described(client, one)))).flat();
  }

  /** EventBridge takes events for a bus that is not there as if all were well (aws-cli#9186). */
  private async bus(arn: string): Promise<Subscription[]> {
    const { DescribeEventBusCommand, ResourceNotFoundException } = await import('./late/eventbridge');
    const client = await this.clients.eventBridge();
    try {
      await client.send(new DescribeEventBusCommand({ Name: arn }));
      return [{ protocol: eventBus, endpoint: arn, isConfirmed: true }];
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return [];
      throw error;
    }
  }

  private isOwn(arn: string): boolean {
    return arn.split(':')[4] === this.account;
  }
}

/** None, if it has ended just now. */
async function described(
  client: SNSClient,
  { SubscriptionArn, Protocol = '', Endpoint = '' }: Listed,
): Promise<Subscription[]> {
  const { GetSubscriptionAttributesCommand, NotFoundException } = await import('./late/sns');
  const told = { protocol: Protocol, endpoint: Endpoint };
  if (!isArn(SubscriptionArn)) return [{ ...told, isConfirmed: false }];
  const command = new GetSubscriptionAttributesCommand({ SubscriptionArn });
  const answer = await client.send(command).catch((error: unknown) => {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  });
  if (answer === undefined) return [];
  const { Attributes = {} } = answer;
  const { FilterPolicy: filterPolicy, FilterPolicyScope: scope = 'MessageAttributes' } = Attributes;
  return [
    {
      ...told,
      isConfirmed: Attributes['PendingConfirmation'] !== 'true',
      // The same policy on another part of the message lets through other messages.
      ...(filterPolicy !== undefined && { filterPolicy: `${scope} ${filterPolicy}` }),
      isProtected: Attributes['ConfirmationWasAuthenticated'] === 'true',
    },
  ];
}
