import type { Configured } from '../config/detection-settings';
import type { Finding } from '../detections/detection';
import { Timeline, type Observation } from '../events/timeline';

/** What one detection makes of one timeline. */
export interface Judgement {
  timeline: Timeline;
  findings: readonly Finding[];
}

interface Remembered extends Judgement {
  observations: readonly Observation[];
}

/** Of one timeline and detection: with the newest event, without it, and with the one before. */
const mostOfOne = 3;
/** All are forgotten beyond, so that memory stays flat; the subjects of one review are far fewer. */
const mostOfAll = 20_000;

/**
 * Remembers what detections have made of timelines. They are pure functions of the observations, and observations never
 * change, so the same objects in the same order are judged once. It helps where a store gives the same object again.
 */
export class Judgements {
  private readonly remembered = new Map<Configured, Map<string, Remembered[]>>();
  private size = 0;

  /** @param key the subject, such as `111122223333/alice`. @param observations in time order, each once. */
  of(entry: Configured, key: string, observations: readonly Observation[]): Judgement {
    const known = this.remembered.get(entry)?.get(key) ?? [];
    const found = known.find((one) => areSame(one.observations, observations));
    if (found !== undefined) return found;
    const timeline = new Timeline(observations, key);
    const findings = entry.detection
      .detect(timeline, entry.settings)
      .map((finding) => ({ ...finding, severity: entry.severityOf(finding.severity) }));
    const judgement = { observations, timeline, findings };
    this.remember(entry, key, [judgement, ...known].slice(0, mostOfOne));
    return judgement;
  }

  private remember(entry: Configured, key: string, judgements: Remembered[]): void {
    if (judgements.length === 1 && ++this.size > mostOfAll) {
      this.remembered.clear();
      this.size = 1;
    }
    const ofEntry = this.remembered.get(entry) ?? new Map<string, Remembered[]>();
    this.remembered.set(entry, ofEntry.set(key, judgements));
  }
}

function areSame(a: readonly Observation[], b: readonly Observation[]): boolean {
  return a.length === b.length && a.every((observation, index) => observation === b[index]);
}
