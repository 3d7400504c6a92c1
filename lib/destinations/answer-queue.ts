import { Duration } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { undoneAnswers } from '../../lambda/events/envelope';
import { DeadLetters } from '../dead-letters';
import { OwnAlarm } from '../alarms/own-alarm';

/** Fixed, so that members' roles can name it before it is there. */
export const answerQueue = 'mfa-watch-answers';

/**
 * Takes what is pressed in Slack. SQS writes on each message who has sent it (API reference, ReceiveMessage, SenderId), which
 * Lambda does not tell a function of its caller.
 */
export class AnswerQueue extends Queue {
  constructor(scope: Construct, id: string) {
    // Not the queue of events: `redrive` hands over what lies there, and an answer is nothing to be judged.
    const undone = new DeadLetters(scope, `${id}-Undone`, { queueName: undoneAnswers });
    super(scope, id, {
      queueName: answerQueue,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // An alert that was not answered by then was escalated long ago.
      retentionPeriod: Duration.days(4),
      // At least six times what the function may take (Lambda developer guide, event source mapping for SQS).
      visibilityTimeout: Duration.minutes(3),
      // Also a batch for which Lambda has no execution free counts as a try (at least 5: Lambda developer guide, SQS).
      deadLetterQueue: { queue: undone, maxReceiveCount: 5 },
    });
    new OwnAlarm(this, 'Alarm', {
      ...{ guard: undefined, alarmName: undoneAnswers, metric: undone.depth(), threshold: 1 },
      says: `What people pressed in Slack could not be taken and lies in ${undone.queueUrl}; their alerts count as not answered`,
      runbook: 'An answer was not taken',
    });
    // Whoever assumes a role chooses the session's name, and so who they seem to be. Sessions with this key are named by
    // Amazon Q, which gives it to all of its own and which nobody else can give (IAM guide, aws:ChatbotSourceArn).
    this.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['sqs:SendMessage'],
        resources: [this.queueArn],
        conditions: { Null: { 'aws:ChatbotSourceArn': 'true' } },
      }),
    );
  }
}
