import * as z from 'zod/mini';
import type { UnreadPart } from './snapshot';

/** What an answer says of itself that is only a part: IAM's own mark, and that of the command line. */
export const pageMarks = { IsTruncated: z.optional(z.unknown()), NextToken: z.optional(z.unknown()) };

/** @param where such as `virtual devices`. */
export function notAll(
  where: string,
  { IsTruncated, NextToken }: { IsTruncated?: unknown; NextToken?: unknown },
): UnreadPart[] {
  if (IsTruncated !== true && NextToken === undefined) return [];
  return [{ where, what: 'is only the first part: save it again without --max-items and --no-paginate' }];
}
