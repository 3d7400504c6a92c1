import { beforeEach, describe, expect, it } from '@jest/globals';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient, ListMFADevicesCommand } from '@aws-sdk/client-iam';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { MemberAccess } from '../../lambda/adapters/member-access';
import { AwsPermissions } from '../../lambda/adapters/permissions-aws';

const account = '111122223333';
const region = 'us-east-1';
const mocks = { dynamodb: mockClient(DynamoDBClient), iam: mockClient(IAMClient), sts: mockClient(STSClient) };
const sqs = mockClient(SQSClient);
const named = (name: string, message = 'arn:aws:iam::111122223333:role/secret'): Error =>
  Object.assign(new Error(message), { name });

const home = { account, partition: 'aws', organization: 'o-a1b2c3d4e5' };
const iam = new IAMClient({ region });
const permissions = new AwsPermissions({
  dynamodb: new DynamoDBClient({ region }),
  iam: () => Promise.resolve(iam),
  sqs: () => Promise.resolve(new SQSClient({ region })),
  subscriptions: {
    topics: () => [{ destination: 'alerts', topicArn: `arn:aws:sns:${region}:${account}:alerts` }],
    list: () => Promise.reject(named('AuthorizationErrorException')),
  },
  told: { table: 'memory', deadLetters: 'https://sqs.us-east-1.amazonaws.com/111122223333/dead' },
  access: () =>
    new MemberAccess(
      home,
      () => Promise.resolve(iam),
      () => Promise.resolve(new STSClient({ region })),
      () => 0,
    ),
});

beforeEach(() => {
  mocks.dynamodb.reset();
  mocks.iam.reset();
  mocks.sts.reset();
  sqs.reset();
});

const stateOf = async (action: string, accounts: string[] = []) =>
  (await permissions.prove(accounts)).find((proof) => proof.action === action);

describe('a permission of the function', () => {
  it.each(['NoSuchEntityException', 'NoSuchEntity'])('is proved where IAM answers %s', async (name) => {
    mocks.iam.on(ListMFADevicesCommand).rejects(named(name));
    expect(await stateOf('iam:ListMFADevices')).toEqual({
      ...{ action: 'iam:ListMFADevices', on: 'users', state: 'allowed' },
    });
  });

  it('is refused, or unknown, and nothing but the error’s name is told', async () => {
    mocks.iam.on(ListMFADevicesCommand).rejects(named('AccessDenied'));
    mocks.dynamodb.on(QueryCommand).rejects(named('ProvisionedThroughputExceededException'));
    expect(await stateOf('iam:ListMFADevices')).toMatchObject({ state: 'refused', why: 'AccessDenied' });
    expect(await stateOf('dynamodb:Query')).toMatchObject({ state: 'unknown' });
    expect(await stateOf('sns:ListSubscriptionsByTopic')).toMatchObject({ on: 'alerts', state: 'refused' });
    expect(JSON.stringify(await permissions.prove([]))).not.toContain('secret');
  });

  it('to write is proved by writes whose condition never holds', async () => {
    const failed = named('ConditionalCheckFailedException');
    mocks.dynamodb.on(PutItemCommand).rejects(failed).on(DeleteItemCommand).rejects(failed);
    for (const action of ['dynamodb:PutItem', 'dynamodb:DeleteItem'])
      expect(await stateOf(action)).toMatchObject({ state: 'allowed' });
    const writes = [...mocks.dynamodb.commandCalls(PutItemCommand), ...mocks.dynamodb.commandCalls(DeleteItemCommand)];
    for (const { args } of writes)
      expect(args[0].input.ConditionExpression).toBe('attribute_exists(#key) AND attribute_not_exists(#key)');
  });

  it('in a member account is refused where its role is missing, and asked again the next time', async () => {
    mocks.sts.on(AssumeRoleCommand).rejects(named('AccessDenied'));
    const action = 'sts:AssumeRole and iam:ListMFADevices';
    const refused = { state: 'refused', why: 'AccessDenied', member: '222233334444' };
    expect(await stateOf(action, ['222233334444'])).toMatchObject(refused);
    const Credentials = { AccessKeyId: 'ASIA', SecretAccessKey: 's', SessionToken: 't', Expiration: undefined };
    mocks.sts.on(AssumeRoleCommand).resolves({ Credentials });
    expect(await stateOf(action, ['222233334444'])).toMatchObject({ state: 'allowed' });
  });
});
