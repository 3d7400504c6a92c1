import type { Context } from 'aws-lambda';
import { type Proof, questionIn } from '../engine/health/self-check';
import { judging } from './judging';

let warm: ReturnType<typeof judging> | undefined;

/** One CloudTrail event from EventBridge in, what it changes out. The command line asks what the function may do. */
export async function handler(event: unknown, context: Context): Promise<Proof[] | undefined> {
  const { receiver, permissions, journal } = (warm ??= judging(process.env));
  const question = questionIn(event);
  if (question !== undefined) return (await permissions()).prove(question.accounts);
  try {
    await receiver.receive(event, context.awsRequestId);
    return undefined;
  } finally {
    journal.close();
  }
}
