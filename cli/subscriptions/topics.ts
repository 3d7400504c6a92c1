import type { Subscription } from '@aws-sdk/client-sns';
import { nameOf } from '../../lambda/adapters/reason';
import { callError, said } from '../deployment/aws-error';
import { UsageError } from '../usage-error';

/**
 * `unprotected`: whoever gets its mail can end it by a click on "unsubscribe"; `protected`: only somebody with AWS
 * credentials can; `confirmed`: not a mail, so no person is shown such a link.
 */
export type State = 'pending' | 'unprotected' | 'protected' | 'confirmed';

export interface Subscribed {
  topicArn: string;
  /** SNS gives none while it is pending. */
  arn?: string;
  protocol: string;
  endpoint: string;
  state: State;
  /** JSON. */
  filterPolicy?: string | undefined;
}

/** What is known of it from elsewhere. */
type Told = Pick<Subscribed, 'protocol' | 'endpoint'>;

/** SNS in a region; close it. */
export async function openTopics(region: string) {
  const sdk = await import('@aws-sdk/client-sns');
  const client = new sdk.SNSClient({ region });

  const read = async (topicArn: string, arn: string, told: Told): Promise<Subscribed> => {
    const command = new sdk.GetSubscriptionAttributesCommand({ SubscriptionArn: arn });
    const { Attributes = {} } = await client.send(command).catch((error: unknown) => {
      throw callError(error, {
        failure: `subscription ${arn} cannot be read`,
        actions: 'sns:GetSubscriptionAttributes',
        target: 'it to be there still: run this again',
      });
    });
    // SNS answers with protocol and endpoint, too, but its API reference does not promise it.
    const { Protocol: protocol = told.protocol, Endpoint: endpoint = told.endpoint, FilterPolicy } = Attributes;
    const state = stateOf({ ...Attributes, Protocol: protocol });
    return { topicArn, arn, protocol, endpoint, filterPolicy: FilterPolicy, state };
  };

  const listed = async (TopicArn: string): Promise<Subscription[]> => {
    const found: Subscription[] = [];
    try {
      for await (const { Subscriptions } of sdk.paginateListSubscriptionsByTopic({ client }, { TopicArn }))
        found.push(...(Subscriptions ?? []));
      return found;
    } catch (error) {
      throw callError(error, {
        failure: `the subscriptions of ${TopicArn} cannot be read`,
        actions: 'sns:ListSubscriptionsByTopic',
        target: 'the topic, which mfa-watch sends to; deploying again brings it back',
      });
    }
  };

  return {
    /** Those that are there: SNS goes on listing ended ones for a while, in place of whose ARN it says so. */
    subscriptions: async (topicArn: string): Promise<Subscribed[]> => {
      const there = (await listed(topicArn)).filter(({ SubscriptionArn }) => SubscriptionArn !== 'Deleted');
      return Promise.all(
        there.map(async ({ SubscriptionArn: arn = '', Protocol: protocol = '', Endpoint: endpoint = '' }) =>
          arn === 'PendingConfirmation'
            ? { topicArn, protocol, endpoint, state: 'pending' }
            : read(topicArn, arn, { protocol, endpoint }),
        ),
      );
    },
    /** Asks SNS to let nobody end it without AWS credentials. @returns what came of it. */
    confirm: async (TopicArn: string, Token: string): Promise<Subscribed> => {
      const command = new sdk.ConfirmSubscriptionCommand({ TopicArn, Token, AuthenticateOnUnsubscribe: 'true' });
      const { SubscriptionArn = '' } = await client.send(command).catch((error: unknown) => {
        throw confirmationError(error);
      });
      // The link came in a mail.
      return read(TopicArn, SubscriptionArn, { protocol: 'email', endpoint: '' });
    },
    close: () => {
      client.destroy();
    },
  };
}

export function isMail(protocol: string): boolean {
  return protocol === 'email' || protocol === 'email-json';
}

/** Names of the attributes: SNS API reference, GetSubscriptionAttributes. */
function stateOf(attributes: Readonly<Record<string, string>>): State {
  if (attributes['PendingConfirmation'] === 'true') return 'pending';
  if (!isMail(attributes['Protocol'] ?? '')) return 'confirmed';
  return attributes['ConfirmationWasAuthenticated'] === 'true' ? 'protected' : 'unprotected';
}

/** A link holds for two days (SNS API reference, Subscribe). */
function confirmationError(error: unknown): Error {
  const failure = `SNS does not confirm with this link`;
  if (/already confirmed/i.test(said(error)))
    return new UsageError(`${failure}: ${said(error)}\nnpm start -- subscriptions says whether it is protected`);
  if (nameOf(error).startsWith('InvalidParameter'))
    return new UsageError(
      `${failure}: ${said(error)}\nexpected the whole link, at most two days old; ` +
        'for another mail: SNS console, Subscriptions, Request confirmation',
    );
  return callError(error, {
    failure,
    actions: 'sns:ConfirmSubscription',
    target: 'a link of a topic that is still there',
  });
}
