import { beforeEach, expect, it } from '@jest/globals';
import { DescribeEventBusCommand, EventBridgeClient, ResourceNotFoundException } from '@aws-sdk/client-eventbridge';
import { GetSubscriptionAttributesCommand, ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { SnsSubscriptions } from '../../lambda/adapters/subscriptions-sns';

const account = '111122223333';
const topicArn = `arn:aws:sns:us-east-1:${account}:alerts`;
const ownBus = `arn:aws:events:us-east-1:${account}:event-bus/security`;
const sns = mockClient(SNSClient);
const eventBridge = mockClient(EventBridgeClient);

beforeEach(() => {
  sns.reset();
  eventBridge.reset();
});

const subscriptions = new SnsSubscriptions(
  {
    sns: () => Promise.resolve(new SNSClient({ region: 'us-east-1' })),
    eventBridge: () => Promise.resolve(new EventBridgeClient({ region: 'us-east-1' })),
  },
  [
    { name: 'alerts', arn: topicArn, kind: 'alerts' },
    { name: 'to-own', arn: ownBus, kind: 'bus' },
    { name: 'to-theirs', arn: ownBus.replace(account, '222233334444'), kind: 'bus' },
    {
      name: 'to-hub',
      arn: `arn:aws:securityhub:us-east-1:${account}:product/${account}/default`,
      kind: 'security-hub',
    },
  ],
  account,
);

it('are those of topics, and buses of the own account, of which nobody else can be asked', () => {
  expect(subscriptions.topics().map(({ destination }) => destination)).toEqual(['alerts', 'to-own']);
});

it('are listed over all pages, with their filter and whether a click can end them; ended ones are gone', async () => {
  const [jane, lee] = [`${topicArn}:jane`, `${topicArn}:lee`];
  sns
    .on(ListSubscriptionsByTopicCommand)
    .resolvesOnce({
      Subscriptions: [{ SubscriptionArn: jane, Protocol: 'email', Endpoint: 'jane@example.com' }],
      NextToken: 'more',
    })
    .resolvesOnce({
      Subscriptions: [
        { SubscriptionArn: 'PendingConfirmation', Protocol: 'email', Endpoint: 'kim@example.com' },
        { SubscriptionArn: 'Deleted', Protocol: 'email', Endpoint: 'old@example.com' },
        { SubscriptionArn: lee, Protocol: 'sqs', Endpoint: 'arn:aws:sqs:us-east-1:111122223333:lee' },
      ],
    });
  const attributes = { PendingConfirmation: 'false', ConfirmationWasAuthenticated: 'true', FilterPolicy: '{}' };
  sns.on(GetSubscriptionAttributesCommand, { SubscriptionArn: jane }).resolves({ Attributes: attributes });
  sns
    .on(GetSubscriptionAttributesCommand, { SubscriptionArn: lee })
    .resolves({ Attributes: { PendingConfirmation: 'false', ConfirmationWasAuthenticated: 'false' } });
  expect(await subscriptions.list(topicArn)).toEqual([
    {
      protocol: 'email',
      endpoint: 'jane@example.com',
      isConfirmed: true,
      filterPolicy: 'MessageAttributes {}',
      isProtected: true,
    },
    { protocol: 'email', endpoint: 'kim@example.com', isConfirmed: false },
    {
      ...{ protocol: 'sqs', endpoint: 'arn:aws:sqs:us-east-1:111122223333:lee' },
      ...{ isConfirmed: true, isProtected: false },
    },
  ]);
});

it('a bus that is there is one, and one that is not is none', async () => {
  eventBridge.on(DescribeEventBusCommand).resolves({ Arn: ownBus });
  expect(await subscriptions.list(ownBus)).toEqual([{ protocol: 'event bus', endpoint: ownBus, isConfirmed: true }]);
  eventBridge.on(DescribeEventBusCommand).rejects(new ResourceNotFoundException({ message: '', $metadata: {} }));
  expect(await subscriptions.list(ownBus)).toEqual([]);
});

it('what cannot be asked is no answer', async () => {
  sns.on(ListSubscriptionsByTopicCommand).rejects(new Error('throttled'));
  await expect(subscriptions.list(topicArn)).rejects.toThrow('throttled');
  eventBridge.on(DescribeEventBusCommand).rejects(new Error('denied'));
  await expect(subscriptions.list(ownBus)).rejects.toThrow('denied');
});
