import * as crypto from 'node:crypto';

/** CloudTrail cuts userAgent and error texts at 1 KB; stored observations must fit one DynamoDB write unit of 1 KB. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/**
 * Texts that become part of a key: DynamoDB takes 2,048 bytes there, and 1,024 in a sort key. Nothing that IAM accepts is
 * as long as this; what it refuses may be, and CloudTrail records it.
 */
const longestName = 700;
/** In UTF-8, of one that JavaScript counts as one. */
const mostBytes = 3;

/** The text, or if no name is that long, its start and what tells it from others. */
export function bounded(text: string): string {
  if (text.length * mostBytes <= longestName || Buffer.byteLength(text) <= longestName) return text;
  return `${text.slice(0, 60)}…${hash(text)}`;
}

/** Tells texts apart that may be long. */
export function hash(text: string): string {
  return crypto.hash('sha256', text).slice(0, 16);
}

/** Names compare without case. */
export function isSameName(a: string | undefined, b: string | undefined): boolean {
  return a?.toLowerCase() === b?.toLowerCase();
}

/** Stands where AWS does not tell what was typed. */
export const hiddenName = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** '' means absent (seen in real records). */
export function present(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === undefined || trimmed === '' ? undefined : trimmed;
}
