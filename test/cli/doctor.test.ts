import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import { AccountClient, ListRegionsCommand } from '@aws-sdk/client-account';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { GetSubscriptionAttributesCommand, ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, GetQueueUrlCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { join } from 'node:path';
import { version } from '../../package.json';
import { clockLine } from '../../cli/doctor/checks/clock';
import { checkSlack } from '../../cli/doctor/checks/slack';
import type { Line } from '../../cli/doctor/checks/line';
import { toEnvironment } from '../../lambda/config/environment';
import { detections } from '../../lambda/detections';
import { type DeployedRule, forwarderRules, guardRules, homeRules } from '../../lambda/engine/health/deployed-rules';
import type { Proof } from '../../lambda/engine/health/self-check';
import { rulesOf } from '../../lambda/engine/catalogue/pattern';
import { mfaWatch } from './captured-terminal';
import { folderWith, removeFolders } from './folder';
import { asked, failure, lambda, payload, responding, sts } from './responding';

const account = '111122223333';
const cloudformation = mockClient(CloudFormationClient);
const cloudtrail = mockClient(CloudTrailClient);
const cloudwatch = mockClient(CloudWatchClient);
const events = mockClient(EventBridgeClient);
const sns = mockClient(SNSClient);
const sqs = mockClient(SQSClient);
const topic = `arn:aws:sns:us-east-1:${account}:mfa-watch-alerts`;
const guard = `arn:aws:sns:us-east-1:${account}:mfa-watch-guard`;
const deadLetters = `https://sqs.us-east-1.amazonaws.com/${account}/mfa-watch-DeadLetters`;
const detect = `arn:aws:lambda:us-east-1:${account}:function:mfa-watch-Detect`;
const homeBus = `arn:aws:events:us-east-1:${account}:event-bus/default`;
const rules = rulesOf(detections);

const folder = folderWith({ 'one.yaml': 'regions: [eu-north-1]\nemail: a@example.com\n' });
afterAll(removeFolders);

const described = ({ name, state, pattern }: DeployedRule) => ({
  Name: name,
  State: state,
  ...(pattern && { EventPattern: JSON.stringify(pattern) }),
});
const inBoth = [...homeRules(rules, true), ...guardRules(), ...forwarderRules(rules)].map(described);

/** All is well: a trail, two regions, one protected mail, empty queues. */
beforeEach(() => {
  responding({ alerts: [] });
  for (const mock of [cloudformation, cloudtrail, cloudwatch, events, sns, sqs]) mock.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Arn: `arn:aws:iam::${account}:user/oncall` });
  jest
    .spyOn(globalThis, 'fetch')
    .mockImplementation(() => Promise.resolve(new Response(null, { headers: { date: new Date().toUTCString() } })));
  const Variables = toEnvironment({
    ...{ table: 't', deadLetters, guard, account, accounts: {}, organization: null },
    ...{ destinations: [{ name: 'alerts', arn: topic, kind: 'alerts' }], routes: [], besides: [] },
    ...{ detections: {}, exceptions: [], hints: { athenaTable: 'cloudtrail_logs' } },
    posture: null,
    pace: { quietMinutes: 60, floodLimit: 20, escalateAfterMinutes: 30 },
  });
  lambda.on(GetFunctionConfigurationCommand).resolves({ Environment: { Variables } });
  proving({ state: 'allowed' });
  cloudtrail.on(DescribeTrailsCommand).resolves({ trailList: [trail('all')] });
  cloudtrail.on(GetTrailStatusCommand).resolves({ IsLogging: true });
  cloudtrail.on(GetEventSelectorsCommand).resolves({ EventSelectors: [{ ReadWriteType: 'All' }] });
  cloudformation
    .on(DescribeStacksCommand)
    .callsFake(({ StackName }: { StackName: string }) => Promise.resolve({ Stacks: [stack(StackName)] }));
  heartbeat(2);
  events.on(ListRulesCommand).resolves({ Rules: inBoth });
  events.on(ListTargetsByRuleCommand).resolves({
    Targets: [
      { Id: '0', Arn: detect },
      { Id: '1', Arn: homeBus },
      { Id: '2', Arn: topic },
    ],
  });
  const SubscriptionArn = `${topic}:1`;
  const mail = { Protocol: 'email', Endpoint: 'a@example.com' };
  sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [{ SubscriptionArn, ...mail }] });
  sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes: { ...mail, ConfirmationWasAuthenticated: 'true' } });
  sqs.on(ListQueuesCommand).resolves({});
  sqs.on(GetQueueUrlCommand).resolves({ QueueUrl: `https://sqs.eu-north-1.amazonaws.com/${account}/forward` });
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '0' } });
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** The function answers this when it is asked what it may do. */
function proving(proof: Partial<Proof>): void {
  const Payload = payload(JSON.stringify([{ action: 'iam:ListMFADevices', on: 'users', ...proof }]));
  lambda.on(InvokeCommand, { FunctionName: detect }).resolves({ StatusCode: 200, Payload });
}

/** The newest was so many minutes ago. */
function heartbeat(...minutes: number[]): void {
  const Timestamps = minutes.map((ago) => new Date(Date.now() - ago * 60_000));
  cloudwatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [{ Id: 'topic0', Timestamps }] });
}

const trail = (Name: string) => ({ Name, TrailARN: `arn:${Name}`, IsMultiRegionTrail: true });
const stack = (StackName: string, StackStatus: 'UPDATE_COMPLETE' | 'ROLLBACK_COMPLETE' = 'UPDATE_COMPLETE') => ({
  ...{ StackName, StackStatus, CreationTime: new Date(0) },
  Outputs: [{ OutputKey: 'Version', OutputValue: version }],
});
const doctor = (...argv: string[]) => mfaWatch(['doctor', '--config', join(folder, 'one.yaml'), ...argv]);

/** What is not as it should be. */
async function found(): Promise<{ code: number; lines: Line[] }> {
  const { code, stdout } = await doctor('--format', 'json');
  return { code, lines: (JSON.parse(stdout) as Line[]).filter(({ state }) => state !== 'ok') };
}

test('where all is well, it says what it has seen, and that a drill shows the rest', async () => {
  const { code, stdout, stderr } = await doctor();
  expect(stdout).not.toMatch(/BAD|UNKNOWN|→/);
  expect(stdout).toMatch(/^ok {7}trail +all logs the management events of all regions$/m);
  expect(stdout).toMatch(/^ok {7}last heartbeat +2 minutes ago, and later, from every topic/m);
  expect(stdout).toMatch(/^ok {7}rules eu-north-1 +all \d+ listen/m);
  expect([code, stderr]).toEqual([0, expect.stringContaining('npm start -- drill')]);
});

test('it changes nothing', async () => {
  await doctor();
  const clients = [cloudformation, cloudtrail, cloudwatch, events, sns, sqs];
  const names = clients.flatMap((client) => client.calls().map(({ args }) => args[0].constructor.name));
  expect(names.filter((name) => !/^(Describe|Get|List)/.test(name))).toEqual([]);
});

describe('what is bad comes with the way to mend it, and exit code 1', () => {
  test.each<[string, () => void, string, RegExp]>([
    ['no heartbeat', heartbeat, 'last heartbeat', /topic of email: none in the last 3 hours/],
    [
      'no heartbeat for a while',
      () => {
        heartbeat(16, 18);
      },
      'last heartbeat',
      /topic of email: 16 minutes ago/,
    ],
    ['no trail', () => cloudtrail.on(DescribeTrailsCommand).resolves({}), 'trail', /there is none/],
    [
      'a stopped trail',
      () => cloudtrail.on(GetTrailStatusCommand).resolves({ IsLogging: false }),
      'trail',
      /all is stopped/,
    ],
    [
      'a trail of one region',
      () => cloudtrail.on(DescribeTrailsCommand).resolves({ trailList: [{ Name: 'a', TrailARN: 'arn:a' }] }),
      'trail',
      /a is of one region only/,
    ],
    [
      'a trail of data events',
      () => cloudtrail.on(GetEventSelectorsCommand).resolves({}),
      'trail',
      /all logs no management events/,
    ],
    [
      'a disabled rule',
      () =>
        events
          .on(ListRulesCommand)
          .resolves({ Rules: inBoth.map((rule) => patched(rule, 'mfa-watch-Iam', { State: 'DISABLED' })) }),
      'rules us-east-1',
      /^mfa-watch-Iam is DISABLED$/,
    ],
    [
      'a rule that does not get read-only events any more',
      () =>
        events
          .on(ListRulesCommand)
          .resolves({ Rules: inBoth.map((rule) => patched(rule, 'mfa-watch-Sts', { State: 'ENABLED' })) }),
      'rules us-east-1',
      /^mfa-watch-Sts is ENABLED, expected ENABLED_WITH_ALL/,
    ],
    [
      'a rule with another pattern',
      () =>
        events.on(ListRulesCommand).resolves({
          Rules: inBoth.map((rule) =>
            patched(rule, 'mfa-watch-forward-Signin', { EventPattern: '{"source":["aws.none"]}' }),
          ),
        }),
      'rules eu-north-1',
      /^mfa-watch-forward-Signin listens to something else/,
    ],
    [
      'a rule that is gone, on the second page too',
      () => {
        events.on(ListRulesCommand).resolves({ Rules: inBoth.slice(0, 3), NextToken: 'n' });
        const rest = inBoth.slice(3).filter(({ Name }) => Name !== 'mfa-watch-Drill');
        events.on(ListRulesCommand, { NamePrefix: 'mfa-watch-', NextToken: 'n' }).resolves({ Rules: rest });
      },
      'rules us-east-1',
      /^mfa-watch-Drill is missing$/,
    ],
    [
      'a rule whose target is gone',
      () => events.on(ListTargetsByRuleCommand, { Rule: 'mfa-watch-Iam' }).resolves({ Targets: [] }),
      'rules us-east-1',
      /^mfa-watch-Iam hands nothing over/,
    ],
    [
      'a rule that hands over to a stranger',
      () =>
        events
          .on(ListTargetsByRuleCommand, { Rule: 'mfa-watch-Iam' })
          .resolves({ Targets: [{ Id: '0', Arn: detect.replace(account, '999999999999') }] }),
      'rules us-east-1',
      /^mfa-watch-Iam hands nothing over/,
    ],
    [
      'no forwarder',
      () =>
        cloudformation
          .on(DescribeStacksCommand, { StackName: 'mfa-watch-eu-north-1' })
          .rejects(failure('ValidationError', 'Stack x does not exist')),
      'stack eu-north-1',
      /there is no stack mfa-watch-eu-north-1/,
    ],
    [
      'a deployment that failed',
      () =>
        cloudformation
          .on(DescribeStacksCommand, { StackName: 'mfa-watch' })
          .resolves({ Stacks: [stack('mfa-watch', 'ROLLBACK_COMPLETE')] }),
      'stack us-east-1',
      /mfa-watch is ROLLBACK_COMPLETE/,
    ],
    [
      'another version',
      () =>
        cloudformation
          .on(DescribeStacksCommand, { StackName: 'mfa-watch' })
          .resolves({ Stacks: [{ ...stack('mfa-watch'), Outputs: [] }] }),
      'version',
      /deployed is one that does not say which, here is /,
    ],
    [
      'a mail that nobody has confirmed',
      () =>
        sns.on(ListSubscriptionsByTopicCommand, { TopicArn: topic }).resolves({
          Subscriptions: [{ SubscriptionArn: 'PendingConfirmation', Protocol: 'email', Endpoint: 'a@example.com' }],
        }),
      'subscriptions',
      /^1 not confirmed$/,
    ],
    [
      'a mail of the guard that a click could end',
      () => {
        const SubscriptionArn = `${guard}:1`;
        const mail = { Protocol: 'email', Endpoint: 'a@example.com' };
        sns
          .on(ListSubscriptionsByTopicCommand, { TopicArn: guard })
          .resolves({ Subscriptions: [{ SubscriptionArn, ...mail }] });
        sns.on(GetSubscriptionAttributesCommand, { SubscriptionArn }).resolves({ Attributes: mail });
      },
      'subscriptions',
      /^1 that a click on "unsubscribe" ends$/,
    ],
    [
      'a look-up that the function may not make',
      () => {
        proving({ state: 'refused', why: 'AccessDenied' });
      },
      'permission',
      /^iam:ListMFADevices on users: the function was refused \(AccessDenied\)$/,
    ],
    [
      'a dead letter',
      () =>
        sqs
          .on(GetQueueAttributesCommand, { QueueUrl: deadLetters })
          .resolves({ Attributes: { ApproximateNumberOfMessages: '2' } }),
      'dead letters us-east-1',
      /^2 messages lie in mfa-watch-DeadLetters$/,
    ],
    [
      "a forwarder's queue that is gone",
      () => sqs.on(GetQueueUrlCommand).rejects(failure('QueueDoesNotExist')),
      'dead letters eu-north-1',
      /^the queue is missing/,
    ],
  ])('%s', async (_, broken, what, expected) => {
    broken();
    const { code, lines } = await found();
    expect(lines).toEqual([
      { what, state: 'bad', found: expect.stringMatching(expected), mend: expect.stringMatching(/\w/) },
    ]);
    expect(code).toBe(1);
  });
});

const patched = (rule: (typeof inBoth)[number], name: string, patch: object) =>
  rule.Name === name ? { ...rule, ...patch } : rule;

test('who is subscribed and not named in mfa-watch.yaml is named, whatever it is', async () => {
  const strangers = [
    { Protocol: 'email', Endpoint: 'eve@evil.example' },
    { Protocol: 'https', Endpoint: 'https://evil.example/' },
    { Protocol: 'email', Endpoint: 'A@Example.com' },
  ].map((one, index) => ({ SubscriptionArn: `${topic}:one-${index}`, ...one }));
  sns.on(ListSubscriptionsByTopicCommand, { TopicArn: topic }).resolves({ Subscriptions: strangers });
  for (const { SubscriptionArn, Protocol, Endpoint } of strangers)
    sns
      .on(GetSubscriptionAttributesCommand, { SubscriptionArn })
      .resolves({ Attributes: { Protocol, Endpoint, ConfirmationWasAuthenticated: 'true' } });
  expect(await found()).toMatchObject({
    code: 2,
    lines: [
      {
        what: 'subscribers',
        state: 'unknown',
        found: expect.stringMatching(/eve@evil.example, https:..evil.example.$/),
      },
    ],
  });
});

test('the shortcomings of one trail do not matter beside one that has none', async () => {
  cloudtrail.on(DescribeTrailsCommand).resolves({ trailList: [{ Name: 'old', TrailARN: 'arn:old' }, trail('all')] });
  expect(await found()).toEqual({ code: 0, lines: [] });
});

describe('which regions are enabled, where AWS does not say', () => {
  const regions = mockClient(AccountClient);
  afterAll(() => {
    regions.restore();
  });
  test.each([
    [failure('AccessDeniedException', 'not authorized'), /not authorized;/, /credentials that may call account:L/],
    [failure('TooManyRequestsException', 'Rate exceeded'), /Rate exceeded; below are those of/, /^run this again/],
  ])('%s: says why, and what to do', async (error, why, mend) => {
    regions.on(ListRegionsCommand).rejects(error);
    const config = join(folderWith({ 'all.yaml': 'email: soc@example.com\nregions: all-enabled\n' }), 'all.yaml');
    const { stdout } = await mfaWatch(['doctor', '--config', config, '--format', 'json']);
    const line = (JSON.parse(stdout) as Line[]).find(({ what }) => what === 'regions');
    expect(line).toMatchObject({
      state: 'unknown',
      found: expect.stringMatching(why),
      mend: expect.stringMatching(mend),
    });
  });
});

describe('what these credentials may not see is unknown, names the permission, and hides nothing else', () => {
  const denied = failure('AccessDeniedException', 'not authorized');
  test.each<[string, () => void, string[], RegExp]>([
    ['trails', () => cloudtrail.on(DescribeTrailsCommand).rejects(denied), ['trail'], /cloudtrail:DescribeTrails/],
    ['one trail', () => cloudtrail.on(GetTrailStatusCommand).rejects(denied), ['trail'], /cloudtrail:GetTrailStatus/],
    [
      'rules',
      () => events.on(ListRulesCommand).rejects(denied),
      ['rules us-east-1', 'guard rules us-east-1', 'rules eu-north-1'],
      /events:ListRules/,
    ],
    [
      'stacks',
      () => cloudformation.on(DescribeStacksCommand).rejects(denied),
      ['stack us-east-1', 'stack eu-north-1'],
      /cloudformation:DescribeStacks/,
    ],
    [
      'settings',
      () => lambda.on(GetFunctionConfigurationCommand).rejects(denied),
      ['settings'],
      /lambda:GetFunctionConf/,
    ],
    [
      'subscriptions',
      () => sns.on(ListSubscriptionsByTopicCommand).rejects(failure('AuthorizationErrorException')),
      ['subscriptions'],
      /sns:ListSubscriptionsByTopic/,
    ],
    [
      'queues',
      () => sqs.on(GetQueueAttributesCommand).rejects(failure('AccessDenied')),
      ['dead letters us-east-1', 'dead letters eu-north-1'],
      /sqs:GetQueueAttributes/,
    ],
  ])('%s', async (_, refused, whats, permission) => {
    refused();
    const { code, lines } = await found();
    expect(lines.map(({ what, state }) => [what, state])).toEqual(whats.map((what) => [what, 'unknown']));
    for (const { mend } of lines) expect(mend).toMatch(permission);
    expect(code).toBe(2);
  });

  test('without credentials there is one message', async () => {
    sts.on(GetCallerIdentityCommand).rejects(failure('CredentialsProviderError'));
    const { code, stdout, stderr } = await doctor();
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('no AWS credentials');
  });
});

test('what the function may do it is asked in a question that changes nothing, about members that are known', async () => {
  const organization =
    'organization: { id: o-a1b2c3d4e5 }\naccounts: { "222233334444": shop }\nregions: [eu-north-1]\n';
  const other = folderWith({ 'members.yaml': organization });
  const { stdout } = await mfaWatch(['doctor', '--config', join(other, 'members.yaml')]);
  expect(stdout).toMatch(/^ok {7}permission +iam:ListMFADevices on users: tried, and allowed$/m);
  const questions = asked().filter(({ name }) => name === detect);
  expect(questions).toEqual([{ name: detect, request: { selfCheck: { accounts: ['222233334444'] } } }]);
});

test('a permission that AWS did not answer about is unknown', async () => {
  proving({ state: 'unknown', why: 'Throttling' });
  expect(await found()).toMatchObject({ code: 2, lines: [{ what: 'permission', state: 'unknown' }] });
});

test('the way to mend a dead letter is a command that can be copied', async () => {
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '1' } });
  const { stdout } = await doctor();
  expect(stdout).toContain(`→ npm start -- redrive '${deadLetters}' --function `);
});

test('what others have named cannot move the cursor or begin a line', async () => {
  cloudtrail.on(DescribeTrailsCommand).resolves({ trailList: [{ Name: 'a\u001b[2J\nok  trail', TrailARN: 'arn:a' }] });
  const { stdout } = await doctor();
  expect(stdout).not.toContain('\u001b');
  expect(stdout).not.toMatch(/^ok +trail/m);
});

describe('the clock', () => {
  const now = Date.parse('2026-11-20T10:00:00Z');
  test.each<[string, string | null, string]>([
    ['that agrees is ok', 'Fri, 20 Nov 2026 10:04:00 GMT', 'ok'],
    ['that is ahead is bad', 'Fri, 20 Nov 2026 09:54:00 GMT', 'bad'],
    ['that is behind is bad', 'Fri, 20 Nov 2026 10:06:00 GMT', 'bad'],
    ['of an answer without a time is unknown', null, 'unknown'],
  ])('%s', (_, date, state) => {
    expect(clockLine(now, date)).toMatchObject({ state });
  });
});

describe('a Slack channel', () => {
  const arn = `arn:aws:sns:us-east-1:${account}:mfa-watch-soc`;
  const told = { destinations: [{ name: 'soc', arn, kind: 'chat' as const }] };
  const workspace = { SlackTeamId: 'T01ABCDEF', State: 'ENABLED' };
  const channel = { SlackTeamId: 'T01ABCDEF', SnsTopicArns: [arn], State: 'ENABLED' };
  const api = (workspaces: (typeof workspace)[], channels: (typeof channel)[]) => () => ({
    workspaces: () => Promise.resolve(workspaces),
    channels: () => Promise.resolve(channels),
  });

  test.each([
    ['that is configured in an authorized workspace is ok', [workspace], [channel], 'ok'],
    ['whose workspace is not authorized any more is bad', [], [channel], 'bad'],
    ['whose workspace is disabled is bad', [{ ...workspace, State: 'DISABLED' }], [channel], 'bad'],
    ['that is disabled is bad', [workspace], [{ ...channel, State: 'DISABLED' }], 'bad'],
    ['that nobody has configured is bad', [workspace], [], 'bad'],
  ])('%s', async (_, workspaces, channels, state) => {
    expect(await checkSlack(told, api(workspaces, channels))).toMatchObject([{ what: 'slack', state }]);
  });

  test('that Amazon Q may not be asked about is unknown', async () => {
    const refused = () => {
      throw failure('AccessDeniedException');
    };
    const [line] = await checkSlack(told, refused);
    expect(line).toMatchObject({ state: 'unknown', mend: expect.stringContaining('chatbot:DescribeSlackWorkspaces') });
  });
});
