import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetters } from '../engine/ports';

/**
 * Below 256 KiB: any queue takes that, attributes too, whether it has the newer limit of 1 MiB or not, and EventBridge takes no larger
 * entry. What is longer all the same is cut and no JSON any more: to be looked at, not to be redriven.
 */
const mostBytes = 250_000;

/** SQS refuses these two characters; JSON has escaped every other one that it refuses. */
const unsendable = /[\uFFFE\uFFFF]/g;

/** What AWS writes has a tenth of these levels; writing JSON recurses, and a depth that somebody sends must not make it fail. */
const maxDepth = 200;

export class SqsDeadLetters implements DeadLetters {
  constructor(
    /** Makes it when it is first needed: it takes time to load. */
    private readonly sqs: () => Promise<SQSClient>,
    private readonly queueUrl: string,
  ) {}

  async keep(raw: unknown, reason: string): Promise<void> {
    const body = (JSON.stringify(shallow(raw)) as string | undefined) ?? 'undefined';
    const { SendMessageCommand } = await import('./late/sqs');
    const client = await this.sqs();
    await client.send(
      new SendMessageCommand({
        QueueUrl: this.queueUrl,
        MessageBody: Buffer.from(body.replace(unsendable, '?')).subarray(0, mostBytes).toString(),
        MessageAttributes: { reason: { DataType: 'String', StringValue: reason.replace(/[^ -~]/g, '?') } },
      }),
    );
  }
}

function shallow(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === maxDepth) return 'nested too deep';
  if (Array.isArray(value)) return value.map((inner) => shallow(inner, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shallow(inner, depth + 1)]));
}
