import * as z from 'zod/mini';
import { severities } from '../detections/severity';

const time = z.iso.datetime();

/** An exposure as it is remembered from one look at the account to the next. Check and subject tell it from others. */
export const standingSchema = z.object({
  /** Id of the check. */
  check: z.string(),
  subject: z.string(),
  severity: z.enum(severities),
  /** One sentence. */
  title: z.string(),
  undecided: z.optional(z.literal(true)),
  /** When a look found it first. */
  since: time,
  /** When a look found it last; earlier than the last look where that could not see it. */
  seen: time,
});
export type Standing = z.infer<typeof standingSchema>;
