import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PowertoolsJournal } from '../../lambda/adapters/journal-powertools';
import { severities } from '../../lambda/detections/severity';
import { arriving } from '../../lambda/events/envelope';
import { heartbeatAlarm } from '../../lambda/engine/health/heartbeat';
import { heartbeats, type Counter } from '../../lambda/engine/health/metrics';
import { ForwarderStack } from '../../lib/stacks/forwarder-stack';
import { sampleAlert } from '../alerts/sample-alert';
import { everything } from './every-destination';
import { textOf } from './policy';
import { at, config, idOf, newApp, resourcesOf, synthesised } from './synthesised';

const page = (name: string) => readFileSync(join(__dirname, '../..', name), 'utf8');
const { template } = synthesised({ config: everything });
const idsOf = (type: string) => resourcesOf(template, type).map(([id]) => id);

interface Found {
  name: string;
  properties: unknown;
  metric: string;
  /** Logical ids, or texts. */
  dimensions: Record<string, string>;
}

function alarmsOf(of: Template): Found[] {
  return resourcesOf(of, 'AWS::CloudWatch::Alarm').map(([, properties]) => {
    const dimensions = (at(properties, 'Dimensions') as { Name: string; Value: unknown }[]).map(
      ({ Name, Value }): [string, string] => [Name, typeof Value === 'string' ? Value : String(idOf(Value))],
    );
    return {
      name: String(at(properties, 'AlarmName')),
      properties,
      metric: `${String(at(properties, 'Namespace'))} ${String(at(properties, 'MetricName'))}`,
      dimensions: Object.fromEntries(dimensions),
    };
  });
}

const alarms = alarmsOf(template);
/** Names of the metrics that an alarm looks at of the part. */
const watched = (id: string): string[] =>
  alarms.filter(({ dimensions }) => Object.values(dimensions).includes(id)).map(({ metric }) => metric);

describe('every alarm', () => {
  const forwarder = new ForwarderStack(newApp(), 'x', { region: 'eu-north-1', home: 'us-east-1' });
  const named = [...alarms, ...alarmsOf(Template.fromStack(forwarder))].map(
    ({ name, properties }): [string, unknown] => [name, properties],
  );
  // Of them silence is the news; heartbeat.test.ts has their settings.
  const ofWhatIsCounted = named.filter(([name]) => !name.startsWith(heartbeatAlarm()));
  const headings = [...page('docs/operations.md').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);

  test.each(named)(
    '%s says in a sentence what is wrong, and names a part of docs/operations.md',
    (name, properties) => {
      expect(name).toMatch(/^mfa-watch-[\w-]+(\.arriving)?$/);
      const text = textOf(at(properties, 'AlarmDescription'));
      const [, heading] = /^[A-Z][^.]+[;,] [^.]+\. Runbook: docs\/operations\.md, "([^"]+)"$/.exec(
        text.replaceAll(/https?:\S+/g, 'URL'),
      ) ?? [undefined, text];
      expect(headings).toContain(heading);
    },
  );

  test.each(ofWhatIsCounted)('%s is no alarm while there is nothing to count', (_, properties) => {
    expect(properties).toMatchObject({ TreatMissingData: 'notBreaching' });
  });

  const [[, rule] = []] = resourcesOf(template, 'AWS::Events::Rule').filter(
    ([, properties]) => at(properties, 'EventPattern', 'source', 0) === 'aws.cloudwatch',
  );
  const byFunction = at(rule, 'EventPattern', 'detail', 'alarmName') as string[];

  test.each(ofWhatIsCounted)(
    '%s is mailed by the guard, or told by the function, when it begins and when it is over',
    (name, properties) => {
      const told = [at(properties, 'AlarmActions'), at(properties, 'OKActions')];
      if (byFunction.includes(name)) expect(told).toEqual([undefined, undefined]);
      else
        for (const actions of name.endsWith(arriving) ? told.slice(0, 1) : told)
          expect((actions as unknown[]).map(idOf)).toEqual([expect.stringMatching(/^GuardTopic/)]);
      // That nothing more comes does not mean that nothing lies there.
      if (name.endsWith(arriving)) expect(told[1]).toBeUndefined();
    },
  );
});

describe('every function', () => {
  // What is wrong with the two of the heartbeat is told by its absence.
  const functions = resourcesOf(template, 'AWS::Lambda::Function').filter(([id]) => !id.startsWith('Heartbeat'));
  const called = resourcesOf(template, 'AWS::Lambda::Permission').map(([, permission]) =>
    idOf(at(permission, 'FunctionName')),
  );

  test.each(functions)('%s has an alarm on what CloudWatch can tell of it', (id) => {
    const always = ['Errors', 'Throttles', 'Duration'];
    // Whoever needs a permission to call it does not wait for its end.
    const ifCalled = called.includes(id) ? ['AsyncEventAge', 'DestinationDeliveryFailures'] : [];
    expect(watched(id).sort()).toEqual([...always, ...ifCalled].map((name) => `AWS/Lambda ${name}`).sort());
  });

  test.each(functions.filter(([id]) => secondsBetweenStarts(id) === undefined))(
    '%s may fail with one event for good, which the dead-letter queue tells',
    (id) => {
      expect(alarmOn(id, 'Errors')).toMatchObject({
        Statistic: 'Sum',
        Threshold: triesOf(id) + 1,
        EvaluationPeriods: 1,
      });
    },
  );

  test.each(functions)('%s makes an alarm if all tries of all that starts it fail', (id, properties) => {
    const alarm = alarmOn(id, 'Errors') as { Period: number; Threshold: number };
    const [tries, limit] = [triesOf(id), Number(at(properties, 'Timeout'))];
    const starts = secondsBetweenStarts(id) ?? 60;
    // Each fails at its limit of time, the next try follows 1 and 2 minutes later.
    const failures = [0, 1, 2].flatMap((start) =>
      [0, 60, 180].slice(0, tries).map((waited, tried) => start * starts + tried * limit + waited),
    );
    const together = failures.map((from) => failures.filter((at) => at >= from && at < from + alarm.Period).length);
    expect(Math.max(...together)).toBeGreaterThanOrEqual(alarm.Threshold);
  });

  test.each(functions)('%s says no OK while all that starts it fails', (id, properties) => {
    const alarm = alarmOn(id, 'Errors') as { Period: number; Threshold: number };
    const [tries, limit] = [triesOf(id), Number(at(properties, 'Timeout'))];
    const starts = secondsBetweenStarts(id) ?? 60;
    const failures = Array.from({ length: 60 }, (_, start) =>
      [0, 60, 180].slice(0, tries).map((waited, tried) => start * starts + tried * limit + waited),
    ).flat();
    const middle = 20 * starts;
    const periods = Array.from({ length: starts / 60 }, (_, minute) => middle + minute * 60).map(
      (from) => failures.filter((time) => time >= from && time < from + alarm.Period).length,
    );
    expect(Math.min(...periods)).toBeGreaterThanOrEqual(alarm.Threshold);
  });

  test.each(functions)(
    '%s is slow at four fifths of its limit of time, if three starts of six are',
    (id, properties) => {
      const limit = Number(at(properties, 'Timeout')) * 1000;
      const lasting = { EvaluationPeriods: 6, DatapointsToAlarm: 3 };
      const Period = secondsBetweenStarts(id) ?? 300;
      expect(alarmOn(id, 'Duration')).toMatchObject({
        Statistic: 'Maximum',
        Threshold: limit * 0.8,
        ...lasting,
        Period,
      });
      expect(alarmOn(id, 'Throttles')).toMatchObject({ Statistic: 'Sum', Threshold: 1, ...lasting });
    },
  );

  test.each(functions.filter(([id]) => called.includes(id)))(
    '%s has events waiting when they wait longer than the last try of one does',
    (id, properties) => {
      const lastTry = (triesOf(id) - 1) * Number(at(properties, 'Timeout')) + 180;
      expect(Number(at(alarmOn(id, 'AsyncEventAge'), 'Threshold'))).toBeGreaterThan(lastTry * 1000);
    },
  );

  test.each(functions)('%s has the limits of its alarms in docs/operations.md', (id, properties) => {
    const [errors, slow] = ['Errors', 'Duration'].map((metric) => alarmOn(id, metric));
    const [, name] = /^mfa-watch-(\w+)-errors$/.exec(String(at(errors, 'AlarmName'))) ?? [];
    const rows = page('docs/operations.md')
      .split('\n')
      .filter((line) => line.startsWith(`| \`${name}\``));
    const limit = Number(at(properties, 'Timeout'));
    const time = limit < 60 ? `${limit * 0.8} of ${limit} seconds` : `${(limit / 60) * 0.8} of ${limit / 60} minutes`;
    const periods: Record<string, string> = { 300: 'stretches of five minutes', 3600: 'hours', 86400: 'days' };
    expect(rows).toEqual([
      expect.stringContaining(
        `${String(at(errors, 'Threshold'))} failures in ${Duration.seconds(Number(at(errors, 'Period'))).toHumanString()}`,
      ),
      expect.stringMatching(`${time} .*3 of the last 6 ${periods[String(at(slow, 'Period'))] ?? ''}`),
    ]);
  });

  function triesOf(id: string): number {
    const [[, retries] = []] = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').filter(
      ([, properties]) => idOf(at(properties, 'FunctionName')) === id,
    );
    return Number(at(retries, 'MaximumRetryAttempts')) + 1;
  }

  /** Undefined: something else than one schedule starts it. */
  function secondsBetweenStarts(id: string): number | undefined {
    const [rule, ...more] = resourcesOf(template, 'AWS::Events::Rule').filter(([, properties]) =>
      (at(properties, 'Targets') as unknown[]).some((target) => idOf(at(target, 'Arn')) === id),
    );
    if (rule === undefined || more.length > 0) return undefined;
    const known = new Map([
      ['rate(1 hour)', 3_600],
      ['cron(0 6 * * ? *)', 86_400],
    ]);
    return known.get(String(at(rule[1], 'ScheduleExpression')));
  }

  function alarmOn(id: string, name: string): unknown {
    return alarms.find(({ metric, dimensions }) => metric.endsWith(name) && dimensions['FunctionName'] === id)
      ?.properties;
  }
});

describe('what is no function', () => {
  const topics = idsOf('AWS::SNS::Topic');

  test.each(topics)('%s has an alarm on what it could not deliver, but for the guard’s own', (id) => {
    const wanted = id.startsWith('Guard') ? [] : ['AWS/SNS NumberOfNotificationsFailed'];
    expect(watched(id)).toEqual(wanted);
  });

  test('every queue in which something is left behind has an alarm on that, and the queue of answers on its age', () => {
    const queues = idsOf('AWS::SQS::Queue').map((id): [string, string[]] => [id, watched(id)]);
    const depth = 'AWS/SQS ApproximateNumberOfMessagesVisible';
    for (const [id, metrics] of queues)
      if (/DeadLetters|Undelivered/.test(id)) expect(metrics).toEqual([depth, 'AWS/SQS NumberOfMessagesSent']);
      // SQS itself moves what lies there, and does not count that as sent.
      else if (id.includes('Undone')) expect(metrics).toEqual([depth]);
      // What is not handled here, goes on to one of those.
      else if (id.startsWith('TopicsAnswers')) expect(metrics).toEqual(['AWS/SQS ApproximateAgeOfOldestMessage']);
      // That heartbeats stay away says it.
      else if (id.startsWith('HeartbeatFailed')) expect(metrics).toEqual([]);
      // Somebody's own program reads it.
      else expect([id, metrics]).toEqual([expect.stringMatching(/^TopicsToarchive/), []]);
  });

  test('a dead-letter queue mails each time that something more comes, however long something has lain there', () => {
    const sent = alarms.filter(({ metric }) => metric === 'AWS/SQS NumberOfMessagesSent');
    expect(sent.map(({ name }) => name)).toContain('mfa-watch-dead-letters.arriving');
    for (const { properties } of sent)
      expect(properties).toMatchObject({ Statistic: 'Sum', Period: 300, Threshold: 1, EvaluationPeriods: 1 });
  });

  test('the table has alarms on the two counters that it has as a whole, if they last', () => {
    const [id = ''] = idsOf('AWS::DynamoDB::Table');
    expect(watched(id)).toEqual(['AWS/DynamoDB ReadThrottleEvents', 'AWS/DynamoDB WriteThrottleEvents']);
    for (const { dimensions, properties } of alarms.filter(({ metric }) => metric.startsWith('AWS/DynamoDB'))) {
      expect(dimensions).toEqual({ TableName: id });
      expect(properties).toMatchObject({ Statistic: 'Sum', EvaluationPeriods: 6, DatapointsToAlarm: 3 });
    }
  });
});

/** What the functions write so that CloudWatch counts it, by name (CloudWatch user guide, embedded metric format). */
function written(): Map<string, { namespace: string; dimensions: Record<string, string> }> {
  const lines: string[] = [];
  const output = jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  const journal = new PowertoolsJournal();
  const counters: Record<Counter, true> = {
    ...{ Events: true, DuplicateEvents: true, UnreadableEvents: true, IgnoredEvents: true },
    ...{ Exposures: true, NotLookedAt: true },
    ...{ DeviceLookUps: true, UnknownInventories: true, SweptEvents: true, MissedEvents: true, NotSwept: true },
  };
  for (const counter of Object.keys(counters)) journal.count(counter as Counter);
  for (const severity of severities) journal.told(sampleAlert({ severity }));
  journal.suppressed(sampleAlert());
  journal.latency(1);
  journal.close();
  output.mockRestore();
  return new Map(lines.flatMap((line) => metricsIn(JSON.parse(line) as object)));
}

function metricsIn(line: object): [string, { namespace: string; dimensions: Record<string, string> }][] {
  const directives = (at(line, '_aws', 'CloudWatchMetrics') ?? []) as {
    Namespace: string;
    Dimensions: [string[]];
    Metrics: { Name: string }[];
  }[];
  return directives.flatMap(({ Namespace, Dimensions: [keys], Metrics }) =>
    Metrics.map(({ Name }): [string, { namespace: string; dimensions: Record<string, string> }] => [
      Name,
      { namespace: Namespace, dimensions: Object.fromEntries(keys.map((key) => [key, String(at(line, key))])) },
    ]),
  );
}

const own = written();

test('the alarm on unreadable events looks where the function writes them', () => {
  const found = alarms.filter(({ name }) => name === 'mfa-watch-unreadable-events');
  expect(found).toMatchObject([
    { metric: 'mfa-watch UnreadableEvents', properties: { Statistic: 'Sum', Threshold: 1 } },
  ]);
  expect(own.get('UnreadableEvents')).toEqual({ namespace: 'mfa-watch', dimensions: found[0]?.dimensions });
});

describe('the dashboard', () => {
  const [[, dashboard] = []] = resourcesOf(template, 'AWS::CloudWatch::Dashboard');
  const { widgets } = JSON.parse(textOf(at(dashboard, 'DashboardBody'))) as {
    widgets: {
      type: string;
      properties: { title?: string; markdown?: string; metrics?: unknown[][]; alarms?: string[] };
    }[];
  };
  const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []);

  test('says first what to do, and shows every alarm', () => {
    expect(widgets.map(({ type }) => type).slice(0, 2)).toEqual(['text', 'alarm']);
    expect(widgets[0]?.properties.markdown).toContain('docs/operations.md');
    expect(widgets[1]?.properties.alarms).toHaveLength(alarms.length);
  });

  test('links to the runbooks where people read them', () => {
    const { template: linked } = synthesised({ config: { ...config, docsUrl: 'https://wiki.example.com/mfa-watch' } });
    const [[, properties] = []] = resourcesOf(linked, 'AWS::CloudWatch::Dashboard');
    expect(textOf(at(properties, 'DashboardBody'))).toContain(
      '(https://wiki.example.com/mfa-watch/docs/operations.md)',
    );
  });

  test('shows all that the functions count, under the dimension under which they count it', () => {
    const shown = metrics
      .filter(([namespace, name]) => namespace === 'mfa-watch' && name !== heartbeats.name)
      .map(([, name, ...rest]) => {
        const dimensions = rest.filter((part) => typeof part === 'string');
        return [name, { namespace: 'mfa-watch', dimensions: { [dimensions[0] ?? '']: dimensions[1] } }];
      });
    expect(new Map(shown as [string, unknown][])).toEqual(own);
  });

  test('shows half, the slowest hundredth and the slowest of what people waited', () => {
    const stats = metrics.filter(([, name]) => name === 'Latency').map((metric) => at(metric.at(-1), 'stat'));
    expect(stats).toEqual(['p50', 'p99', 'Maximum']);
  });

  test('shows failures of every function and of every topic but the guard’s', () => {
    const shown = metrics.map(([, name]) => name);
    const functions = idsOf('AWS::Lambda::Function').length;
    const topics = idsOf('AWS::SNS::Topic').length - 1;
    for (const [name, count] of [
      ['Errors', functions],
      ['Throttles', functions],
      ['NumberOfNotificationsFailed', topics],
      [heartbeats.name, topics],
    ])
      expect(shown.filter((one) => one === name)).toHaveLength(Number(count));
  });

  test.each([
    ['aws', 'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/mfa-watch'],
    [
      'aws-us-gov',
      'https://us-gov-west-1.console.amazonaws-us-gov.com/cloudwatch/home?region=us-gov-west-1#dashboards/dashboard/mfa-watch',
    ],
  ] as const)('is an output of the stack in %s', (partition, url) => {
    synthesised({ partition, config: { ...config, slack: [] } }).template.hasOutput('DashboardUrl', { Value: url });
  });
});

test('README says how many alarms are paid for', () => {
  const count = (changed: Partial<typeof config>) =>
    alarmsOf(synthesised({ config: { ...config, slack: [], ...changed } }).template).length;
  const least = count({});
  expect(page('README.md')).toContain(
    `the home stack has ${least} alarms, two more for each further topic, two for each HTTPS destination, two with buttons in Slack`,
  );
  expect(count({ slack: config.slack })).toBe(least + 2 * config.slack.length + 2);
});
