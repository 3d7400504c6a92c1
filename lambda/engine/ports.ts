import type { Alert, Update } from '../alerts/alert';
import type { Notice } from '../alerts/notice';
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

/** What is known of an account beside its id. */
export interface AccountFacts {
  name?: string | undefined;
  /** Ids of the units that it is in, nearest first; none too where they could not be found out. */
  organizationalUnits: readonly string[];
  /** Why name or units could not be found out. */
  why?: string;
}

export interface Accounts {
  /** Never throws. */
  describe(account: string): Promise<AccountFacts>;
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
  /** Set where nobody was told: the day (UTC) whose digest says it, and the topics whose business it is. */
  untold?: { day: string; topics: string[] } | undefined;
  /** One message per topic that is being or has been sent for this version. */
  deliveries: Delivery[];
  /** Starts at 1; each change of the row adds 1. */
  version: number;
}

export interface Delivery {
  topic: string;
  update: Update;
  state: 'pending' | 'sent';
  /** The severity that the topic has accepted last; absent: it knows nothing of the alert. */
  told?: Severity | undefined;
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

/** Some accounts, and who is told of their alerts. Without accounts and units: all. */
export interface Route {
  accounts: readonly string[];
  /** Ids; an account is in a unit that is anywhere above it. */
  organizationalUnits: readonly string[];
  /** Each with the least severity that it wants. */
  topics: readonly { name: string; minSeverity: Severity }[];
}

/** Where alerts go. Each topic is told for itself, so one that fails does not keep the others from being sent. */
export interface Topics {
  /** The first that fits an account counts. Every topic that is deployed is in one of them. */
  readonly routes: readonly Route[];
  /** Throws when the topic has not accepted the message. */
  publish(topic: string, alert: Alert, update: Update): Promise<void>;
}

/** Where an alert's row is. */
export interface Place {
  key: string;
  filedAt: string;
  id: string;
}

/** Notes that a digest gives at once. */
export const mostNoted = 10_000;

/** What is told later, and what is told only once. */
export interface Notebook {
  /** Noting the same again changes nothing. */
  note(day: string, place: Place): Promise<void>;
  /** All of the day in any order, 10,000 at most. */
  notes(day: string): Promise<Place[]>;
  /** Remembers the first day that is given with the name, for longer than any exception lives. */
  mark(name: string, day: string): Promise<void>;
  /** Days by name. */
  marks(): Promise<ReadonlyMap<string, string>>;
  /**
   * @param now milliseconds since the epoch.
   * @param until from then on somebody else may claim it.
   * @returns false if it is done, or somebody else is at it.
   */
  claim(name: string, now: number, until: number): Promise<boolean>;
  /** @param until from then on it may be claimed again; absent: never. */
  done(name: string, until?: number): Promise<void>;
}

/** Where messages go that are no alerts. */
export interface Notices {
  readonly routes: readonly Route[];
  /** Whether its readers want to hear once a day of what can wait. */
  takesDigest(topic: string): boolean;
  /** Throws when the topic has not accepted the message. */
  notify(topic: string, notice: Notice): Promise<void>;
}

/** Keeps what could not be read, with the reason, for a person to look at. */
export interface DeadLetters {
  keep(raw: unknown, reason: string): Promise<void>;
}

/** What the function says of itself. Counters become CloudWatch metrics. */
export interface Journal {
  count(metric: 'Events' | 'DuplicateEvents' | 'UnreadableEvents' | 'IgnoredEvents' | 'UnknownInventories'): void;
  told(alert: Alert): void;
  /** Nobody is told before the digest: an exception covers it. */
  suppressed(alert: Alert): void;
  unreadable(reason: string): void;
  /** An override or an exception for a unit may not apply to it. */
  unknownAccount(why: string): void;
}
