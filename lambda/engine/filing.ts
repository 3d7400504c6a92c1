import type { Configured } from '../config/detection-settings';
import type { TrailEvent } from '../events/trail-event';
import { concerns } from './pattern';

/** Says on which timelines an event belongs. Remembered for each event: every review asks it of all that it reads. */
export class Filing {
  private readonly places = new WeakMap<TrailEvent, ReadonlyMap<string, readonly Configured[]>>();

  constructor(
    private readonly catalogue: readonly Configured[],
    /** Stands before every key. */
    private readonly prefix: string,
  ) {}

  /** Keys of the timelines that the event belongs on. */
  keysOf(event: TrailEvent): string[] {
    return [...this.placesOf(event).keys()];
  }

  /** The detections that want the event on this timeline, in the order of the catalogue. */
  wantedBy(event: TrailEvent, key: string): readonly Configured[] {
    return this.placesOf(event).get(key) ?? [];
  }

  private placesOf(event: TrailEvent): ReadonlyMap<string, readonly Configured[]> {
    const known = this.places.get(event);
    if (known !== undefined) return known;
    const found = new Map<string, Configured[]>();
    for (const entry of this.catalogue.filter(({ detection }) => concerns(detection, event)))
      for (const subject of new Set(entry.detection.subjects(event, entry.settings))) {
        const key = this.prefix + subject;
        found.set(key, [...(found.get(key) ?? []), entry]);
      }
    this.places.set(event, found);
    return found;
  }
}
