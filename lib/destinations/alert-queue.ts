import { Duration, Validations } from 'aws-cdk-lib';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { noHeartbeat } from './mail';

/** Holds each alert as JSON for a program of somebody's, for the 14 days that SQS keeps at most. */
export class AlertQueue extends Queue {
  constructor(scope: Construct, id: string, { topic }: { topic: Topic }) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    // The message itself, with its attributes, and not SNS's envelope around it.
    topic.addSubscription(new SqsSubscription(this, { rawMessageDelivery: true, filterPolicy: { kind: noHeartbeat } }));
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'Who reads it decides what becomes of a message that cannot be handled; until then it stays 14 days.',
    });
  }
}
