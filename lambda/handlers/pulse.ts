import * as z from 'zod/mini';
import { PowertoolsJournal } from '../adapters/journal-powertools';

/** What SNS hands to a function (Lambda developer guide, SNS); the subscription lets through nothing else. */
const eventSchema = z.object({
  Records: z.array(
    z.object({
      Sns: z.object({
        MessageAttributes: z.object({
          kind: z.object({ Value: z.literal('heartbeat') }),
          destination: z.object({ Value: z.string() }),
        }),
      }),
    }),
  ),
});

const journal = new PowertoolsJournal();

/** Heartbeats that have left a topic in, a metric out. */
export function handler(event: unknown): Promise<void> {
  for (const { Sns } of eventSchema.parse(event).Records) journal.heartbeat(Sns.MessageAttributes.destination.Value);
  return Promise.resolve();
}
