import type { Context } from 'aws-lambda';
import { wireReceiver } from './wire';

let warm: ReturnType<typeof wireReceiver> | undefined;

/** One CloudTrail event from EventBridge in, what it changes out. */
export async function handler(event: unknown, context: Context): Promise<void> {
  const { receiver, journal } = (warm ??= wireReceiver(process.env));
  try {
    await receiver.receive(event, context.awsRequestId);
  } finally {
    journal.close();
  }
}
