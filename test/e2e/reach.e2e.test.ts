import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { drillRecord } from '../../cli/deployment/drill';
import { drillDetailType, drillSource } from '../../lambda/events/envelope';
import { consoleLogin, enableMfaDevice } from '../../lambda/events/samples';
import { clientIn, endpoint, invoke, stack } from './aws';
import { commandLine } from './command-line';
import { memberAccount } from './deployment';
import { account } from './emulator';
import { envelope, happening } from './envelopes';
import { eventually } from './eventually';
import { publishes } from './interception';
import { enrol } from './people';
import { Subscriber } from './queue';

type Event = Record<string, unknown>;

const homeBus = `arn:aws:events:us-east-1:${account}:event-bus/default`;
let queue: Subscriber;

beforeAll(async () => {
  queue = await Subscriber.subscribe('reach');
});

/** Targets of the rules that are deployed there and match the event. */
async function targetsOf(event: Event, region: string, of: string): Promise<(string | undefined)[]> {
  const bus = new EventBridgeClient(clientIn(region, of));
  const { Rules = [] } = await bus.send(new ListRulesCommand({}));
  const targets: (string | undefined)[] = [];
  for (const { Name: Rule, EventPattern } of Rules) {
    if (EventPattern === undefined) continue;
    const { Result } = await bus.send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event) }));
    if (Result !== true) continue;
    const { Targets = [] } = await bus.send(new ListTargetsByRuleCommand({ Rule }));
    targets.push(...Targets.map(({ Arn }) => Arn));
  }
  return targets;
}

/**
 * The hop that the emulator does not make: from the bus where CloudTrail delivered, along the deployed rules, to the
 * home bus, and along its deployed rules to the function.
 */
async function delivered(event: Event, region: string, of: string): Promise<void> {
  for (const target of await targetsOf(event, region, of)) {
    expect(target).toBe(homeBus);
    for (const atHome of await targetsOf(event, 'us-east-1', account)) {
      expect(atHome).toMatch(new RegExp(`:function:${stack.FunctionName}$`));
      await invoke(event);
    }
  }
}

const regions = ['us-east-2', 'eu-north-1', 'ap-southeast-2'];

test.each(regions)('a sign-in in %s is forwarded by exactly one rule, a look at devices by none', async (region) => {
  const at = { patch: { awsRegion: region } };
  expect(await targetsOf(envelope(consoleLogin(at)), region, account)).toEqual([homeBus]);
  const listing = envelope(enableMfaDevice({ patch: { eventName: 'ListMFADevices' } }));
  expect(await targetsOf(listing, region, account)).toEqual([]);
});

test('a sign-in in the second region is one alert, however often it is delivered', async () => {
  await enrol('nora', ['nora-phone']);
  const login = { by: 'nora', mfaUsed: 'No', ...happening(5) } as const;
  const event = envelope(consoleLogin({ ...login, patch: { ...login.patch, awsRegion: 'eu-north-1' } }));

  await delivered(event, 'eu-north-1', account);
  await delivered(event, 'eu-north-1', account);

  const told = await queue.told('nora');
  expect(told).toHaveLength(1);
  expect(told[0]?.alert).toMatchObject({ detection: 'console-login-without-mfa', account, region: 'eu-north-1' });
});

test('a drill in a second region takes the way of that region, and is one message', async () => {
  const drill = { ...envelope(drillRecord('eu-north-1', account, new Date(), 'reach')), source: drillSource };
  await delivered({ ...drill, 'detail-type': drillDetailType, account }, 'eu-north-1', account);
  const sent = (await publishes('[DRILL]')).filter(({ topic }) => topic === stack.AlertTopicArn);
  expect(sent.filter(({ message }) => message.includes('eu-north-1'))).toHaveLength(1);
});

test('the alarm of a forwarder comes the same way, and says which region and account', async () => {
  const alarm = {
    ...envelope({ eventSource: 'cloudwatch', eventTime: new Date().toISOString() }),
    'detail-type': 'CloudWatch Alarm State Change',
    account: memberAccount,
    region: 'us-east-1',
    resources: [`arn:aws:cloudwatch:us-east-1:${memberAccount}:alarm:mfa-watch-forward-dead-letters`],
    detail: {
      alarmName: 'mfa-watch-forward-dead-letters',
      state: { value: 'ALARM', reason: 'Threshold Crossed', timestamp: new Date().toISOString() },
      previousState: { value: 'OK' },
    },
  };
  await delivered(alarm, 'us-east-1', memberAccount);
  const [sent] = (await publishes('mfa-watch-forward-dead-letters')).filter(
    ({ topic }) => topic === stack.AlertTopicArn,
  );
  expect(sent?.subject).toBe('HIGH: mfa-watch misses events from us-east-1 of payments-prod');
});

describe('an enrolment in the second account', () => {
  let event: Event;

  beforeAll(async () => {
    const [, tablet = ''] = await enrol('paula', ['paula-phone', 'paula-tablet'], memberAccount);
    const situation = { by: 'mallory', with: 'long-term-key', for: 'paula', serial: tablet } as const;
    const patch = { ...happening(5).patch, recipientAccountId: memberAccount };
    event = envelope(enableMfaDevice({ ...situation, patch }));
    await delivered(event, 'us-east-1', memberAccount);
  });

  test('is one alert with the device count of the member and the name of its account, for whom the override names', async () => {
    const sent = await publishes('paula');
    expect(sent.map(({ topic }) => topic)).toEqual(expect.arrayContaining([stack.OverrideTopicArn1]));
    const alert = JSON.parse(String((JSON.parse(sent[0]?.message ?? '{}') as Event)['sqs'])) as Event;
    expect(alert).toMatchObject({
      severity: 'critical',
      account: memberAccount,
      accountName: 'payments-prod',
      devices: { status: 'known', count: 2 },
    });
    expect(sent.filter(({ topic }) => topic === stack.OverrideTopicArn1)).toHaveLength(1);
    expect(await queue.told('paula')).toEqual([]);
  });

  test('is not told again when it comes again', async () => {
    const before = (await publishes('paula')).length;
    await delivered(event, 'us-east-1', memberAccount);
    expect((await publishes('paula')).length).toBe(before);
  });
});

test('what a forwarder could not hand over is redriven by one command, and told once', async () => {
  await enrol('olga', ['olga-phone']);
  const login = { by: 'olga', mfaUsed: 'No', ...happening(5) } as const;
  const event = envelope(consoleLogin({ ...login, patch: { ...login.patch, awsRegion: 'us-east-2' } }));
  const QueueUrl = `${endpoint}/${account}/mfa-watch-forward-dead-letters`;
  await new SQSClient(clientIn('us-east-2')).send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: JSON.stringify(event),
      MessageAttributes: { ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' } },
    }),
  );
  const url = `https://sqs.us-east-2.amazonaws.com/${account}/mfa-watch-forward-dead-letters`;

  const redrive = () => commandLine('redrive', url, '--function', stack.FunctionName);
  expect(await redrive()).toMatch(/ConsoleLogin/);

  await eventually('the alert of olga', () => queue.told('olga'));
  await redrive();
  await delivered(event, 'us-east-2', account);
  expect(await queue.told('olga')).toHaveLength(1);
});
