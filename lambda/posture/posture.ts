import { rank } from '../detections/severity';
import type { Check, Exposure } from './check';
import type { Comparison } from './simulation';
import { defaults, type PostureSettings } from './settings';
import { partNames, type Snapshot, type UnreadPart } from './snapshot';

/** What all checks say of an account. */
export interface Posture {
  /** Id, where it is known. */
  account?: string;
  /** The most severe first, then in the order of checks and of names. */
  exposures: FoundExposure[];
  /** Checks for which something is missing: nothing they find or do not find is complete. */
  notLookedAt: { check: string; missing: string[] }[];
  unread: readonly UnreadPart[];
  /** Why the service control policies are not known, where users were judged without them. */
  scpsUnknown?: string;
  /** What IAM's simulator was asked; absent: nothing. */
  simulated?: readonly Comparison[];
}

export interface FoundExposure extends Exposure {
  check: Check;
}

/** @param now milliseconds since the epoch. */
export function posture(
  checks: readonly Check[],
  snapshot: Snapshot,
  now: number,
  settings: PostureSettings = defaults,
): Posture {
  const missing = new Map(
    checks.map((check) => [check, check.needs.filter((part) => snapshot[part] === undefined)] as const),
  );
  const found = checks
    .filter((check) => missing.get(check)?.length === 0)
    .flatMap((check) =>
      check
        .look(snapshot, now, settings)
        .map((exposure) => ({ check, ...exposure }))
        .sort((a, b) => (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0)),
    );
  return {
    ...(snapshot.account !== undefined && { account: snapshot.account }),
    exposures: found.sort((a, b) => rank(b.severity) - rank(a.severity)),
    notLookedAt: [...missing].flatMap(([{ id }, lacking]) =>
      lacking.length === 0 ? [] : [{ check: id, missing: [...new Set(lacking.map((part) => partNames[part]))] }],
    ),
    unread: snapshot.unread,
    ...(snapshot.scps?.status !== 'known' && { scpsUnknown: snapshot.scps?.why ?? 'nobody gave them' }),
  };
}
