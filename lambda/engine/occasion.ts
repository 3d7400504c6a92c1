import type { Errand } from './telling/courier';
import type { Around } from './findings';
import type { Story } from './story';

/** What a review has read, and what brought it about. */
export interface Occasion extends Errand, Readonly<Pick<Around, 'keys' | 'rows' | 'seen' | 'since'>> {
  /** All stories of these subjects, by the identities of their events. */
  storyOf: ReadonlyMap<string, Story>;
  /** Versions, by alert id, of the rows that were there before the timelines were read. */
  known: ReadonlyMap<string, number>;
  /** Ids of the alerts that this attempt has filed, or brought back with news. */
  filed: Set<string>;
  /** Ids of the organizational units that an account is in. */
  unitsOf: (account: string) => readonly string[];
}
