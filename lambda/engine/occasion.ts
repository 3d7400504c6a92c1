import type { LedgerRow } from './ports';
import type { Story } from './story';

/** What a review has read, and what brought it about. */
export interface Occasion {
  /** Subjects under which the story may be filed already. */
  keys: readonly string[];
  /** What was filed under them when their timelines were read. */
  rows: readonly LedgerRow[];
  /** All stories of these subjects, by the identities of their events. */
  storyOf: ReadonlyMap<string, Story>;
  /** Identity of the event, or name of the timer, that brought this about. */
  trigger: string;
  attempt: string;
  /** How far back the timelines were read (ms). */
  since: number;
  /** Identities of all events that were read. */
  seen: ReadonlySet<string>;
  /** Versions, by alert id, of the rows that were there before the timelines were read. */
  known: ReadonlyMap<string, number>;
  /** Ids of the alerts that this attempt has filed, or brought back with news. */
  filed: Set<string>;
  /** Ids of the organizational units that an account is in. */
  unitsOf: (account: string) => readonly string[];
}
