import type { Alert, Update } from '../alerts/alert';
import type { Answer } from '../alerts/answer';
import type { Severity } from '../detections/severity';

/** What has been said of an alert, and to whom. */
export interface LedgerEntry {
  /** The subject under which the alert is filed. */
  key: string;
  alert: Alert;
  /** ISO time of the first event when the entry was made; never changes, so that the row keeps its place. */
  filedAt: string;
  /** Identities of all events that the alert rests on. */
  identities: string[];
  /** Id of the alert that has taken this one in. */
  mergedInto?: string | undefined;
  /** A late event has taken back what the alert rested on. */
  withdrawn?: boolean | undefined;
  /** Set where nobody was told: the day (UTC) whose digest says it, and the destinations whose business it is. */
  untold?: { day: string; destinations: string[] } | undefined;
  /** One message per destination that is being or has been sent for this version. */
  deliveries: Delivery[];
  /** What somebody has said to it last. */
  answer?: Answer | undefined;
  /** Unless it is answered until then (milliseconds since the epoch), others are told. */
  answerDue?: number | undefined;
  /** Starts at 1; each change of the row adds 1. */
  version: number;
}

export interface Delivery {
  destination: string;
  update: Update;
  /**
   * `quiet`: there is news, and the destination was told of this alert a short while ago. `flood`: there is news, and the
   * account has had so many messages that the next summary tells it.
   */
  state: 'pending' | 'sent' | 'quiet' | 'flood';
  /** The severity that the destination has accepted last; absent: it knows nothing of the alert. */
  told?: Severity | undefined;
  /** When it last accepted a message of this alert (milliseconds since the epoch). */
  at?: number | undefined;
  /** Until when (milliseconds since the epoch) it waits; of `flood`, when the summary is due. */
  until?: number | undefined;
}

export interface Lease {
  /** Identity of the event whose handling sends the pending deliveries. */
  trigger: string;
  /** One attempt of one invocation. */
  holder: string;
  /** Milliseconds since the epoch; past it anybody may take over. */
  until: number;
}

export interface LedgerRow extends LedgerEntry {
  lease?: Lease | undefined;
}

export interface AlertLedger {
  /** Entries filed under the subject whose first event is at `since` (ms) or later. */
  read(key: string, since: number): Promise<LedgerRow[]>;
  /**
   * Writes only if the row is still at `version - 1` (absent for 1).
   *
   * @param lists of the notebook, on which it is noted with the same write.
   * @returns whether it was written.
   */
  put(row: LedgerRow, lists?: readonly string[]): Promise<boolean>;
}
