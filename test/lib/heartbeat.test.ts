import { describe, expect, test } from '@jest/globals';
import { fromBeatEnvironment } from '../../lambda/config/beat-environment';
import { fileSchema } from '../../lambda/config/schema';
import { heartbeatMessage } from '../../lambda/alerts/heartbeat-message';
import { everything } from './every-destination';
import { matches } from './filtering';
import { textOf } from './policy';
import { at, config, idOf, resourcesOf, synthesised } from './synthesised';

const { template } = synthesised({ config: everything });
const topics = ['alerts', 'slack-security', 'slack-everything', 'to-manager', 'to-quiet', 'to-loud', 'to-archive'];
const alarmsOf = (of: typeof template) =>
  resourcesOf(of, 'AWS::CloudWatch::Alarm')
    .map(([, alarm]) => alarm)
    .filter((alarm) => at(alarm, 'MetricName') === 'Heartbeats');

describe('of a heartbeat', () => {
  const subscriptions = resourcesOf(template, 'AWS::SNS::Subscription')
    .map(([, one]) => one)
    .filter((one) => !String(idOf(at(one, 'TopicArn'))).startsWith('Guard'));
  const reached = (destination: string) => {
    const { MessageAttributes } = heartbeatMessage(destination);
    const attributes = Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
    );
    return subscriptions.filter((one) => matches(at(one, 'FilterPolicy') ?? {}, attributes));
  };

  test('nobody hears but the function that counts it, of each topic once', () => {
    for (const destination of topics) {
      expect(reached(destination)).toHaveLength(1);
      expect(reached(destination)).toMatchObject([{ Protocol: 'lambda' }]);
    }
    expect(new Set(topics.map((name) => idOf(at(reached(name)[0], 'TopicArn')))).size).toBe(topics.length);
  });

  test('that function hears nothing else', () => {
    const policies = subscriptions
      .filter((one) => at(one, 'Protocol') === 'lambda')
      .map((one) => at(one, 'FilterPolicy'));
    for (const policy of policies)
      for (const kind of ['alert', 'drill', 'digest', undefined])
        expect(matches(policy, { kind, destination: 'alerts' })).toBe(false);
  });
});

describe('the alarm', () => {
  test('of each topic is on what is missing for two times five minutes', () => {
    const alarms = alarmsOf(template);
    expect(alarms).toHaveLength(topics.length);
    for (const alarm of alarms)
      expect(alarm).toMatchObject({
        ...{ Namespace: 'mfa-watch', Statistic: 'Sum', Period: 300, EvaluationPeriods: 2, DatapointsToAlarm: 2 },
        ...{ Threshold: 1, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' },
        AlarmDescription: expect.stringContaining('Runbook: docs/operations.md, "mfa-watch shows no sign of life"'),
      });
    const told = alarms.map((alarm) => at(alarm, 'Dimensions') as { Name: string; Value: string }[]);
    const named = told.map((all) => Object.fromEntries(all.map(({ Name, Value }) => [Name, Value])));
    expect(named).toEqual(expect.arrayContaining(topics.map((destination) => ({ service: 'mfa-watch', destination }))));
  });

  test('may miss one heartbeat, and the next be late by a minute, however rarely mfa-watch.yaml lets them come', () => {
    const rarest = [1, 2, 3, 4, 5, 6].filter((minutes) => fileSchema.safeParse({ heartbeatMinutes: minutes }).success);
    const [alarm] = alarmsOf(template);
    const silence = (Number(at(alarm, 'Period')) * Number(at(alarm, 'EvaluationPeriods'))) / 60;
    expect(2 * Math.max(...rarest) + 1).toBeLessThan(silence);
  });

  const guard = [{ Ref: expect.stringMatching(/^GuardTopic/) }];

  test('of several topics tells the guard once for all, when it begins and when it ends', () => {
    for (const alarm of alarmsOf(template)) {
      expect(alarm).not.toHaveProperty('AlarmActions');
      expect(alarm).not.toHaveProperty('OKActions');
    }
    const [[, all] = [], ...more] = resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm');
    expect(more).toEqual([]);
    expect(all).toMatchObject({ AlarmName: 'mfa-watch-heartbeat', AlarmActions: guard, OKActions: guard });
    const rule = JSON.stringify(at(all, 'AlarmRule'));
    expect(rule.match(/ALARM\(/g)).toHaveLength(topics.length);
    expect(rule).not.toMatch(/ AND |NOT/);
  });

  test('of the only topic tells it itself', () => {
    const { template: small } = synthesised({ config: { ...config, slack: [] } });
    expect(alarmsOf(small)).toMatchObject([
      { AlarmName: 'mfa-watch-heartbeat-alerts', AlarmActions: guard, OKActions: guard },
    ]);
    small.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 0);
  });
});

test('the schedule beats as often as mfa-watch.yaml says', () => {
  const [beat] = resourcesOf(synthesised({ config: { ...config, heartbeatMinutes: 4 } }).template, 'AWS::Events::Rule')
    .map(([, rule]) => rule)
    .filter((rule) => at(rule, 'Name') === 'mfa-watch-Beat');
  expect(beat).toMatchObject({ ScheduleExpression: 'rate(4 minutes)' });
});

test('heartbeats of another account do not start it', () => {
  const [own] = resourcesOf(template, 'AWS::Events::Rule')
    .map(([, rule]) => rule)
    .filter((rule) => at(rule, 'Name') === 'mfa-watch-Heartbeat');
  expect(at(own, 'EventPattern')).toEqual({
    account: [{ Ref: 'AWS::AccountId' }],
    source: ['mfa-watch'],
    'detail-type': ['mfa-watch heartbeat'],
  });
});

test('the function that beats reads from its environment what the stack wrote there', () => {
  const off = { 'root-sign-in': { enabled: false } };
  const [beat] = resourcesOf(synthesised({ config: { ...config, detections: off } }).template, 'AWS::Lambda::Function')
    .map(([, one]) => one)
    .filter((one) => at(one, 'Handler') === 'beat.handler');
  const variables = Object.entries(at(beat, 'Environment', 'Variables') as object);
  const told = fromBeatEnvironment(Object.fromEntries(variables.map(([name, value]) => [name, textOf(value)])));
  expect(told).toMatchObject({ account: '111122223333', off: ['root-sign-in'] });
});
