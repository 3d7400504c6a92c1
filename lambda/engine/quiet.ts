import { millis } from '../events/trail-event';
import { day } from '../events/window';
import { Timeline, type Observation } from '../events/timeline';
import type { Filing } from './filing';
import { mostRead } from './ports';

/**
 * Those on none of whose timelines anything is ever found, neither now nor with what comes after. Where all events are known
 * beforehand they need only be filed: a review of each would end with nothing.
 *
 * What is found with some events and is gone with later ones counts as nothing: such an alert would be withdrawn. A timeline
 * of which a review might not read everything is never quiet.
 *
 * @param observations in time order, each event once.
 * @param lookBack how far back a review reads, in milliseconds.
 */
export function quietAmong(
  observations: readonly Observation[],
  filing: Filing,
  lookBack: number,
): ReadonlySet<Observation> {
  const timelines = new Map<string, Observation[]>();
  for (const observation of observations)
    for (const key of filing.keysOf(observation.event)) {
      const timeline = timelines.get(key);
      if (timeline === undefined) timelines.set(key, [observation]);
      else timeline.push(observation);
    }
  const loud = new Set<string>();
  for (const [key, timeline] of timelines)
    if (!windowsOf(timeline, lookBack).every((window) => window.length < mostRead && isSilent(key, window, filing)))
      loud.add(key);
  return new Set(observations.filter(({ event }) => !filing.keysOf(event).some((key) => loud.has(key))));
}

/** Whether no detection finds anything on a timeline, due or not. */
function isSilent(key: string, observations: readonly Observation[], filing: Filing): boolean {
  return filing
    .wanted(key, observations)
    .every(
      ([{ detection, settings }, own]) =>
        detection.detect(new Timeline(own, filing.subjectOf(key)), settings).length === 0,
    );
}

/** So that whatever a review would read at any of these events is in one of them, and at most a day more than it looks back. */
function windowsOf(timeline: readonly Observation[], lookBack: number): (readonly Observation[])[] {
  const times = timeline.map(({ event }) => millis(event));
  const windows: (readonly Observation[])[] = [];
  let from = 0;
  for (let next = 0; next < timeline.length;) {
    const time = times[next] ?? 0;
    while ((times[from] ?? 0) < time - lookBack) from++;
    // Nothing lies before the first, so that its window may begin there.
    const end = next === 0 ? time + lookBack + day : time + day;
    while (next < timeline.length && (times[next] ?? 0) <= end) next++;
    windows.push(timeline.slice(from, next));
  }
  return windows;
}
