import * as z from 'zod/mini';
import { alertSchema, updates } from '../alerts/alert';
import { answerSchema } from '../alerts/answer';
import { severities } from '../detections/severity';

/** Where an alert's row is. */
export const placeSchema = z.object({ key: z.string(), filedAt: z.string(), id: z.string() });
export type Place = z.infer<typeof placeSchema>;

const deliverySchema = z.object({
  destination: z.string(),
  update: z.enum(updates),
  /**
   * `quiet`: there is news, and the destination was told of this alert a short while ago. `flood`: there is news, and the
   * account has had so many messages that the next summary tells it.
   */
  state: z.enum(['pending', 'sent', 'quiet', 'flood']),
  /** The severity that the destination has accepted last; absent: it knows nothing of the alert. */
  told: z.optional(z.enum(severities)),
  /** When it last accepted a message of this alert (milliseconds since the epoch). */
  at: z.optional(z.number()),
  /** Until when (milliseconds since the epoch) it waits; of `flood`, when the summary is due. */
  until: z.optional(z.number()),
});
export type Delivery = z.infer<typeof deliverySchema>;

const leaseSchema = z.object({
  /** Identity of the event whose handling sends the pending deliveries. */
  trigger: z.string(),
  /** One attempt of one invocation. */
  holder: z.string(),
  /** Milliseconds since the epoch; past it anybody may take over. */
  until: z.number(),
});

/** What has been said of an alert, and to whom. */
export const ledgerRowSchema = z.object({
  /** The subject under which the alert is filed. */
  key: z.string(),
  alert: alertSchema,
  /** ISO time of the first event when the entry was made; never changes, so that the row keeps its place. */
  filedAt: z.string(),
  /** Identities of all events that the alert rests on. */
  identities: z.array(z.string()),
  /** Id of the alert that has taken this one in. */
  mergedInto: z.optional(z.string()),
  /** A late event has taken back what the alert rested on. */
  withdrawn: z.optional(z.boolean()),
  /** Set where nobody was told: the day (UTC) whose digest says it, and the destinations whose business it is. */
  untold: z.optional(z.object({ day: z.string(), destinations: z.array(z.string()) })),
  /** One message per destination that is being or has been sent for this version. */
  deliveries: z.array(deliverySchema),
  /** What somebody has said to it last. */
  answer: z.optional(answerSchema),
  /** Unless it is answered until then (milliseconds since the epoch), others are told. */
  answerDue: z.optional(z.number()),
  /** Starts at 1; each change of the row adds 1. */
  version: z.number(),
  lease: z.optional(leaseSchema),
});
export type LedgerRow = z.infer<typeof ledgerRowSchema>;

export interface AlertLedger {
  /** Entries filed under the subject whose first event is at `since` (ms) or later. */
  read(key: string, since: number): Promise<LedgerRow[]>;
  /**
   * Writes only if the row is still at `version - 1` (absent for 1).
   *
   * @param lists of the notebook, on which it is noted with the same write.
   * @returns whether it was written.
   */
  put(row: LedgerRow, lists?: readonly string[]): Promise<boolean>;
}
