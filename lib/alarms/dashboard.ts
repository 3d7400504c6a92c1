import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { pageUrl } from '../../lambda/alerts/hints';
import type { Config } from '../../lambda/config/config';
import { severities } from '../../lambda/detections/severity';
import type { DeadLetters } from '../dead-letters';
import type { Destinations } from '../destinations/destinations';
import { period } from './own-alarm';
import { heartbeatsOf, ownMetric } from './own-metric';

interface DashboardProps {
  config: Pick<Config, 'docsUrl'>;
  /** By the names that their alarms have. */
  functions: Readonly<Record<string, IFunction>>;
  deadLetters: DeadLetters;
  destinations: Destinations;
  alarms: Alarm[];
}

export const dashboardName = 'mfa-watch';

/** Of 24 columns. */
const half = 12;
const full = 24;

/** What to look at first when something seems wrong. */
export class Dashboard extends CloudWatchDashboard {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id, {
      dashboardName,
      defaultInterval: Duration.days(1),
      // A row each.
      widgets: [
        [about(props)],
        [new AlarmStatusWidget({ title: 'Alarms: red is wrong now', alarms: props.alarms, width: full, height: 4 })],
        [events(), alerts()],
        [latency(), lookUps()],
        [sweep(), heartbeat(props)],
        [look()],
        [ofFunctions(props), undelivered(props)],
      ],
    });
  }
}

function about({ config }: DashboardProps): IWidget {
  const url = pageUrl('docs/operations.md', config);
  const operations = url === undefined ? 'docs/operations.md' : `[docs/operations.md](${url})`;
  return new TextWidget({
    width: full,
    height: 5,
    markdown: [
      '# mfa-watch',
      `1. **An alarm is red**: its description names the part of ${operations} that says what to do.`,
      '2. **None is red, and you expect alerts**: `npm start -- doctor` in the mfa-watch folder, then `npm start -- drill`.',
      '3. **No events for a day**, though people sign in: see "Nothing arrives" there. Graphs are empty while there is nothing to count.',
    ].join('\n'),
  });
}

function events(): IWidget {
  const metrics = (['Events', 'DuplicateEvents', 'IgnoredEvents', 'UnreadableEvents'] as const).map((name) =>
    ownMetric(name),
  );
  return graph('Events: judged, come twice, watched by nothing, not readable', metrics);
}

function alerts(): IWidget {
  const bySeverity = severities.map((severity) => ownMetric(`Alerts.${severity}`).with({ label: severity }));
  return graph('Alerts by severity', [...bySeverity, ownMetric('SuppressedAlerts').with({ label: 'by an exception' })]);
}

/** CloudTrail's own delay is in it, since it begins with the event. */
function latency(): IWidget {
  const metrics = { half: Stats.p(50), '99 %': Stats.p(99), slowest: Stats.MAXIMUM };
  return graph(
    'Milliseconds from the event to the first message of its alert',
    Object.entries(metrics).map(([label, statistic]) => ownMetric('Latency', statistic).with({ label })),
  );
}

function lookUps(): IWidget {
  return graph('Device look-ups', [
    ownMetric('DeviceLookUps').with({ label: 'made' }),
    ownMetric('UnknownInventories').with({ label: 'alerts without knowing the devices' }),
  ]);
}

function sweep(): IWidget {
  return graph('Events that the hourly look at CloudTrail found', [
    ownMetric('SweptEvents').with({ label: 'watched, in the event history' }),
    ownMetric('MissedEvents').with({ label: 'EventBridge had not delivered' }),
    ownMetric('NotSwept').with({ label: 'names of events not read to the end' }),
  ]);
}

function look(): IWidget {
  return graph('Daily look at the account', [
    ownMetric('Exposures').with({ label: 'exposures that stand open', period: Duration.days(1) }),
    ownMetric('NotLookedAt').with({ label: 'checks that could not be made', period: Duration.days(1) }),
  ]);
}

function heartbeat({ destinations }: DashboardProps): IWidget {
  const told = destinations.all.filter(({ topic }) => topic !== undefined);
  return graph(
    'Heartbeats that left a topic',
    told.map(({ name }) => heartbeatsOf(name).with({ label: name })),
  );
}

function ofFunctions({ functions }: DashboardProps): IWidget {
  const metrics = Object.entries(functions).flatMap(([name, handler]) => [
    handler.metricErrors({ period, label: `${name} failed` }),
    handler.metricThrottles({ period, label: `${name} refused by AWS` }),
  ]);
  return graph('Functions that failed', metrics);
}

function undelivered({ deadLetters, destinations }: DashboardProps): IWidget {
  const failed = destinations.all.flatMap(
    ({ name, topic }) =>
      topic?.metricNumberOfNotificationsFailed({ period, statistic: Stats.SUM, label: `not delivered to ${name}` }) ??
      [],
  );
  return graph('Left behind', [deadLetters.depth().with({ label: 'in the dead-letter queue' }), ...failed]);
}

function graph(title: string, left: IMetric[]): IWidget {
  return new GraphWidget({ title, left, width: half, leftYAxis: { min: 0, showUnits: false } });
}
