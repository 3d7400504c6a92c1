import { beforeAll, expect, test } from '@jest/globals';
import {
  DescribeRuleCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type Rule,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { drillRecord } from '../../cli/deployment/drill';
import {
  account,
  consoleLogin,
  deactivateMfaDevice,
  enableMfaDevice,
  getSessionToken,
  phone,
} from '../../lambda/events/samples';
import { drillDetailType, drillSource } from '../../lambda/events/envelope';
import { eventbridge, invoke, stack } from './aws';
import { envelope } from './envelopes';
import { Queue } from './queue';

type Event = Record<string, unknown>;

let rules: Rule[];

beforeAll(async () => {
  const { Rules = [] } = await eventbridge.send(new ListRulesCommand({}));
  rules = await Promise.all(Rules.map(({ Name }) => eventbridge.send(new DescribeRuleCommand({ Name }))));
});

/** Names of the deployed rules whose pattern matches. */
async function matchedBy(event: Event): Promise<string[]> {
  const withPattern = rules.filter(({ EventPattern }) => EventPattern !== undefined);
  const asked = withPattern.map(async ({ Name = '', EventPattern }) => {
    const command = new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event) });
    return (await eventbridge.send(command)).Result === true ? [Name] : [];
  });
  return (await Promise.all(asked)).flat();
}

const assumeRole = (patch: Event): Event =>
  getSessionToken({ patch: { eventName: 'AssumeRole', readOnly: true, ...patch } });
const role = { roleArn: `arn:aws:iam::${account}:role/Admin`, roleSessionName: 'alice' };
const drill = envelope(drillRecord('us-east-1', account, new Date(), 'drill'));

const matching: [string, string, Event][] = [
  ['EnableMFADevice', 'Iam', envelope(enableMfaDevice())],
  ['a refused EnableMFADevice', 'Iam', envelope(enableMfaDevice({ error: 'AccessDenied' }))],
  ['DeactivateMFADevice', 'Iam', envelope(deactivateMfaDevice())],
  ['ConsoleLogin', 'Signin', envelope(consoleLogin())],
  [
    'ConsoleLogin under the other spelling of its detail-type',
    'Signin',
    { ...envelope(consoleLogin()), 'detail-type': 'AWS Console Signin via CloudTrail' },
  ],
  ['GetSessionToken with an MFA device', 'Sts', envelope(getSessionToken())],
  [
    'AssumeRole with an MFA device',
    'Sts',
    envelope(assumeRole({ requestParameters: { ...role, serialNumber: phone } })),
  ],
  [
    'AssumeRole refused for want of MFA',
    'Sts',
    envelope(
      assumeRole({
        requestParameters: null,
        errorCode: 'AccessDenied',
        errorMessage: 'MultiFactorAuthentication failed with invalid MFA one time pass code.',
      }),
    ),
  ],
  ['a drill', 'Drill', { ...drill, source: drillSource, 'detail-type': drillDetailType }],
];

test.each(matching)('%s starts the function by one rule: %s', async (_, rule, event) => {
  expect(await matchedBy(event)).toEqual([expect.stringContaining(rule)]);
});

const missing: [string, Event][] = [
  ['a call that no detection watches', envelope(enableMfaDevice({ patch: { eventName: 'ListMFADevices' } }))],
  ['a record of another service', envelope(enableMfaDevice({ patch: { eventSource: 'sso.amazonaws.com' } }))],
  ['an event that somebody put on the bus', { ...envelope(enableMfaDevice()), source: 'custom.iam' }],
  ['another detail-type', { ...envelope(enableMfaDevice()), 'detail-type': 'AWS Service Event via CloudTrail' }],
  ['AssumeRole without an MFA device', envelope(assumeRole({ requestParameters: role }))],
  [
    'GetSessionToken without an MFA device',
    envelope(getSessionToken({ patch: { requestParameters: { durationSeconds: 3600 } } })),
  ],
  [
    'AssumeRole refused for another reason',
    envelope(assumeRole({ requestParameters: null, errorCode: 'AccessDenied', errorMessage: 'not authorized' })),
  ],
  ['a drill under another detail-type', { ...drill, source: drillSource, 'detail-type': 'drill' }],
];

test.each(missing)('%s starts nothing', async (_, event) => {
  expect(await matchedBy(event)).toEqual([]);
});

test('what its schedules send is understood by the function', async () => {
  const sent: (string | undefined)[] = [];
  for (const { Name } of rules.filter(({ ScheduleExpression }) => ScheduleExpression !== undefined)) {
    const { Targets = [] } = await eventbridge.send(new ListTargetsByRuleCommand({ Rule: Name }));
    for (const { Input, InputTransformer } of Targets.filter(({ Arn }) => Arn?.endsWith(`:${stack.FunctionName}`))) {
      await invoke(JSON.parse(Input ?? filledIn(InputTransformer?.InputTemplate ?? '')));
      sent.push(Name);
    }
  }

  expect(sent.sort()).toEqual(['mfa-watch-Digest', 'mfa-watch-Subscriptions', 'mfa-watch-Sweep']);
  expect(await new Queue(stack.DeadLettersUrl).messages('mfa-watch')).toEqual([]);
});

/** The schedules' templates take nothing but the time of the schedule. */
function filledIn(template: string): string {
  return template.replaceAll(/<[^>]+>/g, JSON.stringify(new Date().toISOString()));
}
