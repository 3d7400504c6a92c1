import type { Configured } from '../config/detection-settings';
import type { Detection } from '../detections/detection';
import type { Observation } from '../events/timeline';
import { millis, type TrailEvent } from '../events/trail-event';
import { day } from '../events/window';
import { isCrowded } from './crowds';
import { familiarWithin } from './origins';
import { Filing } from './filing';
import { Judgements } from './judgements';
import { mostRead, type Clock, type Dossiers, type LedgerRow, type Timers } from './ports';
import { quietAmong } from './quiet';
import type { History, Located } from './story';

export interface Subjects {
  /** Keys of the timelines to begin with. */
  keys: readonly string[];
  /** Those that a later review judges: findings do not lead there. */
  left?: ReadonlySet<string>;
}

export interface Around {
  findings: Located[];
  /** What was found before the event that brought this about. */
  before: Located[];
  /** Keys of all timelines that were read. */
  keys: string[];
  /** The alerts that were filed under them. */
  rows: LedgerRow[];
  /** Identities of all events that were read. */
  seen: Set<string>;
  /** How far back (ms) all of these timelines were read: later than asked for where one is flooded. */
  since: number;
  /** Keys of those on which there are too many refused attempts to judge each by itself. */
  crowded: string[];
}

/** Subjects that one event leads to, at most: nobody reads an alert about more. */
const mostFollowed = 300;
/** An alert that was filed longer than this before a story began does not go on in it. */
export const filedWithin = 30 * day;

export interface FindingsStores {
  dossiers: Dossiers;
  timers: Timers;
  clock: Clock;
  /** Absent: remembered for one review, since no two reads give the same objects. */
  judgements?: Judgements;
}

/** Runs the catalogue over timelines. */
export class Findings {
  private readonly filing: Filing;

  constructor(
    catalogue: readonly Configured[],
    private readonly stores: FindingsStores,
    /** Stands before every key, and keeps drills and heartbeats apart. */
    prefix: string,
  ) {
    this.filing = new Filing(catalogue, prefix);
  }

  /** The timelines that the event belongs on. */
  keysOf(event: TrailEvent): readonly string[] {
    return this.filing.keysOf(event);
  }

  /** @see quietAmong */
  quietAmong(observations: readonly Observation[], lookBack: number): ReadonlySet<Observation> {
    return quietAmong(observations, this.filing, lookBack);
  }

  /** @see Filing.asksFor */
  asksFor(fact: keyof NonNullable<Detection['looksUp']>, event: TrailEvent): boolean {
    return this.filing.asksFor(fact, event);
  }

  /**
   * What stands on these timelines, and on those of other subjects that the findings' events concern, until nothing new
   * comes to light. An event may also part what belonged together (the leaver among three whose devices were removed), so
   * subjects are followed that were connected before it, too.
   * @param trigger identity of the event that brought this about.
   * @param own the event itself, which counts on its timelines even if newer ones have crowded it out.
   */
  async around({ keys, left }: Subjects, since: number, trigger: string, own?: Observation): Promise<Around> {
    const findings: Located[] = [];
    const before: Located[] = [];
    const rows: LedgerRow[] = [];
    const read = new Set<string>();
    const seen = new Set<string>();
    const crowded: string[] = [];
    let from = since;
    let open = new Set(keys);
    const { judgements = new Judgements() } = this.stores;
    const on = (key: string): Promise<Omit<Around, 'keys'>> => this.on(key, since, trigger, { own, judgements });
    while (open.size > 0 && read.size < mostFollowed) {
      const found = await Promise.all([...open].map(on));
      open.forEach((key) => read.add(key));
      findings.push(...found.flatMap((one) => one.findings));
      before.push(...found.flatMap((one) => one.before));
      rows.push(...found.flatMap((one) => one.rows));
      found.forEach((one) => {
        one.seen.forEach((identity) => seen.add(identity));
      });
      from = Math.max(from, ...found.map((one) => one.since));
      crowded.push(...found.flatMap((one) => one.crowded));
      const connected = new Set(
        found.flatMap((one) => [...one.findings, ...one.before]).flatMap(({ finding }) => finding.events),
      );
      open = new Set();
      for (const event of connected)
        for (const key of this.keysOf(event)) if (!read.has(key) && left?.has(key) !== true) open.add(key);
    }
    return { findings, before, rows, keys: [...read], seen, since: from, crowded };
  }

  private async on(
    key: string,
    since: number,
    trigger: string,
    { own, judgements }: { own: Observation | undefined; judgements: Judgements },
  ): Promise<Omit<Around, 'keys'>> {
    const { rows, ...history } = await this.dossierOf(key, since);
    const read = history.observations.filter(({ event }) => millis(event) >= since);
    const isCrowdedOut =
      own !== undefined &&
      this.keysOf(own.event).includes(key) &&
      !read.some(({ event }) => event.identity === own.event.identity);
    const observations = isCrowdedOut ? [own, ...read] : read;
    const now = this.stores.clock();
    const isDue = ({ finding: { dueAt } }: Located): boolean => dueAt === undefined || Date.parse(dueAt) <= now;
    const judged = (some: readonly Observation[]): Located[] =>
      judgements
        .of(key, some, this.filing)
        .flatMap(({ entry: { detection }, timeline, findings }) =>
          findings.map((finding) => ({ detection, finding, key, timeline, history })),
        );
    const all = judged(observations);
    const later = all.filter((located) => !isDue(located)).map(({ finding }) => Date.parse(finding.dueAt ?? ''));
    await Promise.all([...new Set(later)].map((at) => this.stores.timers.set(key, at)));
    const others = observations.filter(({ event }) => event.identity !== trigger);
    const before = others.length < observations.length ? judged(others) : [];
    const seen = new Set(observations.map(({ event }) => event.identity));
    const from = Math.max(since, history.since);
    const crowded = isCrowded(read, now) ? [key] : [];
    return { findings: all.filter(isDue), before: before.filter(isDue), rows, seen, since: from, crowded };
  }

  private async dossierOf(key: string, judgedSince: number): Promise<History & { rows: LedgerRow[] }> {
    const since = judgedSince - familiarWithin;
    const { observations, rows } = await this.stores.dossiers.read(key, since, judgedSince - filedWithin);
    const oldest = observations[0];
    const isCut = oldest !== undefined && observations.length >= mostRead;
    return { observations, rows, since: isCut ? millis(oldest.event) : since };
  }
}

/** Near the edge of what was read a window may be cut: what lies there was told when it was fresh, and stands. */
export function isFresh(event: Pick<TrailEvent, 'time'>, since: number): boolean {
  return millis(event) >= since + day;
}
