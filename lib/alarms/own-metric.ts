import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Severity } from '../../lambda/detections/severity';
import { type Counter, heartbeats, metricNamespace, metricService } from '../../lambda/engine/health/metrics';
import { period } from './own-alarm';

/** What the functions count of themselves, by default added up. */
export function ownMetric(
  metricName: Counter | 'SuppressedAlerts' | 'Latency' | `Alerts.${Severity}`,
  statistic: string = Stats.SUM,
): Metric {
  return new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { service: metricService },
    statistic,
    period,
  });
}

/** Heartbeats that have left the topic of a destination. */
export function heartbeatsOf(destination: string): Metric {
  const { name: metricName, dimension } = heartbeats;
  const dimensionsMap = { service: metricService, [dimension]: destination };
  return new Metric({ namespace: metricNamespace, metricName, dimensionsMap, statistic: Stats.SUM, period });
}
