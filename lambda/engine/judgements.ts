import type { Configured } from '../config/detection-settings';
import type { Finding } from '../detections/detection';
import type { Observation, Timeline } from '../events/timeline';
import { raisedIfExposed } from './posture/exposed';
import type { Filing } from './filing';

/** What one detection makes of a timeline. */
interface Judgement {
  entry: Configured;
  timeline: Timeline;
  findings: readonly Finding[];
}

/** Of one subject: with the newest event, without it, and with the one before. */
const mostOfOne = 3;
/** All are forgotten beyond, so that memory stays flat. One review looks at 300 subjects at most, each with some ten detections. */
const mostOfAll = 4000;

/**
 * Remembers what detections have made of timelines. They are pure functions of the observations, and observations never
 * change, so the same objects in the same order are judged once. It helps where a store gives the same object again.
 */
export class Judgements {
  private readonly ofSubjects = new Recent<Judgement[]>();
  private readonly ofDetections = new Recent<Judgement>();

  /** @param key of the timeline. @returns those of all detections that want any of it, in the order of the catalogue. */
  of(key: string, observations: readonly Observation[], filing: Filing): Judgement[] {
    return this.ofSubjects.of(key, observations, () =>
      filing
        .wanted(key, observations)
        .map(({ entry, part }) =>
          this.ofDetections.of(`${entry.detection.id} ${key}`, part.observations, () =>
            judgementOf(entry, part.timeline),
          ),
        ),
    );
  }
}

function judgementOf(entry: Configured, timeline: Timeline): Judgement {
  const { detection, settings, severityOf } = entry;
  const findings = detection.detect(timeline, settings).map((one) => raisedIfExposed(one, detection, timeline));
  return { entry, timeline, findings: findings.map((one) => ({ ...one, severity: severityOf(one.severity) })) };
}

/** What was last made of observations, by name. */
class Recent<Value> {
  private readonly known = new Map<string, { observations: readonly Observation[]; value: Value }[]>();

  of(name: string, observations: readonly Observation[], make: () => Value): Value {
    const known = this.known.get(name) ?? [];
    const found = known.find((one) => areSame(one.observations, observations));
    if (found !== undefined) return found.value;
    const value = make();
    if (this.known.size >= mostOfAll) this.known.clear();
    this.known.set(name, [{ observations, value }, ...known].slice(0, mostOfOne));
    return value;
  }
}

function areSame(a: readonly Observation[], b: readonly Observation[]): boolean {
  return a.length === b.length && a.every((observation, index) => observation === b[index]);
}
