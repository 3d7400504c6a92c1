import * as z from 'zod/mini';
import { day, minute } from '../../time';
import type { Span } from './event-history';

/** Events stand in the history within 15 minutes (CloudTrail user guide). */
export const settling = 15 * minute;
/** For those that took longer. */
const overlap = 30 * minute;
/** What is newer than this is read of every name before anything older is. */
const recent = 3 * 60 * minute;
/** The mark that an event was seen is kept for 16 days: what is older would be told again. */
const farthest = 15 * day;

const spanSchema = z.object({ from: z.number(), to: z.number() });

/** How far the history of one name was read in one region. All times in milliseconds since the epoch. */
export const sweptSchema = z.object({
  until: z.number(),
  /** Something in it was not read, or not handled. */
  gap: z.optional(spanSchema),
  /** Identities of events whose handling has begun and is not known to have ended, and when it began first. */
  open: z.record(z.string(), z.number()),
});
export type Swept = z.infer<typeof sweptSchema>;

export type Part = 'newest' | 'older';

/** What is left to read of one name. */
export class Course {
  /** Nobody has listened for it before, as far as is known. */
  readonly isFirst: boolean;
  /** What had to be given up, being too old. */
  readonly isForgone: boolean;
  readonly open: Map<string, number>;
  failures = 0;
  private readonly left: Partial<Record<Part, Span | undefined>>;
  private failed: Span | undefined;

  constructor(
    readonly name: string,
    before: Swept | undefined,
    /** Up to where it is read this time. */
    private readonly end: number,
  ) {
    this.isFirst = before === undefined;
    this.open = new Map(Object.entries(before?.open ?? {}).filter(([, began]) => began >= end - farthest));
    const from = Math.min(end, before === undefined ? end - recent : before.until - overlap);
    const border = Math.max(from, end - recent);
    const behind = hull(from < border ? { from, to: border } : undefined, before?.gap);
    const newest = { from: border, to: end };
    this.isForgone = behind !== undefined && behind.from < end - farthest;
    const older = clipped(behind, end - farthest);
    const isNear = older !== undefined && older.from >= end - recent;
    this.left = isNear ? { newest: hull(newest, older) } : { newest, older };
  }

  get swept(): Swept {
    const gap = hull(hull(this.left.newest, this.left.older), this.failed);
    return { until: this.end, ...(gap && { gap }), open: Object.fromEntries(this.open) };
  }

  /** What is left of a part. */
  rest(part: Part): Span | undefined {
    return this.left[part];
  }

  /** @param oldest the time down to which the part was read; absent: to its end. */
  readTo(part: Part, oldest?: number): void {
    const span = this.left[part];
    if (span === undefined) return;
    this.left[part] = oldest === undefined ? undefined : { from: span.from, to: Math.min(span.to, oldest) };
  }

  /** What happened at that time has to be read again. */
  again(time: number): void {
    this.failures += 1;
    this.failed = hull(this.failed, { from: time, to: time });
  }
}

/** The one span that holds both. */
function hull(a: Span | undefined, b: Span | undefined): Span | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
}

function clipped(span: Span | undefined, from: number): Span | undefined {
  return span === undefined || span.to < from ? undefined : { from: Math.max(span.from, from), to: span.to };
}
