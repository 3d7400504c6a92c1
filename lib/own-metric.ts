import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Severity } from '../lambda/detections/severity';
import { type Counter, metricNamespace, metricService } from '../lambda/engine/metrics';
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
