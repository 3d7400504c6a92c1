import type { Journal } from '../ports';

/** Milliseconds since the epoch, both inclusive. */
export interface Span {
  from: number;
  to: number;
}

/** An entry of the event history, at a time in milliseconds since the epoch. */
export type HistoryEntry =
  | { id: string; time: number; record: Record<string, unknown> }
  /** `raw` is what stands there in place of a record. */
  | { id: string; time: number; raw: unknown; problem: string };

/** What CloudTrail remembers of an account's management events by itself: 90 days, a region at a time. */
export interface EventHistory {
  /**
   * The events of that name, newest first, in pages, of which some may be empty.
   *
   * @throws RegionClosed where asking again is useless. Any other error: this name could not be read to its end.
   */
  read(region: string, name: string, span: Span): AsyncIterable<HistoryEntry[]>;
}

/** Nothing can be read in the region until somebody changes that. */
export class RegionClosed extends Error {
  constructor(
    readonly reason: 'not-enabled' | 'denied',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Where somebody finds the event in CloudTrail. */
export interface Place {
  region: string;
  name: string;
  id: string;
}

/** What is said of the sweep; a record itself is never logged. */
export interface ReconciliationJournal extends Pick<Journal, 'count'> {
  missed(event: Place): void;
  /** It is tried again. */
  unhandled(event: Place, error: unknown): void;
  /** Something is left of these names. */
  notSwept(region: string, names: readonly string[], why: unknown): void;
  alreadyRunning(): void;
}
