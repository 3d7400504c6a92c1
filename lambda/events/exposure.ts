import * as z from 'zod/mini';

/** What the last look at the account found of a user, by the check that found it. Times are ISO 8601. */
const exposureSchema = z.object({
  check: z.string(),
  severity: z.string(),
  /** One sentence. */
  title: z.string(),
  /** When a look found it first, and last. */
  since: z.string(),
  seen: z.string(),
});

/** A failed look-up is a fact, too: it never silences an alert. */
export const exposureLookupSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('known'), exposures: z.array(exposureSchema) }),
  z.object({ status: z.literal('unknown'), why: z.string() }),
]);
export type ExposureLookup = z.infer<typeof exposureLookupSchema>;
