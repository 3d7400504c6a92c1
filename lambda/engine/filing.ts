import type { Configured } from '../config/detection-settings';
import type { Detection } from '../detections/detection';
import type { Observation } from '../events/timeline';
import type { TrailEvent } from '../events/trail-event';
import { concerned } from './catalogue/pattern';

interface Place {
  key: string;
  /** In the order of the catalogue. */
  wantedBy: readonly Configured[];
}

/** All are forgotten beyond, so that memory stays flat. */
const mostRemembered = 20_000;

/** On which timelines an event belongs. Remembered for each event: every review asks it of all that it reads. */
export class Filing {
  private readonly places = new WeakMap<TrailEvent, readonly Place[]>();
  /** By key and detections: mostly what stands there already is what the next event of the same kind has. */
  private readonly known = new Map<string, Place>();
  private readonly concerned: (event: TrailEvent) => readonly Configured[];

  constructor(
    private readonly catalogue: readonly Configured[],
    /** Stands before every key. */
    private readonly prefix: string,
  ) {
    this.concerned = concerned(catalogue);
  }

  /** Keys of the timelines that the event belongs on. */
  keysOf(event: TrailEvent): string[] {
    return this.placesOf(event).map(({ key }) => key);
  }

  /** Whether a detection that wants the event asks for the fact. */
  asksFor(fact: keyof NonNullable<Detection['looksUp']>, event: TrailEvent): boolean {
    return this.concerned(event).some(({ detection }) => detection.looksUp?.[fact]?.(event) === true);
  }

  /** Such as `111122223333/alice`. */
  subjectOf(key: string): string {
    return key.slice(this.prefix.length);
  }

  /** What each detection wants of a timeline, in the order of the catalogue. */
  wanted(key: string, observations: readonly Observation[]): [Configured, Observation[]][] {
    const wanted = new Map<Configured, Observation[]>();
    for (const observation of observations)
      for (const entry of this.placesOf(observation.event).find((place) => place.key === key)?.wantedBy ?? []) {
        const own = wanted.get(entry);
        if (own === undefined) wanted.set(entry, [observation]);
        else own.push(observation);
      }
    return this.catalogue.flatMap((entry): [Configured, Observation[]][] => {
      const own = wanted.get(entry);
      return own === undefined ? [] : [[entry, own]];
    });
  }

  private placesOf(event: TrailEvent): readonly Place[] {
    const known = this.places.get(event);
    if (known !== undefined) return known;
    const wantedBy = new Map<string, Configured[]>();
    for (const entry of this.concerned(event))
      for (const subject of new Set(entry.detection.subjects(event, entry.settings))) {
        const entries = wantedBy.get(subject);
        if (entries === undefined) wantedBy.set(subject, [entry]);
        else entries.push(entry);
      }
    const found = [...wantedBy].map(([subject, entries]) => this.placeOf(this.prefix + subject, entries));
    this.places.set(event, found);
    return found;
  }

  private placeOf(key: string, wantedBy: readonly Configured[]): Place {
    const name = `${key} ${wantedBy.map((entry) => this.catalogue.indexOf(entry)).join(' ')}`;
    const place = this.known.get(name) ?? { key, wantedBy };
    if (this.known.size >= mostRemembered) this.known.clear();
    this.known.set(name, place);
    return place;
  }
}
