import type * as z from 'zod/mini';
import type { Timeline } from '../events/timeline';
import type { TrailEvent } from '../events/trail-event';
import type { Severity } from './severity';

/**
 * Which records a detection wants on its timeline. EventBridge rules, the stateful engine and the search of archives are
 * all derived from this, so they cannot disagree.
 */
export interface Watch {
  /** CloudTrail eventSource, such as `iam.amazonaws.com`. */
  source: string;
  names: readonly string[];
  /** CloudTrail marks the calls readOnly, so EventBridge delivers them only to rules in the long rule state. */
  readOnly?: true;
  /** Narrows what is common: any of these must hold. Absent: every record of these names. */
  where?: readonly Condition[];
}

/** Field paths of the record (dots between names), all of which must match. */
export type Condition = Readonly<Record<string, Match>>;
/** The parts of EventBridge's pattern language that are used; same meaning there and here. */
export type Match = { exists: true } | { prefix: string } | { equals: readonly string[] };

export interface Finding {
  severity: Severity;
  /** One sentence: who did what to whom. */
  title: string;
  reasons: string[];
  /** All events that the finding rests on, in time order; the last one is what made it true. Never empty. */
  events: TrailEvent[];
  /** The act that it is about, whose actor and target the alert names; default: the last event. */
  act?: TrailEvent;
  /** The devices that it is about; findings on one device within 30 minutes become one alert. */
  serialNumbers: readonly string[];
  /**
   * True only once this ISO time has come and no further event has changed it (an absence can only be seen by waiting).
   */
  dueAt?: string;
  /** Adds to a story whose other parts are this severe, and is nothing by itself. */
  onlyIn?: Severity;
  /** A benign completion: judges all findings that rest on its events alone, so it may lower them. */
  settles?: true;
}

/**
 * One detection = one file. A pure function from what is known of a subject (its timeline) to findings: since it always
 * sees the whole timeline, order and repetition of events cannot matter, and a join is written like any other.
 */
export interface Detection<Settings = unknown> {
  /** = file name = docs page = log field; never reused. */
  id: string;
  title: string;
  /** MITRE ATT&CK technique ids. */
  attack: readonly string[];
  watches: readonly Watch[];
  /** Facts to look up when the event arrives, for those events that are judged by them. */
  looksUp?: {
    devices?: (event: TrailEvent) => boolean;
    policy?: (event: TrailEvent) => boolean;
    /** What rests on such an event is one step more severe if the user was open to it. */
    exposure?: (event: TrailEvent) => boolean;
  };
  /** 2 to 4 steps, each with a time window and a named field. */
  runbook: readonly string[];
  /** Thresholds and windows that mfa-watch.yaml may change; every field has a default. */
  settings: z.ZodMiniType<Settings>;
  /** Keys of the timelines that this event belongs on; none if it does not concern this detection. */
  subjects(event: TrailEvent, settings: Settings): string[];
  /** Called for each timeline that holds an event of `watches`. */
  detect(timeline: Timeline, settings: Settings): Finding[];
}

/** What people read of it: the docs and `explain`. Apart, since the deployed functions have no use for it. */
export interface DetectionPage {
  /** What it means, in two or three sentences. */
  why: string;
  /** Severity table in words, highest first. */
  severity: readonly string[];
  blindSpots: readonly string[];
  falsePositives: readonly string[];
}

/** A raw record sequence and what must come of it; the catalogue test runs every one of them. */
export interface Case {
  name: string;
  /** Raw CloudTrail records, as `parseTrailEvent` takes them. */
  records: readonly object[];
  /** Serial numbers by user name (`<root>` for root) before the first record; absent: look-up fails. */
  devices?: Readonly<Record<string, readonly string[]>>;
  /** ISO time until which nothing more happens; default: the last record's. */
  until?: string;
  /** Ids of detections that run too, for one that adds to their alerts; what counts are the alerts that it is part of. */
  alongside?: readonly string[];
  /** The strongest finding of the detection after all records; undefined: silent. */
  expect: Severity | undefined;
  /** Words that must stand among the reasons. */
  because?: readonly string[];
}
