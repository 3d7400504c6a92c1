import * as z from 'zod/mini';
import { account } from '../../config/account';

/** Accounts that can be asked about at once. */
export const mostAsked = 20;

/** What the command line asks the function that judges events. Nothing that comes over a bus has this shape. */
const questionSchema = z.strictObject({
  selfCheck: z.strictObject({ accounts: z.array(account).check(z.maxLength(mostAsked)) }),
});
export type Question = z.infer<typeof questionSchema>;

export const proofSchema = z.object({
  /** Such as `iam:ListMFADevices`. */
  action: z.string(),
  /** What it was tried on, in words. */
  on: z.string(),
  state: z.enum(['allowed', 'refused', 'unknown']),
  /** How AWS calls the error. */
  why: z.optional(z.string()),
  /** The member account whose stack grants it. */
  member: z.optional(z.string()),
});
/** One permission of the function, tried by a call that changes nothing. */
export type Proof = z.infer<typeof proofSchema>;

/** What the function's role may do. */
export interface Permissions {
  /** @param accounts members whose devices it must be able to look up. Never throws. */
  prove(accounts: readonly string[]): Promise<Proof[]>;
}

/** @returns the accounts that are asked about; undefined for all that is no such question. */
export function questionIn(raw: unknown): { accounts: string[] } | undefined {
  const parsed = questionSchema.safeParse(raw);
  return parsed.success ? parsed.data.selfCheck : undefined;
}
