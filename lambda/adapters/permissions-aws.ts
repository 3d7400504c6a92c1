import {
  BatchGetItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import {
  GetAccountSummaryCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  ListMFADevicesCommand,
  ListPolicyVersionsCommand,
  ListVirtualMFADevicesCommand,
} from '@aws-sdk/client-iam';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Environment } from '../config/environment';
import type { Subscriptions } from '../engine/health/subscription-watch';
import type { Permissions, Proof } from '../engine/health/self-check';
import { inTime } from './aws-clients';
import type { MemberAccess } from './member-access';
import { nameOf } from './reason';

/** No user, policy or row is called so; if one were, its being found would prove as much. */
const nobody = 'mfa-watch-self-check';

interface Probe extends Pick<Proof, 'action' | 'on' | 'member'> {
  attempt: () => Promise<unknown>;
}

interface Parts {
  dynamodb: DynamoDBClient;
  iam: () => Promise<IAMClient>;
  sqs: () => Promise<SQSClient>;
  subscriptions: Subscriptions;
  told: Pick<Environment, 'table' | 'deadLetters'>;
  /** A new one, which remembers no refusal. */
  access: () => MemberAccess;
}

/** Tries each call that reads, and of those that write what fails on purpose. Sending and its key only a drill proves. */
export class AwsPermissions implements Permissions {
  constructor(private readonly parts: Parts) {}

  async prove(accounts: readonly string[]): Promise<Proof[]> {
    const access = this.parts.access();
    const probes = [
      ...ofLookUps(access, await this.parts.iam()),
      ...this.ofMemory(),
      ...this.ofDestinations(),
      ...accounts.map((account) => ofMember(account, access)),
    ];
    return Promise.all(probes.map(proved));
  }

  /** A condition that never holds: the calls are allowed and do nothing. */
  private ofMemory(): Probe[] {
    const { dynamodb, told } = this.parts;
    const TableName = told.table;
    const place = { key: { S: nobody }, row: { S: nobody } };
    const ExpressionAttributeNames = { '#key': 'key' };
    const never = {
      ...{ TableName, ExpressionAttributeNames },
      ConditionExpression: 'attribute_exists(#key) AND attribute_not_exists(#key)',
    };
    const reading = {
      ...{ TableName, ExpressionAttributeNames, Limit: 1 },
      ...{ KeyConditionExpression: '#key = :key', ExpressionAttributeValues: { ':key': place.key } },
    };
    const on = 'the table';
    return [
      { action: 'dynamodb:Query', on, attempt: () => dynamodb.send(new QueryCommand(reading)) },
      {
        action: 'dynamodb:BatchGetItem',
        on,
        attempt: () => dynamodb.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [place] } } })),
      },
      { action: 'dynamodb:PutItem', on, attempt: () => dynamodb.send(new PutItemCommand({ ...never, Item: place })) },
      {
        action: 'dynamodb:DeleteItem',
        on,
        attempt: () => dynamodb.send(new DeleteItemCommand({ ...never, Key: place })),
      },
    ];
  }

  private ofDestinations(): Probe[] {
    const { sqs, subscriptions, told } = this.parts;
    const QueueUrl = told.deadLetters;
    const attributes = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
    return [
      ...subscriptions.topics().map(({ destination, topicArn }) => ({
        action: topicArn.split(':')[2] === 'events' ? 'events:DescribeEventBus' : 'sns:ListSubscriptionsByTopic',
        on: destination,
        attempt: () => subscriptions.list(topicArn),
      })),
      {
        action: 'sqs:GetQueueAttributes',
        on: 'the dead-letter queue',
        attempt: async () => (await sqs()).send(attributes),
      },
    ];
  }
}

function ofLookUps({ home }: MemberAccess, iam: IAMClient): Probe[] {
  const PolicyArn = `arn:${home.partition}:iam::${home.account}:policy/${nobody}`;
  const of = (action: string, on: string, attempt: Probe['attempt']): Probe => ({ action, on, attempt });
  return [
    of('iam:ListMFADevices', 'users', () => iam.send(new ListMFADevicesCommand({ UserName: nobody }))),
    of('iam:ListVirtualMFADevices', 'the account', () => iam.send(new ListVirtualMFADevicesCommand({ MaxItems: 1 }))),
    of('iam:GetAccountSummary', 'the account', () => iam.send(new GetAccountSummaryCommand({}))),
    of('iam:ListPolicyVersions', 'policies', () => iam.send(new ListPolicyVersionsCommand({ PolicyArn }))),
    of('iam:GetPolicyVersion', 'policies', () => iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }))),
  ];
}

function ofMember(account: string, access: MemberAccess): Probe {
  return {
    ...{ action: 'sts:AssumeRole and iam:ListMFADevices', on: `account ${account}`, member: account },
    attempt: async () => (await access.iamOf(account)).send(new ListMFADevicesCommand({ UserName: nobody })),
  };
}

async function proved({ attempt, ...tried }: Probe): Promise<Proof> {
  try {
    await inTime(attempt());
    return { ...tried, state: 'allowed' };
  } catch (error) {
    const why = nameOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
    // Whoever is not allowed to ask is not told that nothing is there.
    if (/^(NoSuchEntity|ConditionalCheckFailed)/.test(why)) return { ...tried, state: 'allowed' };
    return { ...tried, state: /^(AccessDenied|AuthorizationError)/.test(why) ? 'refused' : 'unknown', why };
  }
}
