import type { Configured } from '../config/detection-settings';
import type { Observation } from '../events/timeline';
import type { TrailEvent } from '../events/trail-event';
import { concerns } from './pattern';

interface Places {
  keys: readonly string[];
  /** By key, in the order of the catalogue. */
  wantedBy: ReadonlyMap<string, readonly Configured[]>;
}

/** On which timelines an event belongs. Remembered for each event: every review asks it of all that it reads. */
export class Filing {
  private readonly places = new WeakMap<TrailEvent, Places>();

  constructor(
    private readonly catalogue: readonly Configured[],
    /** Stands before every key. */
    private readonly prefix: string,
  ) {}

  /** Keys of the timelines that the event belongs on. */
  keysOf(event: TrailEvent): readonly string[] {
    return this.placesOf(event).keys;
  }

  /** Such as `111122223333/alice`. */
  subjectOf(key: string): string {
    return key.slice(this.prefix.length);
  }

  /** What each detection wants of a timeline, in the order of the catalogue. */
  wanted(key: string, observations: readonly Observation[]): [Configured, Observation[]][] {
    const wanted = new Map<Configured, Observation[]>();
    for (const observation of observations)
      for (const entry of this.placesOf(observation.event).wantedBy.get(key) ?? []) {
        const own = wanted.get(entry);
        if (own === undefined) wanted.set(entry, [observation]);
        else own.push(observation);
      }
    return this.catalogue.flatMap((entry): [Configured, Observation[]][] => {
      const own = wanted.get(entry);
      return own === undefined ? [] : [[entry, own]];
    });
  }

  private placesOf(event: TrailEvent): Places {
    const known = this.places.get(event);
    if (known !== undefined) return known;
    const wantedBy = new Map<string, Configured[]>();
    for (const entry of this.catalogue.filter(({ detection }) => concerns(detection, event)))
      for (const subject of new Set(entry.detection.subjects(event, entry.settings))) {
        const key = this.prefix + subject;
        wantedBy.set(key, [...(wantedBy.get(key) ?? []), entry]);
      }
    const found = { keys: [...wantedBy.keys()], wantedBy };
    this.places.set(event, found);
    return found;
  }
}
