import * as z from 'zod/mini';
import { severities } from '../detections/severity';

/** What a person can say to an alert: I have it; it was meant to happen; tell somebody else, too. */
export const answers = ['acknowledged', 'expected', 'escalated'] as const;

/** One answer for itself. */
export const formerSchema = z.object({
  answer: z.enum(answers),
  /** Who: an ARN, as the command line said it, or `somebody in #soc`. */
  by: z.string(),
  at: z.iso.datetime(),
  /** Severity that the alert had then; a stronger one needs another answer. */
  severity: z.enum(severities),
  note: z.optional(z.string()),
});

export const answerSchema = z.extend(formerSchema, {
  /** What somebody had said before, and this took the place of. */
  replaced: z.optional(formerSchema),
});
export type Answer = z.infer<typeof answerSchema>;
