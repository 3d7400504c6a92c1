import { describe, expect, test } from '@jest/globals';
import { alertEvent, noticeEvent, type BusEvent } from '../../lambda/alerts/bus-event';
import { severities } from '../../lambda/detections/severity';
import { openEnvelope } from '../../lambda/events/envelope';
import { sampleAlert } from '../alerts/sample-alert';
import {
  alarmNotice,
  answerNotice,
  digestNotice,
  expectationNotice,
  floodNotice,
  subscriptionNotice,
} from '../alerts/sample-notice';
import { everything } from './every-destination';
import { matches } from './filtering';
import { at, config, idOf, resourcesOf, synthesised } from './synthesised';

const { template } = synthesised({ config: everything });
const rules = resourcesOf(template, 'AWS::Events::Rule')
  .map(([, properties]) => properties)
  .filter((properties) => at(properties, 'EventBusName') !== undefined);
const connections = resourcesOf(template, 'AWS::Events::Connection').map(([, properties]) => properties);
const tools = resourcesOf(template, 'AWS::Events::ApiDestination').map(([, properties]) => properties);
const secret =
  '{{resolve:secretsmanager:arn:aws:secretsmanager:us-east-1:111122223333:secret:pager-AbCdEf:SecretString:::}}';

/** What is sent because of the event, and whereto. */
function sent({ Source, DetailType, Detail }: BusEvent): [tool: unknown, body: unknown][] {
  const event = { source: Source, 'detail-type': DetailType, detail: JSON.parse(Detail) as unknown };
  return rules
    .filter((rule) => matches(at(rule, 'EventPattern'), event))
    .map((rule) => [idOf(at(rule, 'Targets', 0, 'Arn')), bodyOf(at(rule, 'Targets', 0), event)]);
}

/** As EventBridge makes it. */
function bodyOf(target: unknown, event: object): unknown {
  const valueAt = (path: unknown): unknown => at(event, ...String(path).split('.').slice(1));
  const path = at(target, 'InputPath');
  if (path !== undefined) return valueAt(path);
  const paths = at(target, 'InputTransformer', 'InputPathsMap') as Record<string, string>;
  const template = String(at(target, 'InputTransformer', 'InputTemplate'));
  return JSON.parse(template.replaceAll(/<([\w-]+)>/g, (_, name: string) => JSON.stringify(valueAt(paths[name]))));
}

const idOfTool = (url: string): unknown =>
  resourcesOf(template, 'AWS::Events::ApiDestination').find(([, tool]) => at(tool, 'InvocationEndpoint') === url)?.[0];
const pagerDuty = idOfTool('https://events.pagerduty.com/v2/enqueue');
const tickets = idOfTool('https://example.com/hook');

test('there is a bus only where something goes out by HTTPS', () => {
  template.hasResourceProperties('AWS::Events::EventBus', { Name: 'mfa-watch-alerts' });
  synthesised({ config }).template.resourceCountIs('AWS::Events::EventBus', 0);
});

describe('a tool', () => {
  test('gets the alert as it is, and nothing that is for others', () => {
    const alert = sampleAlert();
    const event = alertEvent(alert, 'new', 'to-tickets');
    expect(sent(event)).toEqual([[tickets, JSON.parse(event.Detail)]]);
    expect(sent(alertEvent(alert, 'new', 'to-security'))).toEqual([]);
  });

  test('gets notices as they are', () => {
    const event = noticeEvent(alarmNotice(), 'to-tickets');
    expect(sent(event)).toEqual([[tickets, JSON.parse(event.Detail)]]);
  });

  test('is called with the header that it takes, whose value stands nowhere in the template', () => {
    expect(connections[1]).toMatchObject({
      AuthorizationType: 'API_KEY',
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'X-Api-Key', ApiKeyValue: secret } },
    });
  });

  test('has names by which tampering with it is recognised', () => {
    for (const part of [...connections, ...tools]) expect(at(part, 'Name')).toMatch(/^mfa-watch-to-(pager|tickets)$/);
  });
});

test('a secret of a version is read in that version, so that another one makes the deployment read it again', () => {
  const secretVersion = 'EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE';
  const destinations = everything.destinations.map((one) =>
    one.https === undefined ? one : { ...one, https: { ...one.https, secretVersion } },
  );
  const { template: rotated } = synthesised({ config: { ...everything, destinations } });
  const read = resourcesOf(rotated, 'AWS::Events::Connection').map(([, one]) =>
    at(one, 'AuthParameters', 'ApiKeyAuthParameters', 'ApiKeyValue'),
  );
  expect(new Set(read)).toEqual(new Set([secret.replace(':::}}', `:::${secretVersion}}}`)]));
});

describe('PagerDuty', () => {
  test.each(severities)('gets an alert of %s as one event of a severity that it knows', (severity) => {
    const alert = sampleAlert({ severity });
    const event = alertEvent(alert, 'new', 'to-pager');
    const detail = JSON.parse(event.Detail) as Record<string, unknown>;
    expect(sent(event)).toEqual([
      [
        pagerDuty,
        {
          event_action: 'trigger',
          dedup_key: alert.dedupKey,
          payload: {
            summary: detail['summary'],
            source: alert.account,
            severity: { critical: 'critical', high: 'error', medium: 'warning', low: 'info', info: 'info' }[severity],
            custom_details: detail,
          },
        },
      ],
    ]);
  });

  test.each([alarmNotice(), floodNotice(), subscriptionNotice()])(
    'is told what somebody has to act on: $kind',
    (notice) => {
      expect(sent(noticeEvent(notice, 'to-pager'))).toEqual([
        [
          pagerDuty,
          {
            event_action: 'trigger',
            payload: expect.objectContaining({
              severity: 'error',
              summary: expect.any(String),
              source: notice.account,
            }),
          },
        ],
      ]);
    },
  );

  test.each([digestNotice(), answerNotice(), expectationNotice(), alarmNotice({ state: 'OK' })])(
    'is not woken by what can wait: $kind',
    (notice) => {
      expect(sent(noticeEvent(notice, 'to-pager'))).toEqual([]);
    },
  );

  test('gets its key in the body and in its own header', () => {
    expect(connections[0]).toMatchObject({
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: 'X-Routing-Key', ApiKeyValue: secret },
        InvocationHttpParameters: {
          BodyParameters: [{ Key: 'routing_key', Value: secret, IsValueSecret: true }],
        },
      },
    });
  });
});

describe('what a tool does not take in a day', () => {
  const queues = Object.fromEntries(resourcesOf(template, 'AWS::SQS::Queue'));
  const lyingIn = (destination: string) => {
    const own = rules.filter(
      (rule) => JSON.stringify(at(rule, 'EventPattern', 'detail', 'destination')) === `["${destination}"]`,
    );
    return [...new Set(own.map((rule) => String(idOf(at(rule, 'Targets', 0, 'DeadLetterConfig', 'Arn')))))];
  };

  test.each(['to-pager', 'to-tickets'])('lies in a queue that bears its name: %s', (destination) => {
    const [id = '', ...others] = lyingIn(destination);
    expect(others).toEqual([]);
    expect(at(queues[id], 'QueueName')).toBe(`mfa-watch-undelivered-${destination}`);
    const outputs = JSON.stringify(template.findOutputs('*'));
    expect(outputs).toMatch(new RegExp(`"UndeliveredUrl\\d":{"Value":{"Ref":"${id}"`));
  });

  test('lies nowhere where it would be judged again', () => {
    for (const id of [...lyingIn('to-pager'), ...lyingIn('to-tickets')])
      expect(JSON.stringify(template.findOutputs('DeadLettersUrl'))).not.toContain(id);
  });

  test.each(['to-pager', 'to-tickets'])('is told by an alarm, which the function takes: %s', (destination) => {
    const [id] = lyingIn(destination);
    const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, alarm]) => alarm);
    const [alarm] = alarms.filter((one) => idOf(at(one, 'Dimensions', 0, 'Value')) === id);
    const alarmName = at(alarm, 'AlarmName');
    expect(alarmName).toBe(`mfa-watch-undelivered-${destination}`);
    expect(alarm).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1 });
    const changed = {
      region: 'us-east-1',
      time: '2026-11-20T09:59:40Z',
      detail: { alarmName, state: { value: 'ALARM' } },
    };
    const event = {
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      account: '1',
      ...changed,
    };
    expect(openEnvelope(event)).toMatchObject({ ok: true, alarm: { queue: alarmName } });
  });
});
