import type { Severity } from '../../lambda/detections/severity';

/** A whole story as a trail tells it, and the alerts that must come of it. */
export interface Scenario {
  /** One or two sentences. */
  story: string;
  /** In time order. */
  records: readonly object[];
  /** Serial numbers by user name (`<root>` for root) before the first record; absent: no look-up succeeds. */
  devices?: Readonly<Record<string, readonly string[]>>;
  /** By detection id, as in mfa-watch.yaml. */
  settings?: Readonly<Record<string, unknown>>;
  /** ISO time until which nothing more happens; default: the last record's. */
  until?: string;
  /** The story is about one account's own resources, so that elsewhere it is another. */
  oneAccount?: true;
  /** Everyday work: at no moment, whatever comes later, may anything be above low. */
  everyday?: true;
  /** All alerts at or above low, in any order. */
  expect: readonly Expected[];
}

export interface Expected {
  /** Of the strongest finding. */
  detection: string;
  severity: Severity;
  /** Name of the user (`root` for root); the type where nobody is named. */
  target: string;
  /** Ids of the other detections in the alert, in any order; default: none. */
  related?: readonly string[];
  /** How many records the alert lists. */
  events: number;
}
