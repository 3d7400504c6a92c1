import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { period } from './alarms/own-alarm';

/**
 * Where goes what rules could not hand over, a function could not handle or nobody can read, for the 14 days that SQS keeps
 * at most. Encrypted with SQS's own key: EventBridge cannot use the AWS-managed KMS key, and delivers
 * nothing to such a queue without a word (aws-cdk#30549).
 */
export class DeadLetters extends Queue {
  constructor(scope: Construct, id: string, { queueName }: { queueName?: string } = {}) {
    super(scope, id, {
      ...(queueName !== undefined && { queueName }),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'This queue is the dead-letter queue, of the rule targets and of the functions; nothing consumes it by itself.',
    });
  }

  /**
   * Lets rules of this account put here what they could not hand over. One statement for all of them: a queue's policy takes
   * 20 at most (SQS developer guide, quotas), and CDK would add one for each rule.
   *
   * @param names of the rules, such as `mfa-watch-*`.
   */
  takeFrom(names: string): void {
    const rules = Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: names });
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queueArn],
        conditions: { ArnLike: { 'aws:SourceArn': rules } },
      }),
    );
  }

  /** The same target; what cannot be handed over to it lies here, if `takeFrom` lets its rule. */
  behind(target: IRuleTarget): IRuleTarget {
    const deadLetterConfig = { arn: this.queueArn };
    return { bind: (rule, id) => ({ ...target.bind(rule, id), deadLetterConfig }) };
  }

  /** How many messages lie here. */
  depth(): Metric {
    return this.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM });
  }

  /** How many were sent here. SQS does not count what it moves here by itself from a queue that nobody could empty. */
  arrivals(): Metric {
    return this.metricNumberOfMessagesSent({ period, statistic: Stats.SUM });
  }
}

/** EventBridge's own retry limits, written down so that nobody has to know them. */
export const untilHandled = { retryAttempts: 185, maxEventAge: Duration.hours(24) };

/** For what a schedule does: the next one does the same. */
export const untilNext = { retryAttempts: 2, maxEventAge: Duration.minutes(5) };
