import * as z from 'zod/mini';
import { severities } from '../detections/severity';

/** What a person can say to an alert: I have it; it was meant to happen; tell somebody else, too. */
export const answers = ['acknowledged', 'expected', 'escalated'] as const;

export const answerSchema = z.object({
  answer: z.enum(answers),
  /** Who: an ARN, as the command line said it, or `somebody in #soc`. */
  by: z.string(),
  at: z.iso.datetime(),
  /** Severity that the alert had then; a stronger one needs another answer. */
  severity: z.enum(severities),
  note: z.optional(z.string()),
});
export type Answer = z.infer<typeof answerSchema>;
