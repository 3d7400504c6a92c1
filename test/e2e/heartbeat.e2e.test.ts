import { expect, test } from '@jest/globals';
import { PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { DisableRuleCommand, EnableRuleCommand } from '@aws-sdk/client-eventbridge';
import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { heartbeatAlarm } from '../../lambda/engine/health/heartbeat';
import { cloudwatch, eventbridge, functionOf, invoke, logLines, sns, sqs, stack } from './aws';
import { account } from './emulator';
import { eventually, settled } from './eventually';
import { publishes } from './interception';
import { Queue } from './queue';

const destinations = ['alerts', 'alerts-payments', 'slack-soc', 'to-lead', 'to-removals', 'to-siem'];

async function beat(): Promise<void> {
  await invoke({ source: 'aws.events', 'detail-type': 'Scheduled Event' }, await functionOf('beat'));
}

/** Topics that were sent a heartbeat, each as often as it was. Other tests deploy another stack. */
async function beats(): Promise<string[]> {
  const sent = (await publishes('mfa-watch heartbeat')).map(({ topic }) => topic);
  return sent.filter((topic) => topic.includes(':mfa-watch-Topics'));
}

test('a heartbeat takes the way from the bus to every topic, and is counted when it has left', async () => {
  const counted = async (): Promise<string[]> => {
    const lines = (await logLines(await functionOf('pulse'))).filter((line) => line.includes('"Heartbeats":1'));
    return destinations.filter((name) => lines.some((line) => line.includes(`"destination":"${name}"`)));
  };
  // What a function has logged the emulator may file only when it is called the next time.
  await eventually('every topic', async () => {
    await beat();
    const seen = await counted();
    return seen.length === destinations.length ? seen : [];
  });
  expect(new Set(await beats()).size).toBe(destinations.length);
});

test('no queue gets one, and mail leaves it out', async () => {
  expect(await new Queue(stack.QueueUrl1).messages('heartbeat')).toEqual([]);
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: stack.AlertTopicArn }));
  const mails = Subscriptions.filter(({ Protocol }) => Protocol === 'email');
  expect(mails.length).toBeGreaterThan(0);
  for (const { SubscriptionArn } of mails) {
    const { Attributes = {} } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    const policy: unknown = JSON.parse(Attributes['FilterPolicy'] ?? '');
    expect(policy).toMatchObject({ kind: [{ exists: false }, { 'anything-but': ['heartbeat'] }] });
  }
});

test('it is silent while a rule is disabled, says which, and beats again afterwards', async () => {
  const Name = 'mfa-watch-Drill';
  await eventbridge.send(new DisableRuleCommand({ Name }));
  // The emulator keeps to the schedule, too.
  await settled(async () => (await beats()).length, 3);
  const before = await beats();
  await beat();
  const name = await functionOf('beat');
  await eventually('the reason', async () =>
    (await logLines(name)).filter((line) => line.includes(`${Name} is DISABLED`)),
  );
  expect((await logLines(name)).some((line) => line.includes('"SilentBeats":1'))).toBe(true);
  expect(await beats()).toEqual(before);

  await eventbridge.send(new EnableRuleCommand({ Name }));
  await beat();
  await eventually('a beat', async () => (await beats()).slice(before.length));
});

test('the alarm reaches whoever reads the guard, once when it begins and once when it ends', async () => {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'reads-the-guard' }));
  const Endpoint = `arn:aws:sqs:us-east-1:${account}:reads-the-guard`;
  await sns.send(new SubscribeCommand({ TopicArn: stack.GuardTopicArn, Protocol: 'sqs', Endpoint }));
  // In place of the alarm of all topics together, whose kind the emulator does not know; its actions are those of the template.
  const AlarmName = heartbeatAlarm();
  const actions = { AlarmActions: [stack.GuardTopicArn], OKActions: [stack.GuardTopicArn] };
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      ...{ AlarmName, ...actions, Namespace: 'mfa-watch', MetricName: 'Heartbeats', Statistic: 'Sum', Period: 300 },
      ...{ EvaluationPeriods: 2, Threshold: 1, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' },
    }),
  );
  const queue = new Queue(QueueUrl);
  for (const StateValue of ['ALARM', 'OK'] as const) {
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'an exercise' }));
    const told = await eventually(StateValue, async () =>
      (await queue.messages(AlarmName)).filter(
        ({ body }) =>
          body.includes(String.raw`\"NewStateValue\": \"${StateValue}\"`) ||
          body.includes(String.raw`\"NewStateValue\":\"${StateValue}\"`),
      ),
    );
    expect(told).toHaveLength(1);
  }
});
