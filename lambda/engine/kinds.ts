import { failedMfaCheck } from '../events/mfa-check';
import { mostRead, type Observation } from '../events/timeline';
import { millis, type TrailEvent } from '../events/trail-event';
import { isRefused } from './crowds';

/**
 * By what it takes to make many of them: an act changes something or lets somebody in, a check is a code or a device that AWS
 * refused, and an attempt needs no more than a name. Of each kind the newest are read, so that a million attempts crowd out
 * nothing but attempts.
 */
export type Kind = 'act' | 'check' | 'attempt';

export function kindOf(event: TrailEvent): Kind {
  if (!isRefused(event)) return 'act';
  return failedMfaCheck(event) ? 'check' : 'attempt';
}

/** The newest thousand of each kind. @param observations in time order. */
export function newestOfEachKind(observations: Observation[]): Observation[] {
  const full = fullFrom(observations);
  if (full.size === 0) return observations;
  return observations.filter(({ event }, index) => index >= (full.get(kindOf(event)) ?? 0));
}

/**
 * From when on nothing is missing, in milliseconds since the epoch; undefined: all was read.
 *
 * @param observations in time order, not more of each kind than are read.
 */
export function cutAt(observations: readonly Observation[]): number | undefined {
  if (observations.length < mostRead) return undefined;
  const full = new Set(fullFrom(observations).values());
  // The last in time order is the one before which something may be missing.
  return observations.reduce<number | undefined>(
    (at, { event }, index) => (full.has(index) ? millis(event) : at),
    undefined,
  );
}

/** Of each kind that has as many as are read or more: the place of the oldest of these. */
function fullFrom(observations: readonly Observation[]): Map<Kind, number> {
  const counts = new Map<Kind, number>();
  const full = new Map<Kind, number>();
  if (observations.length < mostRead) return full;
  observations.toReversed().forEach(({ event }, newer) => {
    const kind = kindOf(event);
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (count === mostRead) full.set(kind, observations.length - 1 - newer);
  });
  return full;
}
