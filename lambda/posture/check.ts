import type { Severity } from '../detections/severity';
import type { Comparison } from './simulation';
import type { PostureSettings } from './settings';
import type { Part, Snapshot } from './snapshot';

/** The releases of the CIS AWS Foundations Benchmark that Security Hub knows. */
export type CisVersion = '5.0.0' | '3.0.0' | '1.4.0' | '1.2.0';

/** Somebody, or something, that could be hurt. */
export interface Exposure {
  severity: Severity;
  /** Name of a user or role, serial number of a device, or `root`. */
  subject: string;
  /** One sentence. */
  title: string;
  /** Facts, and where something is not decided, why not. */
  reasons: readonly string[];
  /** The files do not say, or the policies say it in a way that is not evaluated; it may be harmless. */
  undecided?: true;
  /** How it comes to harm, step by step, with the statements that let it. */
  path?: readonly string[];
  /** What IAM's own simulator says beside; absent: it was not asked. */
  simulation?: readonly Comparison[];
  /** Unified diff of a policy that ends it. */
  diff?: string;
}

/** One check = one file. A pure function from what is known of an account to exposures. */
export interface Check {
  /** = file name; never reused. */
  id: string;
  title: string;
  why: string;
  /** What the subject of its exposures is. */
  about: 'user' | 'role' | 'device' | 'root';
  /** Severity table in words, highest first. */
  severity: readonly string[];
  remediation: readonly string[];
  /** Security Hub CSPM control that asks for the same; absent: none is known to. */
  securityHub?: string;
  /** Number of the recommendation in each version. */
  cis: Readonly<Partial<Record<CisVersion, string>>>;
  /** What it does not see. */
  notEvaluated: readonly string[];
  needs: readonly Part[];
  /** @param now milliseconds since the epoch. */
  look(snapshot: Snapshot, now: number, settings: PostureSettings): Exposure[];
}

/** An account in which a check finds this, or nothing. */
export interface CheckCase {
  name: string;
  snapshot: Omit<Snapshot, 'unread'>;
  /** The strongest exposure; undefined: none. */
  expect: Severity | undefined;
  undecided?: true;
  /** Words that must stand in title, reasons or path. */
  because?: readonly string[];
}
