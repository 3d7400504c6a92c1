import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { fromEnvironment } from '../../lambda/config/environment';
import { partitions } from '../../lambda/events/partition';
import { heartbeatAlarm } from '../../lambda/engine/health/heartbeat';
import {
  arriving,
  digestDetailType,
  drillDetailType,
  drillSource,
  forwarderQueue,
  openEnvelope,
  subscriptionsDetailType,
} from '../../lambda/events/envelope';
import { ForwarderStack } from '../../lib/stacks/forwarder-stack';
import { everything } from './every-destination';
import { at, channel, config, idOf, newApp, resourcesOf, synthesised } from './synthesised';

const { template } = synthesised();
const nowhere = { ...config, email: [], slack: [] };

describe('the region', () => {
  test.each([
    ['aws', 'us-east-1'],
    ['aws-us-gov', 'us-gov-west-1'],
    ['aws-cn', 'cn-north-1'],
    ['aws-eusc', 'eusc-de-east-1'],
  ] as const)('of %s is %s', (partition, region) => {
    const { stack, template: ofPartition } = synthesised({ partition, config: { ...config, slack: [] } });
    expect(stack.region).toBe(region);
    expect(JSON.stringify(ofPartition.findResources('AWS::IAM::Policy'))).toContain(`"arn:${partition}:iam::`);
  });

  test('is known for every partition', () => {
    expect(partitions).toHaveLength(4);
  });

  test('of a partition without Amazon Q in chat refuses Slack before anything is deployed', () => {
    expect(() => synthesised({ partition: 'aws-us-gov' })).toThrow(/SlackChannelConfiguration' does not exist in/);
  });
});

describe('the rules', () => {
  test('that need read-only calls are in the long state, the others are not', () => {
    const states = resourcesOf(template, 'AWS::Events::Rule').map(([, properties]) => [
      at(properties, 'EventPattern', 'source', 0) ?? 'the schedule',
      at(properties, 'State'),
    ]);
    const long = states.filter(([, state]) => state === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
    expect(long.map(([source]) => source)).toEqual(['aws.sts']);
    expect(new Set(states.filter((rule) => !long.includes(rule)).map(([, state]) => state))).toEqual(
      new Set(['ENABLED']),
    );
    expect(states.map(([source]) => source)).toEqual(
      expect.arrayContaining(['aws.iam', 'aws.signin', drillSource, 'the schedule']),
    );
  });

  test('know both spellings of the sign-in events', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.signin'],
        'detail-type': Match.arrayWith(['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail']),
      },
    });
  });

  test.each([
    ['the digest every morning', 'cron(0 7 * * ? *)', digestDetailType, 185, 86_400],
    ['of changed subscriptions every 15 minutes', 'rate(15 minutes)', subscriptionsDetailType, 2, 300],
  ])('of which one tells %s, by its own time', (_, schedule, detailType, retries, age) => {
    const scheduled = template.findResources('AWS::Events::Rule', { Properties: { ScheduleExpression: schedule } });
    expect(Object.keys(scheduled)).toHaveLength(1);
    const target = at(Object.values(scheduled)[0], 'Properties', 'Targets', 0);
    expect(target).toMatchObject({
      InputTransformer: { InputPathsMap: { time: '$.time' } },
      RetryPolicy: { MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: age },
    });
    const input = textOf(at(target, 'InputTransformer', 'InputTemplate'));
    const event: unknown = JSON.parse(input.replace('<time>', '"2026-11-22T07:00:00Z"'));
    expect(event).toEqual({
      source: drillSource,
      'detail-type': detailType,
      account: 'AWS::AccountId',
      time: '2026-11-22T07:00:00Z',
      detail: {},
    });
    expect(openEnvelope(event)).toMatchObject({ ok: true, time: '2026-11-22T07:00:00Z' });
  });

  test('have the event history read every hour, in every region whose events are taken, by a function of its own', () => {
    const scheduled = template.findResources('AWS::Events::Rule', {
      Properties: { ScheduleExpression: 'rate(1 hour)' },
    });
    const target = at(Object.values(scheduled)[0], 'Properties', 'Targets', 0);
    expect(idOf(at(target, 'Arn'))).toMatch(/^ReconcileFunction/);
    expect(openEnvelope(JSON.parse(textOf(at(target, 'Input'))))).toEqual({
      ...{ ok: true, kind: 'reconcile', account: 'AWS::AccountId' },
      regions: ['us-east-1', 'us-east-2', 'eu-north-1', 'ap-southeast-2'],
    });
  });

  test('have the account looked at every morning, by a function of its own, unless that is turned off', () => {
    const scheduled = (one: Template) =>
      Object.values(one.findResources('AWS::Events::Rule', { Properties: { Name: 'mfa-watch-Posture' } }));
    const [rule] = scheduled(template);
    expect(at(rule, 'Properties', 'ScheduleExpression')).toBe('cron(0 6 * * ? *)');
    const target = at(rule, 'Properties', 'Targets', 0);
    expect(idOf(at(target, 'Arn'))).toMatch(/^PostureFunction/);
    const { InputTemplate, InputPathsMap } = at(target, 'InputTransformer') as Record<string, unknown>;
    expect(InputPathsMap).toEqual({ time: '$.time' });
    const event: unknown = JSON.parse(textOf(InputTemplate).replaceAll('<time>', '"2026-11-22T06:00:00Z"'));
    expect(openEnvelope(event)).toMatchObject({ ok: true, kind: 'posture', time: '2026-11-22T06:00:00Z' });
    const off = synthesised({ config: { ...config, posture: { ...config.posture, enabled: false } } }).template;
    expect(scheduled(off)).toEqual([]);
    expect(JSON.stringify(off)).not.toMatch(/posture.handler|PostureFunction|iam:GetAccountAuthorizationDetails/);
  });

  const ofForwarders = [forwarderQueue, forwarderQueue + arriving];
  const alarmsIn = (one: Template) => {
    const [[, rule] = []] = resourcesOf(one, 'AWS::Events::Rule').filter(
      ([, properties]) => at(properties, 'EventPattern', 'source', 0) === 'aws.cloudwatch',
    );
    return at(rule, 'EventPattern', 'detail', 'alarmName');
  };

  test('let in every alarm of the stack that the guard does not mail', () => {
    const { template: full } = synthesised({ config: everything });
    const own = resourcesOf(full, 'AWS::CloudWatch::Alarm')
      .filter(([, alarm]) => at(alarm, 'AlarmActions') === undefined)
      .map(([, alarm]) => String(at(alarm, 'AlarmName')))
      // A composite alarm speaks for them.
      .filter((name) => !name.startsWith(heartbeatAlarm()));
    expect(own).toHaveLength(5);
    expect(new Set(alarmsIn(full) as string[])).toEqual(new Set([...ofForwarders, ...own]));
  });

  test('let in the alarm that forwarders have', () => {
    expect(alarmsIn(synthesised({ config: nowhere }).template)).toEqual(ofForwarders);
    const forwarder = Template.fromStack(
      new ForwarderStack(newApp(), 'x', { region: 'eu-north-1', home: 'us-east-1' }),
    );
    for (const AlarmName of ofForwarders) forwarder.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName });
    forwarder.hasResourceProperties('AWS::SQS::Queue', { QueueName: forwarderQueue });
    forwarder.resourceCountIs('AWS::CloudWatch::Alarm', 2);
  });

  test('let drills in by a rule of their own', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: [drillSource], 'detail-type': [drillDetailType] },
    });
  });
});

describe('the function', () => {
  test('reads from its environment what the stack wrote there', () => {
    const [[, properties] = []] = resourcesOf(template, 'AWS::Lambda::Function');
    expect(fromEnvironment(deployed(at(properties, 'Environment', 'Variables')))).toEqual({
      account: '111122223333',
      exceptions: [],
      table: expect.stringMatching(/^Memory/),
      guard: expect.stringMatching(/^Guard/),
      deadLetters: expect.stringMatching(/^DeadLetters/),
      detections: {
        'repeated-mfa-failures': { medium: 4 },
        'detector-tampered': {
          stack: 'mfa-watch',
          resources: [expect.stringMatching(/^TopicsKey/), expect.stringMatching(/^GuardKey/), 'T01ABCDEF'],
        },
      },
      destinations: [
        { name: 'alerts', kind: 'alerts', arn: expect.stringMatching(/^TopicsAlerts/) },
        { name: 'slack-security', kind: 'chat', arn: expect.stringMatching(/^TopicsSlacksec/) },
        { name: 'slack-everything', kind: 'chat', arn: expect.stringMatching(/^TopicsSlackev/) },
      ],
      routes: [
        {
          accounts: [],
          organizationalUnits: [],
          destinations: [
            { name: 'alerts', minSeverity: 'medium' },
            { name: 'slack-security', minSeverity: 'high' },
            { name: 'slack-everything', minSeverity: 'info' },
          ],
        },
      ],
      besides: [],
      pace: { quietMinutes: 60, floodLimit: 20, escalateAfterMinutes: 30 },
      hints: { athenaTable: 'cloudtrail_logs', answerQueue: expect.stringMatching(/^TopicsAnswers/) },
      accounts: {},
      organization: null,
      posture: { summaryDay: 'monday', passwordGraceDays: 7 },
    });
  });

  test('is refused at synthesis when its settings do not fit into its environment', () => {
    const slack = Array.from({ length: 30 }, (_, index) => ({
      ...channel,
      name: `channel-${index}`,
      channelId: `C${index}ABCDEF`,
      minSeverity: 'medium' as const,
    }));
    expect(() => synthesised({ config: { ...config, slack } })).toThrow(/bytes that fit into a Lambda function's/);
  });
});

describe('the memory', () => {
  test('is paid by use, forgets by itself, can be restored and outlives the stack', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'key', KeyType: 'HASH' },
          { AttributeName: 'row', KeyType: 'RANGE' },
        ],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    });
  });
});

describe('the destinations', () => {
  test('that are missing are warned of, in the synthesis and in the outputs', () => {
    const silent = synthesised({ config: nowhere });
    Annotations.fromStack(silent.stack).hasWarning('/mfa-watch', Match.stringLikeRegexp('Nobody is told'));
    silent.template.hasOutput('Warning', { Value: Match.stringLikeRegexp('Nobody is told') });
    const subscribed = resourcesOf(silent.template, 'AWS::SNS::Subscription');
    expect(subscribed.map(([, one]) => at(one, 'Protocol'))).toEqual(['lambda']);
  });

  test('that are there are not warned of', () => {
    const { stack, template: mailed } = synthesised({ config: { ...nowhere, email: ['a@example.com'] } });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
    expect(mailed.findOutputs('Warning')).toEqual({});
    expect(mailed.findOutputs('AuthorizeSlack')).toEqual({});
  });
});

test('the outputs say what waits for somebody, and where things are', () => {
  template.hasOutput('ConfirmByMail', { Value: Match.stringLikeRegexp('security@example\\.com$') });
  template.hasOutput('AuthorizeSlack', { Value: Match.stringLikeRegexp('T01ABCDEF/C01ABCDEF, T01ABCDEF/C02ABCDEF$') });
  template.hasOutput('HomeRegion', { Value: 'us-east-1' });
  expect(Object.keys(template.findOutputs('*'))).toEqual(
    expect.arrayContaining(['FunctionName', 'TableName', 'DeadLettersUrl', 'AlertTopicArn', 'SlackTopicArn2']),
  );
});

describe('cdk-nag', () => {
  test.each(['111122223333', undefined])('finds nothing that is not acknowledged (account %s)', (account) => {
    expect(new AwsSolutionsChecks().validateScope(synthesised({ account }).app).violations).toEqual([]);
  });

  test('finds what is not acknowledged', () => {
    const { app, stack } = synthesised();
    new Queue(stack, 'Another');
    expect(new AwsSolutionsChecks().validateScope(app).violations).not.toEqual([]);
  });
});

test('the template is the one that was reviewed, but for the rules of the catalogue', () => {
  const { Resources, ...others } = synthesised().template.toJSON() as { Resources: Record<string, unknown> };
  const ofCatalogue = /^Rules(?!Drill|Heartbeat|Sweep|Subscriptions|Digest|Reconcile|Alarms|Sts)/;
  const kept = Object.fromEntries(Object.entries(Resources).filter(([id]) => !ofCatalogue.test(id)));
  const text = JSON.stringify({ ...others, Resources: kept });
  expect(JSON.parse(text.replaceAll(/\b[0-9a-f]{64}\b/g, 'hash'))).toMatchSnapshot();
});

test('README says how much of each kind fits into the environment of a function', () => {
  const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8').replaceAll('\n', ' ');
  const said = /that is (\d+) exceptions, or (\d+) Slack channels, or (\d+) overrides, or (\d+) names of accounts/.exec(
    readme,
  );
  const [exceptions = 0, channels = 0, overrides = 0, accounts = 0] = (said ?? []).slice(1).map(Number);
  const some = <Thing>(count: number, make: (digits: string) => Thing): Thing[] =>
    Array.from({ length: count }, (_, index) => make(String(index).padStart(2, '0')));
  const least = { ...config, slack: [], detections: {} };
  const exception = {
    ...{ detection: 'repeated-mfa-failures', account: '111122223333', addresses: '198.51.100.0/24' },
    ...{ reason: 'load test of the VPN portal', owner: 'jane@example.com', expires: '2026-12-31' },
  };
  const slack = (digits: string) => ({ ...channel, name: `team-${digits}`, minSeverity: 'high' as const });
  const kinds: Partial<typeof config>[] = [
    { exceptions: some(exceptions, (digits) => ({ ...exception, user: `load-test-${digits}` })) },
    { slack: some(channels, slack) },
    {
      organization: { id: 'o-a1b2c3d4e5' },
      overrides: some(overrides, (digits) => ({
        ...{ name: `team-${digits}`, accounts: [`1111222233${digits}`], organizationalUnits: [] },
        ...{ email: [`team${digits}@example.com`], minSeverity: 'medium' as const },
      })),
    },
    {
      organization: { id: 'o-a1b2c3d4e5' },
      accounts: Object.fromEntries(
        some(accounts, (digits) => [`1111222233${digits}`, `payments-prod-${digits}`] as const),
      ),
    },
  ];
  expect(accounts).toBeGreaterThan(0);
  for (const kind of kinds) expect(() => synthesised({ config: { ...least, ...kind } })).not.toThrow();
});

test('what holds memory or is known outside keeps its logical id, or an upgrade would make it anew', () => {
  const kept = ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::SNS::Topic', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup'];
  const ids = kept.map((type) => [type, ...resourcesOf(template, type).map(([id]) => id)]);
  expect(ids).toEqual([
    ['AWS::DynamoDB::Table', 'Memory22710B9E'],
    ['AWS::KMS::Key', 'TopicsKey64CE8550', expect.stringMatching(/^GuardKey/)],
    [
      'AWS::SNS::Topic',
      'TopicsAlerts790CC8DD',
      expect.stringMatching(/^TopicsSlacksec/),
      expect.any(String),
      expect.stringMatching(/^GuardTopic/),
    ],
    [
      'AWS::SQS::Queue',
      'DeadLettersBBF8BAAB',
      'TopicsAnswersUndone113A66C6',
      'TopicsAnswers35C87843',
      'HeartbeatFailedFCE8C4A5',
    ],
    [
      'AWS::Logs::LogGroup',
      'DetectLog84134B5F',
      'RespondLog587F6D16',
      expect.stringMatching(/^ReconcileLog/),
      expect.stringMatching(/^PostureLog/),
      'HeartbeatBeatLogBC57ECA1',
      'HeartbeatPulseLogA63D7703',
    ],
  ]);
});

test('deleting the stack leaves the table, and nothing else', () => {
  const resources = Object.values((template.toJSON() as { Resources: Record<string, object> }).Resources);
  const kept = resources.filter((resource) => String(at(resource, 'DeletionPolicy')).startsWith('Retain'));
  expect(kept.map((resource) => at(resource, 'Type'))).toEqual(['AWS::DynamoDB::Table']);
});

/** The variables with each reference replaced by the logical id that it names. */
function deployed(variables: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(variables as object).map(([name, value]) => [name, textOf(value)]));
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const parts = at(value, 'Fn::Join', 1) as unknown[] | undefined;
  return parts === undefined ? String(idOf(value)) : parts.map(textOf).join('');
}
