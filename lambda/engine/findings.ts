import type { Exception } from '../config/exceptions';
import type { Configured } from '../config/detection-settings';
import { Timeline, type Observation } from '../events/timeline';
import { millis, type TrailEvent } from '../events/trail-event';
import { exceptionFor } from './exceptions';
import { concerns } from './pattern';
import type { Clock, Timelines, Timers } from './ports';
import type { Located } from './story';

interface Around {
  findings: Located[];
  /** Keys of all timelines that were read. */
  keys: string[];
  /** Whether any of them holds an event from after this one. */
  isOvertaken: (trigger: string) => boolean;
}

/** Runs the catalogue over timelines. */
export class Findings {
  constructor(
    private readonly catalogue: readonly Configured[],
    private readonly stores: { timelines: Timelines; timers: Timers; clock: Clock },
    /** Stands before every key, and keeps drills apart. */
    private readonly prefix: string,
    private readonly exceptions: readonly Exception[],
  ) {}

  /** The timelines that the event belongs on. */
  keysOf(event: TrailEvent): string[] {
    return [...new Set(this.catalogue.flatMap((entry) => this.keysFor(entry, event)))];
  }

  asksFor(fact: 'devices' | 'policy', event: TrailEvent): boolean {
    return this.catalogue.some(
      ({ detection }) => concerns(detection, event) && detection.looksUp?.[fact]?.(event) === true,
    );
  }

  /**
   * What stands on these timelines, and on those of other subjects that the findings' events concern, until nothing new
   * comes to light.
   */
  async around(keys: readonly string[], since: number): Promise<Around> {
    const findings: Located[] = [];
    const read = new Map<string, readonly Observation[]>();
    let open = new Set(keys);
    while (open.size > 0) {
      const found = await Promise.all(
        [...open].map(async (key) => {
          const observations = await this.stores.timelines.read(key, since);
          read.set(key, observations);
          return this.on(key, observations);
        }),
      );
      findings.push(...found.flat());
      open = new Set(found.flat().flatMap(({ finding }) => finding.events.flatMap((event) => this.keysOf(event))));
      for (const key of read.keys()) open.delete(key);
    }
    const isOvertaken = (trigger: string): boolean =>
      [...read.values()].some((observations) => {
        const at = observations.findIndex(({ event }) => event.identity === trigger);
        return at >= 0 && at < observations.length - 1;
      });
    return { findings, keys: [...read.keys()], isOvertaken };
  }

  private async on(key: string, observations: readonly Observation[]): Promise<Located[]> {
    const found = this.catalogue.flatMap((entry): Located[] => {
      const { detection, settings, severityOf } = entry;
      const own = observations.filter(({ event }) => this.keysFor(entry, event).includes(key));
      if (own.length === 0) return [];
      const timeline = new Timeline(own, key.slice(this.prefix.length));
      return detection.detect(timeline, settings).map((finding) => ({
        detection,
        finding: { ...finding, severity: severityOf(finding.severity) },
        key,
        timeline,
        exception: exceptionFor(detection.id, finding, this.exceptions),
      }));
    });
    const now = this.stores.clock();
    const later = found.flatMap(({ finding: { dueAt } }) => (dueAt === undefined ? [] : Date.parse(dueAt)));
    const open = [...new Set(later)].filter((at) => at > now);
    await Promise.all(open.map((at) => this.stores.timers.set(key, at)));
    return found.filter(({ finding: { dueAt } }) => dueAt === undefined || Date.parse(dueAt) <= now);
  }

  private keysFor({ detection, settings }: Configured, event: TrailEvent): string[] {
    return concerns(detection, event) ? detection.subjects(event, settings).map((key) => this.prefix + key) : [];
  }
}

/** Near the edge of what was read a window may be cut: what lies there was told when it was fresh, and stands. */
export function isFresh(event: Pick<TrailEvent, 'time'>, since: number): boolean {
  return millis(event) >= since + day;
}

/** Joins look back at most 24 h. */
const day = 24 * 60 * 60_000;
