import type { Alert, Update } from '../alerts/alert';
import type { Severity } from '../detections/severity';
import type { DeviceLookup } from '../events/device';
import type { Observation } from '../events/timeline';
import type { Target } from '../events/target';

/** Milliseconds since the epoch. Deployed: the wall clock. Replay: the time of the event. */
export type Clock = () => number;

/** Looks up whose devices are enabled. Never throws: a failed look-up is `unknown` with the reason in words. */
export interface Devices {
  lookUp(account: string, target: Target): Promise<DeviceLookup>;
}

/** Reads managed policies. Never throws. */
export interface Policies {
  /** Whether any version that IAM has of it carries a condition on MFA; undefined: could not be read. */
  mentionMfa(account: string, policyArn: string): Promise<boolean | undefined>;
}

/** Rows that a subject's timeline gives at once. */
export const mostRead = 1000;

/** Grow-only memory of what happened to each subject; the row of an event is also the mark that it was seen. */
export interface Timelines {
  /** Stores the observation unless the event is there already; what is there first, stays. */
  append(key: string, observation: Observation): Promise<'added' | 'present'>;
  /**
   * All observations of the subject with an event time from `since` (ms) on, the newest 1,000 at most; sees every
   * append that has returned.
   */
  read(key: string, since: number): Promise<Observation[]>;
}

/** Subjects to look at again at a time, because something may then not have happened. */
export interface Timers {
  /** @param at milliseconds since the epoch. Setting the same again changes nothing. */
  set(key: string, at: number): Promise<void>;
  /** Those that are due at `now` (ms), earliest first, at most 100. */
  due(now: number): Promise<{ key: string; at: number }[]>;
  done(key: string, at: number): Promise<void>;
}

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
  /** One message per topic that is being or has been sent for this version. */
  deliveries: Delivery[];
  /** Starts at 1; each change of the row adds 1. */
  version: number;
}

export interface Delivery {
  topic: string;
  update: Update;
  state: 'pending' | 'sent';
}

export interface Lease {
  /** Identity of the event whose handling sends the pending deliveries. */
  trigger: string;
  /** One attempt of one invocation. */
  holder: string;
  /** Milliseconds since the epoch; past it anybody may take over. */
  until: number;
}

export interface AlertLedger {
  /** Entries filed under the subject whose first event is at `since` (ms) or later. */
  read(key: string, since: number): Promise<LedgerRow[]>;
  /** Writes only if the row is still at `version - 1` (absent for 1). @returns whether it was written. */
  put(row: LedgerRow): Promise<boolean>;
}

export interface LedgerRow extends LedgerEntry {
  lease?: Lease | undefined;
}

/** Where alerts go. Each topic is told for itself, so one that fails does not keep the others from being sent. */
export interface Topics {
  /** Each with the least severity that it wants. */
  readonly list: readonly { name: string; minSeverity: Severity }[];
  /** Throws when the topic has not accepted the message. */
  publish(topic: string, alert: Alert, update: Update): Promise<void>;
}

/** Keeps what could not be read, with the reason, for a person to look at. */
export interface DeadLetters {
  keep(raw: unknown, reason: string): Promise<void>;
}

/** What the function says of itself. Counters become CloudWatch metrics. */
export interface Journal {
  count(metric: 'Events' | 'DuplicateEvents' | 'UnreadableEvents' | 'IgnoredEvents' | 'UnknownInventories'): void;
  told(alert: Alert): void;
  /** Nobody is told: an exception covers it. */
  suppressed(alert: Alert): void;
  unreadable(reason: string): void;
}
