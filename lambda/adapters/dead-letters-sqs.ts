import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetters } from '../engine/ports';

/** SQS takes 1 MiB; EventBridge delivers at most that, so the body fits unless it was grown by escaping. */
const mostBytes = 250_000;

/** SQS refuses these two characters; JSON has escaped every other one that it refuses. */
const unsendable = /[\uFFFE\uFFFF]/g;

export class SqsDeadLetters implements DeadLetters {
  constructor(
    private readonly sqs: SQSClient,
    private readonly queueUrl: string,
  ) {}

  async keep(raw: unknown, reason: string): Promise<void> {
    const body = (JSON.stringify(raw) as string | undefined) ?? 'undefined';
    await this.sqs.send(
      new SendMessageCommand({
        QueueUrl: this.queueUrl,
        MessageBody: body.replace(unsendable, '?').slice(0, mostBytes),
        MessageAttributes: { reason: { DataType: 'String', StringValue: reason.replace(/[^ -~]/g, '?') } },
      }),
    );
  }
}
