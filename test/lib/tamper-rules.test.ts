import { describe, expect, test } from '@jest/globals';
import { partCalls, partParameters } from '../../lambda/events/detector-calls';
import { account, apiCall } from '../../lambda/events/samples';
import { matches } from './filtering';
import { textOf } from './policy';
import { at, channel, config, resourcesOf, synthesised } from './synthesised';
import { nameless, tamperings } from './tampering';

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
