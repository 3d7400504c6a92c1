import type { Configured } from '../config/detection-settings';
import type { Detection } from '../detections/detection';
import { Timeline, type Observation } from '../events/timeline';
import type { TrailEvent } from '../events/trail-event';
import { concerned } from './catalogue/pattern';

interface Place {
  key: string;
  /** In the order of the catalogue. */
  wantedBy: readonly Configured[];
}

/** All are forgotten beyond, so that memory stays flat. */
const mostRemembered = 20_000;

/** What a detection wants of a timeline. */
export interface Wanted {
  entry: Configured;
  part: Part;
}

/** Part of a timeline: the same for all detections that want the same of it. */
export class Part {
  private made?: Timeline;

  constructor(
    readonly observations: readonly Observation[],
    private readonly subject: string,
  ) {}

  get timeline(): Timeline {
    return (this.made ??= new Timeline(this.observations, this.subject));
  }
}

/** On which timelines an event belongs. Remembered for each event: every review asks it of all that it reads. */
export class Filing {
  private readonly places = new WeakMap<TrailEvent, readonly Place[]>();
  /** For each of the few lists of detections that there are: the places, by key, on which these want an event. */
  private readonly known: { wantedBy: readonly Configured[]; places: Map<string, Place> }[] = [];
  private remembered = 0;
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
  wanted(key: string, observations: readonly Observation[]): Wanted[] {
    const subject = this.subjectOf(key);
    const places = observations.map(({ event }) => this.placesOf(event).find((place) => place.key === key));
    const [first] = places;
    if (first !== undefined && places.every((place) => place === first)) {
      const part = new Part(observations, subject);
      return first.wantedBy.map((entry) => ({ entry, part }));
    }
    const wanted = new Map<Configured, Observation[]>();
    for (const [index, observation] of observations.entries())
      for (const entry of places[index]?.wantedBy ?? []) {
        const own = wanted.get(entry);
        if (own === undefined) wanted.set(entry, [observation]);
        else own.push(observation);
      }
    return this.catalogue.flatMap((entry) => {
      const own = wanted.get(entry);
      return own === undefined ? [] : { entry, part: new Part(own, subject) };
    });
  }

  private placesOf(event: TrailEvent): readonly Place[] {
    const known = this.places.get(event);
    if (known !== undefined) return known;
    const wantedBy = new Map<string, Configured[]>();
    for (const entry of this.concerned(event))
      for (const subject of entry.detection.subjects(event, entry.settings)) {
        const entries = wantedBy.get(subject);
        if (entries === undefined) wantedBy.set(subject, [entry]);
        else if (entries.at(-1) !== entry) entries.push(entry);
      }
    const found = [...wantedBy].map(([subject, entries]) => this.placeOf(this.prefix + subject, entries));
    this.places.set(event, found);
    return found;
  }

  /** The same for the same: what is remembered of it is found by it. */
  private placeOf(key: string, wantedBy: readonly Configured[]): Place {
    let same = this.known.find((one) => areSame(one.wantedBy, wantedBy));
    if (same === undefined) this.known.push((same = { wantedBy: [...wantedBy], places: new Map() }));
    const known = same.places.get(key);
    if (known !== undefined) return known;
    if (this.remembered++ >= mostRemembered) this.forget();
    const place = { key, wantedBy: same.wantedBy };
    same.places.set(key, place);
    return place;
  }

  private forget(): void {
    for (const { places } of this.known) places.clear();
    this.remembered = 1;
  }
}

function areSame<One>(some: readonly One[], others: readonly One[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}
