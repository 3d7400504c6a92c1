import type { Posture } from '../../lambda/posture/posture';

/** What was found, and of what. */
export interface Told {
  posture: Posture;
  /** Milliseconds since the epoch. */
  at: number;
  sources: readonly Source[];
}

/** Where a part comes from, in words for a person. */
export interface Source {
  part: string;
  from: string;
}
