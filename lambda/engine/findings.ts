import { familiarWithin } from '../events/address';
import type { Observation } from '../events/timeline';
import { millis } from '../events/trail-event';
import { day } from '../time';
import { isCrowded } from './crowds';
import type { Filing } from './filing';
import { Judgements } from './judgements';
import type { LedgerRow } from './ledger';
import { cutAt } from './kinds';
import { type Clock, type Dossiers, type Timers } from './ports';
import type { History, Located } from './story';

export interface Subjects {
  /** Keys of the timelines to begin with. */
  keys: readonly string[];
  /** Those that a later review judges: findings do not lead there. */
  left?: ReadonlySet<string>;
}

/** What was found on a timeline, or on several. */
interface Found {
  findings: Located[];
  /** What was found before the event that brought this about. */
  before: Located[];
  /** The alerts that were filed there. */
  rows: LedgerRow[];
  /** Identities of all events that were read. */
  seen: Set<string>;
  /** How far back (ms) all of it was read: later than asked for where one timeline is flooded. */
  since: number;
  /** Keys of those on which there are too many refused attempts to judge each by itself. */
  crowded: string[];
}

export interface Around extends Found {
  /** Keys of all timelines that were read. */
  keys: string[];
}

/** Subjects that one event leads to, at most: nobody reads an alert about more. */
const mostFollowed = 300;
/** An alert that was filed longer than this before a story began does not go on in it. */
export const filedWithin = 30 * day;

export interface FindingsStores {
  dossiers: Dossiers;
  timers: Timers;
  clock: Clock;
  /** Absent: nothing is remembered, since no two reads give the same objects. */
  judgements?: Judgements;
}

/** Runs the catalogue over timelines. */
export class Findings {
  constructor(
    private readonly filing: Filing,
    private readonly stores: FindingsStores,
  ) {}

  /**
   * What stands on these timelines, and on those of other subjects that the findings' events concern, until nothing new
   * comes to light. An event may also part what belonged together (the leaver among three whose devices were removed), so
   * subjects are followed that were connected before it, too.
   * @param own the event that brought this about, which counts on its timelines even if newer ones have crowded it out.
   */
  async around({ keys, left }: Subjects, since: number, own?: Observation): Promise<Around> {
    const all: Found[] = [];
    const read = new Set<string>();
    let open = new Set(keys);
    while (open.size > 0 && read.size < mostFollowed) {
      const found = await Promise.all([...open].map((key) => this.on(key, since, own)));
      open.forEach((key) => read.add(key));
      all.push(...found);
      const connected = found.flatMap(({ findings, before }) => [...findings, ...before]);
      open = new Set(
        [...new Set(connected.flatMap(({ finding }) => finding.events))]
          .flatMap((event) => this.filing.keysOf(event))
          .filter((key) => !read.has(key) && left?.has(key) !== true),
      );
    }
    return {
      findings: all.flatMap(({ findings }) => findings),
      before: all.flatMap(({ before }) => before),
      rows: all.flatMap(({ rows }) => rows),
      keys: [...read],
      seen: new Set(all.flatMap(({ seen }) => [...seen])),
      since: Math.max(since, ...all.map((one) => one.since)),
      crowded: all.flatMap(({ crowded }) => crowded),
    };
  }

  private async on(key: string, since: number, own: Observation | undefined): Promise<Found> {
    const { clock, timers, judgements = new Judgements() } = this.stores;
    const { rows, ...history } = await this.dossierOf(key, since);
    const read = history.observations.filter(({ event }) => millis(event) >= since);
    const isOwn = ({ event }: Observation): boolean => event.identity === own?.event.identity;
    const isCrowdedOut = own !== undefined && this.filing.keysOf(own.event).includes(key) && !read.some(isOwn);
    const observations = isCrowdedOut ? [own, ...read] : read;
    const now = clock();
    const isDue = ({ finding: { dueAt } }: Located): boolean => dueAt === undefined || Date.parse(dueAt) <= now;
    const judged = (some: readonly Observation[]): Located[] =>
      judgements
        .of(key, some, this.filing)
        .flatMap(({ entry: { detection }, timeline, findings }) =>
          findings.map((finding) => ({ detection, finding, key, timeline, history })),
        );
    const all = judged(observations);
    const later = all.filter((located) => !isDue(located)).map(({ finding }) => Date.parse(finding.dueAt ?? ''));
    await Promise.all([...new Set(later)].map((at) => timers.set(key, at)));
    const others = observations.filter((one) => !isOwn(one));
    const before = others.length < observations.length ? judged(others) : [];
    const seen = new Set(observations.map(({ event }) => event.identity));
    const from = Math.max(since, history.since);
    const crowded = isCrowded(read, now) ? [key] : [];
    return { findings: all.filter(isDue), before: before.filter(isDue), rows, seen, since: from, crowded };
  }

  private async dossierOf(key: string, judgedSince: number): Promise<History & { rows: LedgerRow[] }> {
    const since = judgedSince - familiarWithin;
    const { observations, rows } = await this.stores.dossiers.read(key, since, judgedSince - filedWithin);
    return { observations, rows, since: cutAt(observations) ?? since };
  }
}
