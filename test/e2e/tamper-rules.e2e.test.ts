import { beforeAll, expect, test } from '@jest/globals';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DescribeRuleCommand, ListRulesCommand, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { apiCall } from '../../lambda/events/samples';
import { type Tampering, tamperings } from '../lib/tampering';
import { clientIn, eventbridge } from './aws';
import { account } from './emulator';
import { envelope } from './envelopes';

const patterns = new Map<string, string>();
let all: Tampering[];

beforeAll(async () => {
  const { Rules = [] } = await eventbridge.send(new ListRulesCommand({ NamePrefix: 'mfa-watch-guard-' }));
  for (const { Name = '' } of Rules) {
    const { EventPattern = '' } = await eventbridge.send(new DescribeRuleCommand({ Name }));
    patterns.set(Name, EventPattern);
  }
  all = tamperings({ key: await keyOfAlerts(), workspace: 'T01ABCDEF' });
});

/** The key of the topics, which has no name. */
async function keyOfAlerts(): Promise<string> {
  const cloudformation = new CloudFormationClient(clientIn('us-east-1'));
  const { StackResources = [] } = await cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: 'mfa-watch' }),
  );
  const keys = StackResources.filter(({ ResourceType }) => ResourceType === 'AWS::KMS::Key');
  return keys.find(({ LogicalResourceId = '' }) => LogicalResourceId.startsWith('Topics'))?.PhysicalResourceId ?? '';
}

/** Names of the guard's rules that EventBridge says match. */
async function matchedBy(record: Record<string, unknown>): Promise<string[]> {
  const Event = JSON.stringify(envelope(record));
  const asked = [...patterns].map(async ([name, EventPattern]) => {
    const { Result } = await eventbridge.send(new TestEventPatternCommand({ EventPattern, Event }));
    return Result === true ? [name] : [];
  });
  return (await Promise.all(asked)).flat();
}

/** The calls whose records, of one kind, are matched by another number of rules. */
async function unlike(count: number, recordOf: (one: Tampering) => Record<string, unknown> | undefined) {
  const others: string[] = [];
  for (const one of all) {
    const record = recordOf(one);
    const matched = record === undefined ? undefined : await matchedBy(record);
    if (matched !== undefined && matched.length !== count) others.push(`${one.service} ${one.call}: ${matched.join()}`);
  }
  return others;
}

test('every call that hurts a part of this deployment is matched by one rule', async () => {
  expect(await unlike(1, ({ direct }) => direct)).toEqual([]);
});

test('no rule is without such a call', async () => {
  const matched = await Promise.all(all.map(({ direct }) => matchedBy(direct)));
  expect([...new Set(matched.flat())].sort()).toEqual([...patterns.keys()].sort());
});

test('none of them is matched where CloudFormation makes it', async () => {
  expect(await unlike(0, ({ byCloudFormation }) => byCloudFormation)).toEqual([]);
});

test('none of them is matched on what belongs to somebody else', async () => {
  expect(await unlike(0, ({ foreign }) => foreign)).toEqual([]);
});

test('what CDK’s role deploys is not matched, and what it deletes is', async () => {
  const arn = `arn:aws:sts::${account}:assumed-role/cdk-hnb659fds-deploy-role-${account}-us-east-1/aws-cdk-bob`;
  const by = (call: string) =>
    matchedBy(
      apiCall(
        'cloudformation',
        call,
        { stackName: 'mfa-watch' },
        { patch: { userIdentity: { type: 'AssumedRole', arn } } },
      ),
    );
  expect(await by('ExecuteChangeSet')).toEqual([]);
  expect(await by('DeleteStack')).toEqual(['mfa-watch-guard-Cloudformation']);
});
