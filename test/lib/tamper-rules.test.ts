import { describe, expect, test } from '@jest/globals';
import { partCalls, partParameters } from '../../lambda/events/detector-calls';
import { account, apiCall, byCloudFormation } from '../../lambda/events/samples';
import { matches } from './filtering';
import { textOf } from './policy';
import { at, channel, config, resourcesOf, synthesised } from './synthesised';

const { template } = synthesised({
  config: { ...config, detections: { 'detector-tampered': { deployRoles: ['Pipeline'] } } },
});
const rules = resourcesOf(template, 'AWS::Events::Rule').filter(([id]) => id.startsWith('TamperRules'));
const patterns = rules.map(([, rule]) => resolved(at(rule, 'EventPattern')));

/** With the names that references go by. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value || 'Fn::Join' in value || 'Fn::GetAtt' in value) return textOf(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
}

function told(record: Record<string, unknown>, from = account): number {
  const source = `aws.${String(record['eventSource']).split('.')[0] ?? ''}`;
  const event = { source, account: from, 'detail-type': 'AWS API Call via CloudTrail', detail: record };
  return patterns.filter((pattern) => matches(pattern, event)).length;
}

const mallory = { by: 'mallory', with: 'long-term-key' } as const;
const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:${account}:${rest}`;
const key = textOf({ Ref: resourcesOf(template, 'AWS::KMS::Key').map(([id]) => id)[0] });

const tampering: [service: string, call: string, ours: object, foreign: object][] = [
  ['events', 'DisableRule', { name: 'mfa-watch-Iam' }, { name: 'shop' }],
  ['events', 'RemoveTargets', { rule: 'mfa-watch-forward-Iam', ids: ['Target0'] }, { rule: 'mfa-watcher' }],
  ['lambda', 'UpdateFunctionCode20150331v2', { functionName: 'mfa-watch-Detect1A2B' }, { functionName: 'shop' }],
  [
    'lambda',
    'DeleteFunction20150331',
    { functionName: arn('lambda', 'function:mfa-watch-respond') },
    { functionName: arn('lambda', 'function:shop') },
  ],
  ['sns', 'DeleteTopic', { topicArn: arn('sns', 'mfa-watch-Guard1A2B') }, { topicArn: arn('sns', 'shop') }],
  [
    'sns',
    'Unsubscribe',
    { subscriptionArn: arn('sns', 'mfa-watch-TopicsAlerts1A2B:7d1f') },
    { subscriptionArn: arn('sns', 'shop:7d1f') },
  ],
  [
    'sqs',
    'PurgeQueue',
    { queueUrl: `https://sqs.us-east-1.amazonaws.com/${account}/mfa-watch-DeadLetters1A2B` },
    { queueUrl: `https://sqs.us-east-1.amazonaws.com/${account}/shop` },
  ],
  ['dynamodb', 'DeleteTable', { tableName: 'mfa-watch-Memory1A2B' }, { tableName: 'shop' }],
  ['kms', 'ScheduleKeyDeletion', { keyId: key }, { keyId: '1a2b3c4d' }],
  ['kms', 'DisableKey', { keyId: arn('kms', `key/${key}`) }, { keyId: arn('kms', 'key/1a2b3c4d') }],
  ['monitoring', 'DeleteAlarms', { alarmNames: ['shop', 'mfa-watch-answers-undone'] }, { alarmNames: ['shop'] }],
  ['logs', 'DeleteLogGroup', { logGroupName: 'mfa-watch-DetectLog1A2B' }, { logGroupName: '/aws/lambda/shop' }],
  ['iam', 'PutRolePolicy', { roleName: 'mfa-watch-DetectRole1A2B' }, { roleName: 'shop' }],
  ['chatbot', 'DeleteSlackWorkspaceAuthorization', { SlackTeamId: 'T01ABCDEF' }, { SlackTeamId: 'T09' }],
  ['cloudformation', 'DeleteStack', { stackName: 'mfa-watch' }, { stackName: 'shop' }],
  [
    'cloudformation',
    'UpdateStack',
    { stackName: arn('cloudformation', 'stack/mfa-watch/1a2b') },
    { stackName: arn('cloudformation', 'stack/shop/1a2b') },
  ],
];

describe.each(tampering)('%s %s', (service, call, ours, foreign) => {
  const parameters = ours as Record<string, unknown>;

  test('on a part of ours is told, once', () => {
    expect(told(apiCall(service, call, parameters, mallory))).toBe(1);
  });

  test('by CloudFormation is not told: it is a deployment', () => {
    expect(told(apiCall(service, call, parameters, byCloudFormation))).toBe(0);
  });

  test('on what is not ours is not told', () => {
    expect(told(apiCall(service, call, foreign as Record<string, unknown>, mallory))).toBe(0);
  });

  test('that failed, or in another account, is not told', () => {
    expect(told(apiCall(service, call, parameters, { ...mallory, error: 'AccessDenied' }))).toBe(0);
    expect(told(apiCall(service, call, parameters, mallory), '222233334444')).toBe(0);
  });
});

test.each(['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'])('%s on any trail is told', (call) => {
  expect(told(apiCall('cloudtrail', call, { name: 'management' }, mallory))).toBe(1);
  expect(told(apiCall('cloudtrail', call, { name: 'management' }, byCloudFormation))).toBe(0);
});

describe('an update of the stack', () => {
  const by = (session: string, call = 'ExecuteChangeSet') =>
    told(
      apiCall(
        'cloudformation',
        call,
        { stackName: 'mfa-watch' },
        { patch: { userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::${account}:${session}` } } },
      ),
    );

  test.each([`assumed-role/cdk-hnb659fds-deploy-role-${account}-us-east-1/aws-cdk-bob`, 'assumed-role/Pipeline/run'])(
    'by %s is a deployment, its deletion is not',
    (session) => {
      expect(by(session)).toBe(0);
      expect(by(session, 'DeleteStack')).toBe(1);
    },
  );

  test('by another role, or by somebody without an ARN, is told', () => {
    expect(by('assumed-role/Administrator/cdk-deploy-role-x')).toBe(1);
    const unnamed = apiCall('cloudformation', 'UpdateStack', { stackName: 'mfa-watch' }, mallory);
    expect(told({ ...unnamed, userIdentity: { type: 'Unknown' } })).toBe(1);
  });
});

describe('the 2,048 characters of a pattern', () => {
  const workspaces = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      ...{ ...channel, name: `soc-${index}`, minSeverity: 'high' as const },
      ...{ workspaceId: `T0${index}ABCDEFGH`, channelId: `C0${index}ABCDEFGH` },
    }));
  const deployRoles = ['Pipeline', 'Terraform', 'arn:aws:iam::111122223333:role/platform/Deploy'];
  const deployed = (name: string, count: number) => () =>
    synthesised({
      name,
      config: { ...config, slack: workspaces(count), detections: { 'detector-tampered': { deployRoles } } },
    });

  test('are enough for a stack name of 25 characters, several workspaces and roles', () => {
    expect(deployed('s'.repeat(25), 2)).not.toThrow();
  });

  test('are kept for the longest name that CloudFormation takes by an error that says what to shorten', () => {
    expect(deployed('s'.repeat(128), 2)).toThrow(/rule mfa-watch-guard-\w+ takes \d+ of the 2048 .* shorter name/);
  });
});

test('every service whose calls hurt has a place where they name a part', () => {
  expect(Object.keys(partParameters).sort()).toEqual(Object.keys(partCalls).sort());
});

test.each(rules)('%s is mailed as one sentence after the other, of fields that the record has', (_, rule) => {
  const paths = at(rule, 'Targets', 0, 'InputTransformer', 'InputPathsMap') as Record<string, string>;
  const record = apiCall('events', 'DisableRule', { name: 'mfa-watch-Iam' }, mallory);
  for (const path of Object.values(paths)) expect(at({ detail: record }, ...path.split('.').slice(1))).toBeDefined();
  const text = textOf(at(rule, 'Targets', 0, 'InputTransformer', 'InputTemplate'));
  expect(text).toMatch(/^"mfa-watch or the trail it lives on was touched: .*"$/);
});
