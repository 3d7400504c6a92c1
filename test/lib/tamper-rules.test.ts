import { describe, expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { partCalls, partParameters } from '../../lambda/events/detector-calls';
import { account, apiCall } from '../../lambda/events/samples';
import { matches } from './filtering';
import { textOf } from './policy';
import { at, channel, config, resourcesOf, synthesised } from './synthesised';
import { nameless, physicalName, tamperings } from './tampering';

const { template } = synthesised({
  config: { ...config, detections: { 'detector-tampered': { deployRoles: ['Pipeline'] } } },
});
const rules = tamperRulesOf(template);
const patterns = patternsOf(template);

function tamperRulesOf(deployed: Template): [string, unknown][] {
  return resourcesOf(deployed, 'AWS::Events::Rule').filter(([id]) => id.startsWith('TamperRules'));
}

function patternsOf(deployed: Template): unknown[] {
  return tamperRulesOf(deployed).map(([, rule]) => resolved(at(rule, 'EventPattern')));
}

/** With the names that references go by. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value || 'Fn::Join' in value || 'Fn::GetAtt' in value) return textOf(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
}

function told(record: Record<string, unknown>, from = account, by = patterns): number {
  const source = `aws.${String(record['eventSource']).split('.')[0] ?? ''}`;
  const event = { source, account: from, 'detail-type': 'AWS API Call via CloudTrail', detail: record };
  return by.filter((pattern) => matches(pattern, event)).length;
}

const mallory = { by: 'mallory', with: 'long-term-key' } as const;
const key = textOf({ Ref: resourcesOf(template, 'AWS::KMS::Key').map(([id]) => id)[0] });

const { workspaceId: workspace } = channel;

describe.each(tamperings({ key, workspace }))('$service $call', ({ direct, byCloudFormation, foreign }) => {
  test('on a part of ours is told, once', () => {
    expect(told(direct)).toBe(1);
  });

  test('by CloudFormation is not told: it is a deployment', () => {
    expect(told(byCloudFormation)).toBe(0);
  });

  test('on what is not ours is not told', () => {
    if (foreign !== undefined) expect(told(foreign)).toBe(0);
  });

  test('that failed, or in another account, is not told', () => {
    expect(told({ ...direct, errorCode: 'AccessDenied' })).toBe(0);
    expect(told(direct, '222233334444')).toBe(0);
  });
});

test('every call of every rule is among them, but those that name a part by nothing that a pattern can know', () => {
  const matched = patterns.flatMap((pattern) => at(pattern, 'detail', 'eventName') as string[]);
  const tried = tamperings({ key, workspace }).map(({ call }) => call);
  expect([...new Set([...tried, ...nameless])].sort()).toEqual([...new Set(matched)].sort());
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

describe.each([24, 25, 26, 64, 128])('a stack whose name has %d characters', (length) => {
  const name = 'Security-Tooling-of-Everybody-'.padEnd(length, 'x').slice(0, length);
  const deployed = patternsOf(synthesised({ name }).template);
  const foreign = name.replace('Security', 'Securitys');
  const by = (service: string, call: string, parameters: Record<string, unknown>) =>
    told(apiCall(service, call, parameters, mallory), account, deployed);

  test.each([
    ['function', 64, (part: string) => by('lambda', 'DeleteFunction20150331', { functionName: part })],
    [
      'function by its ARN',
      64,
      (part: string) => by('lambda', 'DeleteFunction20150331', { functionName: `arn:${part}` }),
    ],
    ['role', 64, (part: string) => by('iam', 'PutRolePolicy', { roleName: part })],
    ['queue', 80, (part: string) => by('sqs', 'PurgeQueue', { queueUrl: `https://queue/${account}/${part}` })],
    ['table', 255, (part: string) => by('dynamodb', 'DeleteTable', { tableName: part })],
    ['topic', 256, (part: string) => by('sns', 'DeleteTopic', { topicArn: `arn:${part}` })],
  ])('has each %s guarded, its name cut to %d characters', (_, limit, touching) => {
    for (const id of ['Detect', 'TopicsPaymentsEscalationsToLead'.padEnd(255, 'A')]) {
      expect(touching(physicalName(name, id, limit))).toBe(1);
      expect(touching(physicalName(foreign, id, limit))).toBe(0);
    }
  });

  test('is guarded itself, by name and by ARN', () => {
    for (const stackName of [name, `arn:aws:cloudformation:us-east-1:${account}:stack/${name}/7d1f`])
      expect(by('cloudformation', 'DeleteStack', { stackName })).toBe(1);
  });
});

describe('the 2,048 characters of a pattern', () => {
  const workspaces = Array.from({ length: 2 }, (_, index) => ({
    ...{ ...channel, name: `soc-${index}`, minSeverity: 'high' as const },
    ...{ workspaceId: `T0${index}ABCDEFGH`, channelId: `C0${index}ABCDEFGH` },
  }));
  const deployed = (deployRoles: string[]) => () =>
    synthesised({
      name: 's'.repeat(128),
      config: { ...config, slack: workspaces, detections: { 'detector-tampered': { deployRoles } } },
    });

  test('are enough for the longest name that CloudFormation takes, several workspaces and roles', () => {
    const roles = ['Pipeline', 'Terraform', 'arn:aws:iam::111122223333:role/platform/Deploy'];
    expect(deployed(roles)).not.toThrow();
  });

  test('are kept by an error that says what to shorten', () => {
    const roles = Array.from({ length: 30 }, (_, index) => `Pipeline-${index}`);
    expect(deployed(roles)).toThrow(/rule mfa-watch-guard-\w+ takes \d+ of the 2048 .* fewer deployRoles/);
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
