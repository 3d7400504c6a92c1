import { Duration, Validations } from 'aws-cdk-lib';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

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
}

/** EventBridge's own retry limits, written down so that nobody has to know them. */
export function untilHandled(deadLetterQueue: IQueue) {
  return { deadLetterQueue, retryAttempts: 185, maxEventAge: Duration.hours(24) };
}
