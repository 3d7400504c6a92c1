import type { Context } from 'aws-lambda';
import type { PowertoolsJournal } from '../adapters/journal-powertools';
import type { Receiver } from '../engine/receiver';
import { wire } from './wire';

let warm: { receiver: Receiver; journal: PowertoolsJournal } | undefined;

/** One CloudTrail event from EventBridge in, what it changes out. */
export async function handler(event: unknown, context: Context): Promise<void> {
  const { receiver, journal } = (warm ??= wire(process.env));
  try {
    await receiver.receive(event, context.awsRequestId);
  } finally {
    journal.close();
  }
}
