import { detections } from '../../lambda/detections';
import type { Detection, Finding } from '../../lambda/detections/detection';
import type { Located } from '../../lambda/engine/story';
import { account } from '../../lambda/events/samples';
import { Timeline, type Observation } from '../../lambda/events/timeline';
import { parse } from './world';

/** A detection that watches and finds nothing, unless it is told to. */
export const quiet = (patch: Partial<Detection> = {}): Detection => ({
  ...(detections[0] as Detection),
  id: 'quiet',
  watches: [],
  looksUp: {},
  attack: [],
  subjects: () => [],
  detect: () => [],
  ...patch,
});

interface Found extends Partial<Omit<Finding, 'events'>> {
  records: readonly object[];
  detection?: Partial<Detection>;
  key?: string;
  exception?: Located['exception'];
  /** What stands on the timeline; default: the records, of which nobody has asked anything. */
  observations?: readonly Observation[];
  /** What else was read of the subject; default: nothing. */
  history?: Located['history'];
}

/** A finding as if a detection had made it on alice's timeline. */
export function located({
  records,
  detection,
  key = `${account}/alice`,
  exception,
  observations,
  history = { observations: [], since: 0 },
  ...finding
}: Found): Located {
  const events = records.map(parse);
  return {
    detection: quiet(detection),
    key,
    exception,
    history,
    timeline: new Timeline(observations ?? events.map((event) => ({ event })), key),
    finding: { severity: 'medium', title: 'title', reasons: [], serialNumbers: [], ...finding, events },
  };
}
