import type { Context } from 'aws-lambda';
import { wireReconciliation } from './wire';

let warm: ReturnType<typeof wireReconciliation> | undefined;

/** Looks, every hour, for events that EventBridge has not delivered. */
export async function handler(event: unknown, context: Context): Promise<void> {
  const { reconciliation, journal } = (warm ??= wireReconciliation(process.env));
  try {
    await reconciliation.run(event, context.awsRequestId, () => context.getRemainingTimeInMillis());
  } finally {
    journal.close();
  }
}
