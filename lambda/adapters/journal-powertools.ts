import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Alert } from '../alerts/alert';
import type { ReconciliationJournal } from '../engine/reconciliation/event-history';
import { heartbeats, metricNamespace, metricService, type Counter } from '../engine/health/metrics';
import type { Journal } from '../engine/ports';
import type { Look, PostureJournal } from '../engine/posture/posture-watch';
import type { Reply } from '../engine/answers/request';
import type { RuleFault } from '../engine/health/rule-fault';
import { reasonOf } from './reason';

/** Structured log lines, and metrics as log lines that CloudWatch counts (EMF). */
export class PowertoolsJournal implements Journal, ReconciliationJournal, PostureJournal {
  private readonly logger = new Logger({ serviceName: metricService });
  private readonly metrics = new Metrics({ namespace: metricNamespace, serviceName: metricService });

  count(metric: Counter, times = 1): void {
    this.metrics.addMetric(metric, MetricUnit.Count, times);
  }

  latency(milliseconds: number): void {
    this.metrics.addMetric('Latency', MetricUnit.Milliseconds, milliseconds);
  }

  told({ id, detection, severity, account, accountName, dedupKey, drill }: Alert): void {
    if (drill !== true) this.metrics.addMetric(`Alerts.${severity}`, MetricUnit.Count, 1);
    this.logger.info('alert', { id, detection, severity, account, accountName, dedupKey, drill: drill === true });
  }

  suppressed({ id, detection, severity, suppressed }: Alert): void {
    this.metrics.addMetric('SuppressedAlerts', MetricUnit.Count, 1);
    this.logger.info('alert suppressed by an exception', { id, detection, severity, ...suppressed });
  }

  /** A message that says that all is well has left the topic of this destination. */
  heartbeat(destination: string): void {
    const metric = this.metrics.singleMetric();
    metric.addDimension(heartbeats.dimension, destination);
    metric.addMetric(heartbeats.name, MetricUnit.Count, 1);
  }

  /** Why there is no heartbeat. */
  silent({ text }: RuleFault): void {
    this.metrics.addMetric('SilentBeats', MetricUnit.Count, 1);
    this.logger.error('no heartbeat is sent: a rule is not as it was deployed', { fault: text });
  }

  unreadable(reason: string): void {
    this.logger.error('event could not be read and was put into the dead-letter queue', { reason });
  }

  unknownAccount(why: string): void {
    this.logger.warn('name or organizational units of an account are unknown', { why });
  }

  unreadableDatabase(problem: string): void {
    this.logger.warn('a database of addresses is left out', { problem });
  }

  answered({ ok, message }: Reply): void {
    this.logger.info('answered', { ok, message });
  }

  failed(error: unknown): void {
    this.logger.error('an answer could not be taken and will be tried again', { error: reasonOf(error) });
  }

  missed(event: Parameters<ReconciliationJournal['missed']>[0]): void {
    this.logger.warn('EventBridge has not delivered this event; it is handled now', { ...event });
  }

  unhandled(event: Parameters<ReconciliationJournal['unhandled']>[0], error: unknown): void {
    this.logger.error('an event of the history could not be handled, and the next sweep tries again', {
      ...event,
      error: reasonOf(error),
    });
  }

  notSwept(region: string, names: readonly string[], why: unknown): void {
    this.logger.error('a part of the event history was not read', { region, names, why: reasonOf(why) });
  }

  alreadyRunning(): void {
    this.logger.warn('another sweep of the event history is still running, so this one leaves it to that');
  }

  looked({ unread, ...counts }: Look): void {
    this.logger.info('looked at the account', counts);
    for (const { where, what } of unread) this.logger.warn('could not be read', { where, what });
  }

  /** Writes the metrics of this invocation. */
  close(): void {
    this.metrics.publishStoredMetrics();
  }
}
