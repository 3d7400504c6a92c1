import type { Alert } from '../alerts/alert';
import type { Observation } from '../events/timeline';
import type { TrailEvent } from '../events/trail-event';
import type { Standing } from '../posture/standing';
import type { LedgerRow, Place } from './ledger';
import type { Counter } from './health/metrics';

/** Milliseconds since the epoch. Deployed: the wall clock. Replay: the time of the event. */
export type Clock = () => number;

/** Ends with what was begun, or when that takes too long. What was begun never fails. */
export type Wait = (begun: Promise<void>) => Promise<void>;

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

/** Grow-only memory of what happened to each subject; the row of an event is also the mark that it was seen. */
export interface Timelines {
  /**
   * Stores the observation under each of the keys, unless the event is there already; what is there first, stays.
   *
   * @returns `present` if it was there under all of them.
   */
  append(keys: readonly string[], observation: Observation): Promise<'added' | 'present'>;
  /** Whether the event stands there; sees every append that has returned. Costs one read. */
  has(key: string, event: TrailEvent): Promise<boolean>;
}

/** Milliseconds after which what was due is judged to have not happened: CloudTrail mostly delivers within minutes. */
export const patience = 5 * 60_000;

/** That a subject is to be looked at again. */
export interface Timer {
  key: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Subjects to look at again at a time, because something may then not have happened. */
export interface Timers {
  /** @param at milliseconds since the epoch. Setting the same again changes nothing. */
  set(key: string, at: number): Promise<void>;
  /** Those that are due at `now` (ms), earliest first, at most 100. */
  due(now: number): Promise<Timer[]>;
  done(key: string, at: number): Promise<void>;
}

/** What is remembered of a subject. */
export interface Dossier {
  /** What happened to it, oldest first. */
  observations: Observation[];
  /** The alerts that are filed under it, oldest first. */
  rows: LedgerRow[];
}

/** Timelines and alerts stand side by side, so that one read gives both. */
export interface Dossiers {
  /**
   * Sees every append and every row whose writing has returned.
   *
   * @param since oldest event time (ms); of more than 1,000 observations of one kind, the newest.
   * @param filedSince as of the ledger.
   */
  read(key: string, since: number, filedSince: number): Promise<Dossier>;
}

/** Notes that a digest gives at once. */
export const mostNoted = 10_000;

/** What is told later, and what is told only once. */
export interface Notebook {
  /** Noting the same again changes nothing. @param list such as a day. */
  note(list: string, place: Place): Promise<void>;
  /** All of the list in any order, 10,000 at most. */
  notes(list: string): Promise<Place[]>;
  /** The note of this alert on the list. */
  find(list: string, id: string): Promise<Place | undefined>;
  /** Remembers the first day that is given with the name, for longer than any exception lives. */
  mark(name: string, day: string): Promise<void>;
  /** Days by name. */
  marks(): Promise<ReadonlyMap<string, string>>;
  /**
   * @param now milliseconds since the epoch.
   * @param until from then on somebody else may claim it.
   * @returns `busy`: somebody else is at it, and may yet fail.
   */
  claim(name: string, now: number, until: number): Promise<'claimed' | 'busy' | 'done'>;
  /** @param until from then on it may be claimed again; absent: never. */
  done(name: string, until?: number): Promise<void>;
}

/** Single values under a name, each of which one writer at a time may change. Kept for 16 days at least after the last change. */
export interface Registers {
  read(name: string): Promise<Register>;
  /** In the order of the names. */
  readAll(names: readonly string[]): Promise<Register[]>;
  /** Writes only if the version is still the one that was read. @returns what is there instead; undefined: it was written. */
  write(name: string, value: unknown, version: number): Promise<Register | undefined>;
}

export interface Register {
  /** As JSON gives it back. */
  value?: unknown;
  /** 0: nothing is there. Each change adds 1. */
  version: number;
}

/** What stood open when the account was last looked at. */
export interface Exposures {
  all(): Promise<Standing[]>;
  /** Those of a subject, whose name compares without case. Costs one read. */
  of(subject: string): Promise<Standing[]>;
  /** Kept for 90 days. */
  keep(standing: readonly Standing[]): Promise<void>;
  drop(standing: readonly Standing[]): Promise<void>;
}

/** Keeps what could not be read, with the reason, for a person to look at. */
export interface DeadLetters {
  keep(raw: unknown, reason: string): Promise<void>;
}

/** What the function says of itself. Counters become CloudWatch metrics. */
export interface Journal {
  /** @param times default: once. */
  count(metric: Counter, times?: number): void;
  /** @param milliseconds from the newest event of an alert to the moment in which the first destination accepted it. */
  latency(milliseconds: number): void;
  told(alert: Alert): void;
  /** Nobody is told before the digest: an exception covers it. */
  suppressed(alert: Alert): void;
  unreadable(reason: string): void;
  /** An override or an exception for a unit may not apply to it. */
  unknownAccount(why: string): void;
}
