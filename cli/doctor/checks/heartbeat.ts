import { isTopic, type Environment } from '../../../lambda/config/environment';
import { asInYaml } from '../../../lambda/config/telling';
import { heartbeats, metricNamespace, metricService } from '../../../lambda/engine/health/metrics';
import { bad, type Line, looking, ok, type Place } from './line';
import { minute } from '../../../lambda/time';

const what = 'last heartbeat';
/** As the alarm does: two periods of five minutes, and what CloudWatch takes to count. */
const lateAfter = 15 * minute;
const lookBack = 3 * 60 * minute;
/** What CloudWatch takes in one call (API reference, GetMetricData). */
const mostQueries = 500;

/** That heartbeats have lately left every topic. @param now milliseconds since the epoch. */
export async function checkHeartbeat(
  { home }: Pick<Place, 'home'>,
  { destinations }: Pick<Environment, 'destinations'>,
  now: number,
): Promise<Line[]> {
  return looking(what, 'cloudwatch:GetMetricData', async () => {
    const names = destinations.filter(isTopic).map(({ name }) => name);
    const seen = await lastSeen(home, names.slice(0, mostQueries), now);
    const late = seen.filter(({ at }) => at === undefined || now - at > lateAfter);
    if (late.length > 0)
      return late.map(({ name, at }) => bad(what, `topic of ${asInYaml(name)}: ${said(at, now)}`, mend));
    const oldest = Math.min(...seen.map(({ at = now }) => at));
    return [ok(what, `${said(oldest, now)}, and later, from every topic (${names.length})`)];
  });
}

const mend =
  'look into docs/operations.md, "mfa-watch shows no sign of life"; after a first deployment wait ten minutes';

interface Seen {
  name: string;
  /** Milliseconds since the epoch; undefined: none in the last hours. */
  at: number | undefined;
}

async function lastSeen(region: string, names: readonly string[], now: number): Promise<Seen[]> {
  const { CloudWatchClient, GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = new CloudWatchClient({ region });
  const queries = names.map((name, index) => {
    const Dimensions = [
      { Name: 'service', Value: metricService },
      { Name: heartbeats.dimension, Value: name },
    ];
    const Metric = { Namespace: metricNamespace, MetricName: heartbeats.name, Dimensions };
    return { Id: `topic${index}`, MetricStat: { Metric, Period: 60, Stat: 'Sum' } };
  });
  try {
    const { MetricDataResults = [] } = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: queries,
        StartTime: new Date(now - lookBack),
        EndTime: new Date(now),
        ScanBy: 'TimestampDescending',
      }),
    );
    return names.map((name, index) => {
      const [newest] = MetricDataResults.find(({ Id }) => Id === `topic${index}`)?.Timestamps ?? [];
      return { name, at: newest?.getTime() };
    });
  } finally {
    client.destroy();
  }
}

function said(at: number | undefined, now: number): string {
  if (at === undefined) return `none in the last ${lookBack / 60 / minute} hours`;
  const minutes = Math.round((now - at) / minute);
  return minutes === 1 ? '1 minute ago' : `${minutes} minutes ago`;
}
