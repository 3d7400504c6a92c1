import { millis } from '../events/trail-event';
import { day } from '../events/window';
import type { Observation } from '../events/timeline';
import type { Filing } from './filing';
import { mostRead } from './ports';

/** What is to be done with an event. */
export interface Step {
  observation: Observation;
  /** Where nothing can come of it, but it stands on the timeline of an event of which something can, it is only filed. */
  todo: 'review' | 'file';
}

/**
 * What is to be done where all events are known beforehand. Left out are those that have no part in anything: on none of their
 * timelines anything is ever found, neither now nor with what comes after, and no review will read these.
 *
 * What is found with some events and is gone with later ones counts as nothing: such an alert would be withdrawn. A timeline
 * of which a review might not read everything is never quiet.
 *
 * @param observations in time order, each event once.
 * @param lookBack how far back a review reads, in milliseconds.
 */
export function stepsFor(observations: readonly Observation[], filing: Filing, lookBack: number): Step[] {
  const timelines = new Map<string, Observation[]>();
  for (const observation of observations)
    for (const key of filing.keysOf(observation.event)) {
      const timeline = timelines.get(key);
      if (timeline === undefined) timelines.set(key, [observation]);
      else timeline.push(observation);
    }
  const isQuiet = ([key, timeline]: [string, Observation[]]): boolean =>
    windowsOf(timeline, lookBack).every((window) => window.length < mostRead && isSilent(key, window, filing));
  const loud = new Set([...timelines].filter((one) => !isQuiet(one)).map(([key]) => key));
  const isOn = (some: ReadonlySet<string>, { event }: Observation): boolean =>
    filing.keysOf(event).some((key) => some.has(key));
  // A review reads the timelines of its event, and of events that were found with it: all of them are on loud ones.
  const reviewed = observations.filter((observation) => isOn(loud, observation));
  const read = new Set(reviewed.flatMap(({ event }) => filing.keysOf(event)));
  return observations
    .filter((observation) => isOn(read, observation))
    .map((observation) => ({ observation, todo: isOn(loud, observation) ? 'review' : 'file' }));
}

/** Whether no detection finds anything on a timeline, due or not. */
function isSilent(key: string, observations: readonly Observation[], filing: Filing): boolean {
  return filing
    .wanted(key, observations)
    .every(({ entry: { detection, settings }, part }) => detection.detect(part.timeline, settings).length === 0);
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
