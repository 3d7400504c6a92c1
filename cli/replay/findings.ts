import type { Alert } from '../../lambda/alerts/alert';
import type { Replayed } from './replay';

/** What a replay found, and of what. */
export interface Findings {
  replayed: Replayed;
  /** The alerts to show; the others are below the least severity, or an exception covers them. */
  shown: readonly Alert[];
  hidden: readonly Alert[];
  suppressed: readonly Alert[];
  /** What was read, skipped and left out, in lines for a person; those of a list start with spaces. */
  summary: string;
  asked: Asked;
}

/** How the replay was called, in words for a person. */
export interface Asked {
  /** Milliseconds since the epoch. */
  at: number;
  paths: readonly string[];
  /** Where the configuration and the inventory come from. */
  config: string;
  inventory: string;
  /** What was asked for, as it was typed, such as `--since 30d`; empty: everything. */
  scope: string;
  minSeverity: string;
  /** Of CloudTrail in Athena, for the queries of the report. */
  athenaTable: string;
}
