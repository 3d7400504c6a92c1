import { describe, expect, test } from '@jest/globals';
import { type Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { detections } from '../../lambda/detections';
import { rulesOf } from '../../lambda/engine/catalogue/pattern';
import { ForwarderStack } from '../../lib/stacks/forwarder-stack';
import { MemberStack } from '../../lib/stacks/member-stack';
import { allows, textOf } from './policy';
import { at, idOf, newApp, resourcesOf } from './synthesised';

const homeAccount = '111122223333';
const account = '222233334444';
const organization = 'o-a1b2c3d4e5';
const rules = rulesOf(detections);

const forwarder = new ForwarderStack(newApp(), 'mfa-watch-eu-north-1', {
  region: 'eu-north-1',
  account: homeAccount,
  home: 'us-east-1',
  rules,
});
const member = new MemberStack(newApp(), 'mfa-watch-member-us-east-1', {
  region: 'us-east-1',
  account,
  homeAccount,
  homeRegion: 'us-east-1',
  organization,
  rules,
});
const stacks: [string, Stack, string][] = [
  ['a forwarder', forwarder, `arn:aws:events:us-east-1:${homeAccount}:event-bus/default`],
  ['a member', member, `arn:aws:events:us-east-1:${homeAccount}:event-bus/default`],
];
const sourcesOf = (template: Template) =>
  resourcesOf(template, 'AWS::Events::Rule').map(([, properties]) =>
    String(at(properties, 'EventPattern', 'source', 0)),
  );
const statementsOf = (resource: unknown) => at(resource, 'PolicyDocument', 'Statement') as unknown[];

describe.each(stacks)('%s', (_, stack, homeBus) => {
  const template = Template.fromStack(stack);
  const [[, queue] = []] = resourcesOf(template, 'AWS::SQS::Queue');
  const eventRules = resourcesOf(template, 'AWS::Events::Rule');

  test('needs nothing that bootstrapping puts into a region, and fits into a call without a bucket', () => {
    const text = JSON.stringify(template.toJSON());
    expect(text).not.toMatch(/bootstrap|cdk-hnb659fds|AWS::Lambda/i);
    expect(text.length).toBeLessThan(51_200);
  });

  test('is deployed with the rights of whoever deploys it: CDK’s roles are not there', () => {
    const artifact = Stage.of(stack)?.synth().getStackArtifact(stack.artifactId);
    expect(artifact?.assets).toEqual([]);
    const { assumeRoleArn, cloudFormationExecutionRoleArn, lookupRole, stackTemplateAssetObjectUrl } = artifact ?? {};
    expect({ assumeRoleArn, cloudFormationExecutionRoleArn, lookupRole, stackTemplateAssetObjectUrl }).toEqual({});
  });

  test.each(eventRules)('%s hands over to the home bus by a role, or else to the dead-letter queue', (_id, rule) => {
    const [target, ...others] = at(rule, 'Targets') as unknown[];
    expect(others).toEqual([]);
    expect(textOf(at(target, 'Arn'))).toBe(homeBus);
    expect(at(target, 'RoleArn')).toBeDefined();
    expect(textOf(at(target, 'DeadLetterConfig', 'Arn'))).toMatch(/DeadLetters/);
    expect(rule).not.toHaveProperty('EventBusName');
  });

  test('forwards sign-ins and STS calls, the latter in the long state', () => {
    expect(sourcesOf(template)).toEqual(expect.arrayContaining(['aws.signin', 'aws.sts', 'aws.cloudtrail']));
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.sts'] },
      State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
    });
  });

  test('has a role that may put events on the home bus, and nothing else', () => {
    const role = resourcesOf(template, 'AWS::IAM::Policy').flatMap(([id, policy]) =>
      id.includes('Forwarder') ? [statementsOf(policy)] : [],
    );
    const may = (action: string, resource: string) =>
      allows(role.flat(), { principal: 'irrelevant', action, resource, context: {} });
    expect(may('events:PutEvents', homeBus)).toBe(true);
    expect(may('events:PutEvents', homeBus.replace('us-east-1', 'eu-west-1'))).toBe(false);
    expect(may('events:PutEvents', homeBus.replace(homeAccount, '999988887777'))).toBe(false);
    expect(may('events:PutEvents', homeBus.replace('default', 'another'))).toBe(false);
    for (const action of [
      'events:PutRule',
      'events:PutPermission',
      'iam:ListUsers',
      'sqs:SendMessage',
      'sts:AssumeRole',
    ])
      expect(may(action, homeBus)).toBe(false);
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: Match.anyValue(),
      AssumeRolePolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' } }],
      },
    });
  });

  test('has a dead-letter queue that its own rules may fill, and nobody else’s', () => {
    expect(queue).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
    const statements = resourcesOf(template, 'AWS::SQS::QueuePolicy').flatMap(([, policy]) => statementsOf(policy));
    const resource = textOf(at(statements[0], 'Resource'));
    const region = stack === forwarder ? 'eu-north-1' : 'us-east-1';
    const own = stack === forwarder ? homeAccount : account;
    const resolve = (value: unknown) => textOf(value).replace('222233334444', own);
    const send = (principal: string, rule: string, tls = 'true') =>
      allows(
        statements,
        {
          principal,
          action: 'sqs:SendMessage',
          resource,
          context: { 'aws:SourceArn': rule, 'aws:SecureTransport': tls },
        },
        resolve,
      );
    const rule = `arn:aws:events:${region}:${own}:rule/mfa-watch-forward-Signin`;
    expect(send('events.amazonaws.com', rule)).toBe(true);
    expect(send('events.amazonaws.com', rule, 'false')).toBe(false);
    expect(send('events.amazonaws.com', rule.replace('mfa-watch-forward', 'another'))).toBe(false);
    expect(send('events.amazonaws.com', rule.replace(own, '999988887777'))).toBe(false);
    expect(send('sns.amazonaws.com', rule)).toBe(false);
    expect(send('arn:aws:iam::999988887777:role/stranger', rule)).toBe(false);
  });

  test('has alarms on the queue, whose changes go to the home bus like everything else', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Namespace: 'AWS/SQS',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
    const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([id]) => id);
    const [[, rule] = []] = resourcesOf(template, 'AWS::Events::Rule').filter(
      ([, properties]) => at(properties, 'EventPattern', 'source', 0) === 'aws.cloudwatch',
    );
    expect((at(rule, 'EventPattern', 'resources') as unknown[]).map(idOf)).toEqual(alarms);
  });

  test('names all parts so that tampering with them is recognised', () => {
    for (const [type, name] of [
      ['AWS::Events::Rule', 'Name'],
      ['AWS::SQS::Queue', 'QueueName'],
      ['AWS::CloudWatch::Alarm', 'AlarmName'],
      ['AWS::IAM::Role', 'RoleName'],
    ] as const)
      for (const [, properties] of resourcesOf(template, type))
        expect(textOf(at(properties, name))).toMatch(/^mfa-watch-/);
  });

  test('satisfies cdk-nag', () => {
    expect(new AwsSolutionsChecks().validateScope(stack.node.root).violations).toEqual([]);
  });
});

test('a forwarder leaves out what is logged in the home region only, and services that it has no part of', () => {
  const sources = sourcesOf(Template.fromStack(forwarder));
  for (const source of ['aws.iam', 'aws.organizations', 'aws.lambda', 'aws.dynamodb'])
    expect(sources).not.toContain(source);
});

describe('in a member account', () => {
  const template = Template.fromStack(member);
  const roles = resourcesOf(template, 'AWS::IAM::Role').map(([, role]) => role);
  const inventory = roles.find((role) => at(role, 'RoleName') === 'mfa-watch-inventory');

  test('IAM’s events are forwarded too', () => {
    expect(sourcesOf(template)).toEqual(expect.arrayContaining(['aws.iam', 'aws.organizations']));
  });

  test('the inventory role is taken on by the home account’s function for this organization, and by nobody else', () => {
    const trust = at(inventory, 'AssumeRolePolicyDocument', 'Statement') as unknown[];
    const principal = `arn:aws:iam::${homeAccount}:role/mfa-watch-detect`;
    const right = {
      'aws:PrincipalArn': principal,
      'aws:PrincipalOrgID': organization,
      'sts:ExternalId': organization,
    };
    const assume = (changed: Partial<typeof right>, by = principal) =>
      allows(trust, {
        principal: by,
        action: 'sts:AssumeRole',
        resource: '',
        context: Object.fromEntries(Object.entries({ ...right, ...changed }).filter(([, value]) => value !== '')),
      });
    expect(assume({})).toBe(true);
    const another = `arn:aws:iam::${homeAccount}:role/another`;
    expect(assume({ 'aws:PrincipalArn': another }, another)).toBe(false);
    const stranger = 'arn:aws:iam::999988887777:role/mfa-watch-detect';
    expect(assume({ 'aws:PrincipalArn': stranger }, stranger)).toBe(false);
    expect(assume({ 'sts:ExternalId': '' })).toBe(false);
    expect(assume({ 'sts:ExternalId': 'o-another0000' })).toBe(false);
    expect(assume({ 'aws:PrincipalOrgID': 'o-another0000' })).toBe(false);
  });

  test('the inventory role only reads', () => {
    const policies = resourcesOf(template, 'AWS::IAM::Policy').filter(([id]) => id.includes('Inventory'));
    const actions = policies.flatMap(([, policy]) =>
      statementsOf(policy).flatMap((statement) => at(statement, 'Action')),
    );
    expect(actions.sort()).toEqual([
      'iam:GetAccountSummary',
      'iam:GetPolicyVersion',
      'iam:ListMFADevices',
      'iam:ListPolicyVersions',
      'iam:ListVirtualMFADevices',
    ]);
  });

  test('the role is made once an account, and nothing at all in the home account', () => {
    const { Resources, Conditions } = template.toJSON() as {
      Resources: Record<string, { Type: string; Condition?: string }>;
      Conditions: Record<string, unknown>;
    };
    const conditionOf = (id: string, { Type, Condition }: { Type: string; Condition?: string }) =>
      Type === 'AWS::CloudFormation::WaitConditionHandle'
        ? undefined
        : [id.includes('Inventory') ? 'role' : 'forwarder', Condition];
    const found = Object.entries(Resources).flatMap(([id, resource]) => [conditionOf(id, resource) ?? []]);
    const once = Object.keys(Conditions).find((id) => id.includes('OnceInAnAccount'));
    const notHome = Object.keys(Conditions).find((id) => id.includes('NotTheHomeAccount'));
    expect(new Set(found.map((pair) => pair.join(' ')))).toEqual(
      new Set(['', `role ${once ?? ''}`, `forwarder ${notHome ?? ''}`]),
    );
  });
});
