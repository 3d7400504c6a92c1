import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { snapshotActions } from '../../lambda/adapters/snapshot/snapshot-iam';
import { everything } from './every-destination';
import { allows, textOf } from './policy';
import { at, idOf, resourcesOf, synthesised } from './synthesised';

/** What holds for every resource of a kind, also for those that are added later. */
const { template } = synthesised({ config: { ...everything, organization: undefined } });

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}
const statementsOf = (type: string) =>
  resourcesOf(template, type).flatMap(([, properties]) => at(properties, 'PolicyDocument', 'Statement') as Statement[]);
const allowed = (type: string) => statementsOf(type).filter(({ Effect }) => Effect === 'Allow');
const idsOf = (type: string) => resourcesOf(template, type).map(([id]) => id);
const senderOf = ({ Condition }: Statement) => idOf(at(Condition, 'ArnEquals', 'aws:SourceArn'));

describe('every function', () => {
  const functions = resourcesOf(template, 'AWS::Lambda::Function');

  test.each(functions)('%s runs on ARM64 and Node 24 with a limit of time', (_, properties) => {
    expect(properties).toMatchObject({ Architectures: ['arm64'], Runtime: 'nodejs24.x' });
    const isLong = ['reconcile.handler', 'posture.handler'].includes(String(at(properties, 'Handler')));
    expect(at(properties, 'Timeout')).toBe(isLong ? 900 : 30);
    expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test.each(functions)('%s logs to a group of ours that forgets', (_, properties) => {
    const groups = Object.fromEntries(resourcesOf(template, 'AWS::Logs::LogGroup'));
    const group = groups[String(idOf(at(properties, 'LoggingConfig', 'LogGroup')))];
    expect(at(group, 'RetentionInDays')).toBe(90);
  });

  test.each(functions)('%s retries, and what fails for good goes to the dead-letter queue', (id) => {
    const configured = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').filter(
      ([, properties]) => idOf(at(properties, 'FunctionName')) === id,
    );
    expect(configured).toHaveLength(1);
    const properties = configured[0]?.[1];
    expect(properties).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21_600 });
    expect(idsOf('AWS::SQS::Queue')).toContain(idOf(at(properties, 'DestinationConfig', 'OnFailure', 'Destination')));
  });
});

describe('every permission', () => {
  const granted = allowed('AWS::IAM::Policy');

  test('names its actions', () => {
    const actions = granted.flatMap(({ Action }) => Action);
    expect(new Set(actions.filter((action) => action.includes('*')))).toEqual(new Set(['kms:GenerateDataKey*']));
  });

  test('names its resource, but for calls that know none', () => {
    expect(granted.filter(({ Resource }) => Resource === '*').map(({ Action }) => Action)).toEqual([
      ['iam:GetAccountSummary', 'iam:ListVirtualMFADevices'],
      ['cloudtrail:LookupEvents', 'iam:GetAccountSummary', 'iam:ListVirtualMFADevices'],
      [...snapshotActions].sort(),
      ['events:ListRuleNamesByTarget', 'events:ListRules'],
    ]);
  });

  test('is one of those that the README lists', () => {
    expect([...new Set(granted.flatMap(({ Action }) => Action))].sort()).toEqual([
      'cloudtrail:LookupEvents',
      'dynamodb:BatchGetItem',
      'dynamodb:DeleteItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'events:DescribeEventBus',
      'events:InvokeApiDestination',
      'events:ListRuleNamesByTarget',
      'events:ListRules',
      'events:PutEvents',
      'iam:GenerateCredentialReport',
      'iam:GetAccountAuthorizationDetails',
      'iam:GetAccountSummary',
      'iam:GetCredentialReport',
      'iam:GetPolicyVersion',
      'iam:ListMFADevices',
      'iam:ListPolicyVersions',
      'iam:ListVirtualMFADevices',
      'kms:Decrypt',
      'kms:GenerateDataKey*',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'securityhub:BatchImportFindings',
      'sns:GetSubscriptionAttributes',
      'sns:ListSubscriptionsByTopic',
      'sns:Publish',
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
    ]);
    const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
    const names = granted.flatMap(({ Action }) => Action).map((action) => action.replace(/^.*:/, ''));
    expect(names.filter((name) => !readme.includes(name))).toEqual([]);
  });

  test.each(resourcesOf(template, 'AWS::IAM::Role'))('%s has no managed policy', (_, properties) => {
    expect(properties).not.toHaveProperty('ManagedPolicyArns');
  });

  test('to invoke a function is given to our rules alone, and to our topics where it counts heartbeats', () => {
    for (const [, properties] of resourcesOf(template, 'AWS::Lambda::Permission')) {
      const isPulse = String(idOf(at(properties, 'FunctionName'))).startsWith('HeartbeatPulse');
      const Principal = isPulse ? 'sns.amazonaws.com' : 'events.amazonaws.com';
      expect(properties).toMatchObject({ Action: 'lambda:InvokeFunction', Principal });
      const sources = idsOf(isPulse ? 'AWS::SNS::Topic' : 'AWS::Events::Rule');
      expect(sources).toContain(idOf(at(properties, 'SourceArn')));
      // With a SourceAccount condition EventBridge cannot invoke (EventBridge troubleshooting guide).
      expect(properties).not.toHaveProperty('SourceAccount');
    }
  });
});

describe('every rule', () => {
  const rules = resourcesOf(template, 'AWS::Events::Rule');
  const eventRules = rules.filter(([, properties]) => at(properties, 'EventPattern') !== undefined);
  const onOurBus = rules.filter(([, properties]) => at(properties, 'EventBusName') !== undefined);
  const onDefaultBus = rules.filter((rule) => !onOurBus.includes(rule));

  const ofOthers = eventRules.filter(([id]) => !id.startsWith('RulesHeartbeat'));

  test.each(ofOthers)('%s keeps trying for a day', (_, properties) => {
    expect(at(properties, 'Targets', 0, 'RetryPolicy')).toEqual({
      MaximumRetryAttempts: 185,
      MaximumEventAgeInSeconds: 86_400,
    });
  });

  test.each(rules)('%s leaves at the dead-letter queue what it cannot hand over in the end', (_, properties) => {
    expect(at(properties, 'Targets')).toHaveLength(1);
    expect(at(properties, 'Targets', 0, 'RetryPolicy')).toBeDefined();
    expect(idsOf('AWS::SQS::Queue')).toContain(idOf(at(properties, 'Targets', 0, 'DeadLetterConfig', 'Arn')));
  });

  test.each(rules)('%s may fill the dead-letter queue, whatever the rest of its name', (_, properties) => {
    const [bus, name] = [at(properties, 'EventBusName'), at(properties, 'Name')];
    const place = bus === undefined ? String(name) : 'mfa-watch-alerts/anything';
    const aws = {
      'aws:SourceArn': `arn:aws:events:us-east-1:111122223333:rule/${place}`,
      'aws:SecureTransport': 'true',
    };
    const queue = idOf(at(properties, 'Targets', 0, 'DeadLetterConfig', 'Arn'));
    const statements = statementsOf('AWS::SQS::QueuePolicy').filter(({ Resource }) => idOf(Resource) === queue);
    const request = { principal: 'events.amazonaws.com', action: 'sqs:SendMessage', resource: String(queue) };
    const named = (reference: unknown): string => (idOf(reference) as string | undefined) ?? textOf(reference);
    expect(allows(statements, { ...request, context: aws }, named)).toBe(true);
    const others = { ...aws, 'aws:SourceArn': 'arn:aws:events:us-east-1:111122223333:rule/of-somebody-else' };
    expect(allows(statements, { ...request, context: others }, named)).toBe(false);
  });

  test.each(eventRules)('%s has a pattern within the 2,048 characters of EventBridge', (_, properties) => {
    expect(JSON.stringify(at(properties, 'EventPattern')).length).toBeLessThan(2_048);
  });

  const toGuard = onDefaultBus.filter(([id]) => id.startsWith('TamperRules'));
  const toFunction = onDefaultBus.filter((rule) => !toGuard.includes(rule));

  test.each(toGuard)('%s tells the guard, and nobody else', (_, properties) => {
    expect(at(properties, 'Targets')).toHaveLength(1);
    expect(idOf(at(properties, 'Targets', 0, 'Arn'))).toMatch(/^GuardTopic/);
    // With a role EventBridge may fail to deliver to an encrypted topic (EventBridge guide).
    expect(at(properties, 'Targets', 0)).not.toHaveProperty('RoleArn');
  });

  test.each(toFunction)('%s, on the bus where CloudTrail delivers, may invoke the function', (id, properties) => {
    const invokers = resourcesOf(template, 'AWS::Lambda::Permission').map(([, permission]) =>
      idOf(at(permission, 'SourceArn')),
    );
    expect(idsOf('AWS::Lambda::Function')).toContain(idOf(at(properties, 'Targets', 0, 'Arn')));
    expect(invokers).toContain(id);
  });

  test.each(onOurBus)('%s, on the bus where only the functions put events, may call its tool', (_, properties) => {
    expect(idsOf('AWS::Events::EventBus')).toContain(idOf(at(properties, 'EventBusName')));
    const role = idOf(at(properties, 'Targets', 0, 'RoleArn'));
    const statements = resourcesOf(template, 'AWS::IAM::Policy')
      .filter(([, policy]) => (at(policy, 'Roles') as unknown[]).map(idOf).includes(role))
      .flatMap(([, policy]) => at(policy, 'PolicyDocument', 'Statement') as Statement[]);
    const tool = at(properties, 'Targets', 0, 'Arn');
    expect(idsOf('AWS::Events::ApiDestination')).toContain(idOf(tool));
    expect(statements).toEqual([{ Effect: 'Allow', Action: 'events:InvokeApiDestination', Resource: tool }]);
  });
});

describe('every topic', () => {
  const topics = resourcesOf(template, 'AWS::SNS::Topic');

  test.each(topics)('%s is encrypted with a key of ours', (_, properties) => {
    expect(idsOf('AWS::KMS::Key')).toContain(idOf(at(properties, 'KmsMasterKeyId')));
  });

  test.each(topics)('%s has a policy', (id) => {
    const covered = resourcesOf(template, 'AWS::SNS::TopicPolicy').flatMap(([, properties]) =>
      (at(properties, 'Topics') as unknown[]).map(idOf),
    );
    expect(covered).toContain(id);
  });

  test('denies what comes without TLS, and allows something to two services alone: that of the guard', () => {
    const denied = statementsOf('AWS::SNS::TopicPolicy').filter(({ Effect }) => Effect === 'Deny');
    const admitted = allowed('AWS::SNS::TopicPolicy') as (Statement & { Principal: unknown })[];
    expect(admitted.map(({ Principal }) => at(Principal, 'Service'))).toEqual([
      'events.amazonaws.com',
      'cloudwatch.amazonaws.com',
    ]);
    for (const statement of admitted) {
      expect(statement.Action).toBe('sns:Publish');
      expect(idOf(statement.Resource)).toMatch(/^GuardTopic/);
    }
    expect(denied).toHaveLength(topics.length);
    for (const statement of denied)
      expect(statement).toMatchObject({
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
  });
});

describe('every queue', () => {
  const queues = resourcesOf(template, 'AWS::SQS::Queue');

  const day = 24 * 60 * 60;

  test.each(queues)('%s is encrypted by SQS itself', (_, properties) => {
    expect(properties).toMatchObject({ SqsManagedSseEnabled: true });
    expect(properties).not.toHaveProperty('KmsMasterKeyId');
  });

  test.each(queues)('%s keeps messages for 14 days, unless a dead-letter queue does so for it', (_, properties) => {
    const days = at(properties, 'RedrivePolicy') === undefined ? 14 : 4;
    expect(properties).toMatchObject({ MessageRetentionPeriod: days * day });
  });

  test('has a policy of 20 statements at most, as SQS takes it (SQS developer guide, quotas)', () => {
    for (const [, policy] of resourcesOf(template, 'AWS::SQS::QueuePolicy'))
      expect((at(policy, 'PolicyDocument', 'Statement') as unknown[]).length).toBeLessThanOrEqual(20);
  });

  test('takes messages from our rules, or from a topic of ours, and denies what comes without TLS', () => {
    for (const statement of allowed('AWS::SQS::QueuePolicy')) {
      const isOfTopic = idsOf('AWS::SNS::Topic').includes(String(senderOf(statement)));
      const Service = isOfTopic ? 'sns.amazonaws.com' : 'events.amazonaws.com';
      expect(statement).toMatchObject({ Action: 'sqs:SendMessage', Principal: { Service } });
      if (isOfTopic) continue;
      const rules = textOf(at(statement.Condition, 'ArnLike', 'aws:SourceArn'));
      expect(rules).toMatch(/^arn:aws:events:us-east-1:111122223333:rule\/mfa-watch-(\*|Beat|alerts\/\*)$/);
    }
    const withoutTls = statementsOf('AWS::SQS::QueuePolicy').filter(
      ({ Effect, Condition }) => Effect === 'Deny' && at(Condition, 'Bool', 'aws:SecureTransport') === 'false',
    );
    expect(withoutTls.map(({ Resource }) => idOf(Resource)).sort()).toEqual(queues.map(([id]) => id).sort());
  });
});

test.each(resourcesOf(template, 'AWS::KMS::Key'))(
  '%s is a key that rotates and that the account alone rules',
  (id, key) => {
    expect(key).toMatchObject({ EnableKeyRotation: true });
    const [, ...others] = at(key, 'KeyPolicy', 'Statement') as Statement[];
    // Conditions are not supported for EventBridge (SNS guide, key management): nothing would be delivered.
    const used = {
      ...{ Effect: 'Allow', Resource: '*', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] },
      Principal: { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
    };
    expect(others).toEqual(id.startsWith('Guard') ? [used] : []);
    expect(JSON.stringify(at(key, 'KeyPolicy', 'Statement', 0, 'Principal'))).toContain(':iam::111122223333:root');
  },
);
