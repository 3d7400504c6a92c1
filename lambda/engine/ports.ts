import type { Alert, Update } from '../alerts/alert';
import type { Answer } from '../alerts/answer';
import type { Notice } from '../alerts/notice';
import type { Severity } from '../detections/severity';
import type { DeviceLookup } from '../events/device';
import type { ExposureLookup } from '../events/exposure';
import type { Observation } from '../events/timeline';
import type { Target } from '../events/target';
import type { TrailEvent } from '../events/trail-event';
import type { Standing } from '../posture/standing';
import type { Counter } from './metrics';

/** Milliseconds since the epoch. Deployed: the wall clock. Replay: the time of the event. */
export type Clock = () => number;

/** Ends with what was begun, or when that takes too long. What was begun never fails. */
export type Wait = (begun: Promise<void>) => Promise<void>;

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

/** Looks up what a user was exposed to. Never throws: a failed look-up is `unknown` with the reason in words. */
export interface ExposureList {
  /** @returns undefined where nobody looks at the account. Costs one read. */
  lookUp(account: string, target: Target): Promise<ExposureLookup | undefined>;
}

/** Rows that a subject's timeline gives at once. */
export const mostRead = 1000;

/** Grow-only memory of what happened to each subject; the row of an event is also the mark that it was seen. */
export interface Timelines {
  /**
   * Stores the observation under each of the keys, unless the event is there already; what is there first, stays.
   *
   * @returns `present` if it was there under all of them.
   */
  append(keys: readonly string[], observation: Observation): Promise<'added' | 'present'>;
  /** Whether the event stands there; sees every append that has returned. Costs one read. */
  has(key: string, event: Pick<TrailEvent, 'identity' | 'time'>): Promise<boolean>;
}

/** Milliseconds after which what was due is judged to have not happened: CloudTrail mostly delivers within minutes. */
export const patience = 5 * 60_000;

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

export interface LedgerRow extends LedgerEntry {
  lease?: Lease | undefined;
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
   * @param since oldest event time (ms); of more than 1,000 observations, the newest.
   * @param filedSince as of the ledger.
   */
  read(key: string, since: number, filedSince: number): Promise<Dossier>;
}

/** Who is told, and of what. */
export interface Wanting {
  /** Name of the destination. */
  name: string;
  minSeverity: Severity;
  /** Ids of detections, one of which must be in the alert; absent: any. */
  detections?: readonly string[] | undefined;
  /** Only of what nobody has answered in time. */
  when?: 'unanswered' | undefined;
}

/** Some accounts, and who is told of their alerts. Without accounts and units: all. */
export interface Route {
  accounts: readonly string[];
  /** Ids; an account is in a unit that is anywhere above it. */
  organizationalUnits: readonly string[];
  destinations: readonly Wanting[];
}

/** `mail` and `chat` are read by people, whom a flood would drown; a mail besides by people whom each one may wake. */
export type Audience = 'mail' | 'chat' | 'machine';

/** Where alerts go. Each is told for itself, so one that fails does not keep the others from being sent. */
export interface Destinations {
  /** The first that fits an account counts. */
  readonly routes: readonly Route[];
  /** Told beside that one: all that fit. Every destination that is deployed is in one of the two. */
  readonly besides: readonly Route[];
  audienceOf(destination: string): Audience;
  /** Throws when the destination has not accepted the message. */
  publish(destination: string, alert: Alert, update: Update): Promise<void>;
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

/** A subscription of a topic, as SNS lists it. */
export interface Subscription {
  protocol: string;
  endpoint: string;
  isConfirmed: boolean;
  /** What it filters by, and the policy; absent: none, or not confirmed yet. */
  filterPolicy?: string | undefined;
  /** Whether only somebody with AWS credentials can end it; absent: not confirmed yet. */
  isProtected?: boolean | undefined;
}

export interface Subscriptions {
  /** The topics that people or tools are subscribed to, by the name of the destination; an event bus stands for itself. */
  topics(): { destination: string; topicArn: string }[];
  /** Throws when SNS cannot be asked. */
  list(topicArn: string): Promise<Subscription[]>;
}

/** What an offline database says of an address. */
export interface Addresses {
  describe(address: string): { country?: string; network?: string };
}

/** Where messages go that are no alerts. */
export interface Notices {
  readonly routes: readonly Route[];
  readonly besides: readonly Route[];
  audienceOf(destination: string): Audience;
  /** Whether its readers want to hear once a day of what can wait. */
  takesDigest(destination: string): boolean;
  /** Throws when the destination has not accepted the message. */
  notify(destination: string, notice: Notice): Promise<void>;
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
