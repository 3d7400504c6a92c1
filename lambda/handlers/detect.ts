import type { Context } from 'aws-lambda';
import { type Proof, questionIn } from '../engine/self-check';
import { wireReceiver } from './wire';

let warm: ReturnType<typeof wireReceiver> | undefined;

/** One CloudTrail event from EventBridge in, what it changes out. The command line asks what the function may do. */
export async function handler(event: unknown, context: Context): Promise<Proof[] | undefined> {
  const { receiver, permissions, journal } = (warm ??= wireReceiver(process.env));
  const question = questionIn(event);
  if (question !== undefined) return permissions.prove(question.accounts);
  try {
    await receiver.receive(event, context.awsRequestId);
    return undefined;
  } finally {
    journal.close();
  }
}
