import type { Alert } from '../alerts/alert';
import { newestOfEachKind } from '../engine/kinds';
import type { AlertLedger, LedgerRow, Place } from '../engine/ledger';
import {
  mostNoted,
  type Dossier,
  type Dossiers,
  type Exposures,
  type Notebook,
  type Register,
  type Registers,
  type Timelines,
  type Timers,
} from '../engine/ports';
import { byTime, millis, type TrailEvent } from '../events/trail-event';
import type { Observation } from '../events/timeline';
import type { Standing } from '../posture/standing';

/** The laptop's timelines. Observations are never changed once made, so they go in and out as they are. */
export class MemoryTimelines implements Timelines {
  private readonly rows = new Map<string, Observation[]>();
  private readonly seen = new Map<string, Set<string>>();

  append(keys: readonly string[], observation: Observation): Promise<'added' | 'present'> {
    const added = keys.map((key) => this.add(key, observation));
    return Promise.resolve(added.includes(true) ? 'added' : 'present');
  }

  private add(key: string, observation: Observation): boolean {
    const seen = this.seen.get(key) ?? new Set<string>();
    this.seen.set(key, seen);
    if (seen.has(observation.event.identity)) return false;
    seen.add(observation.event.identity);
    const rows = this.rows.get(key) ?? [];
    this.rows.set(key, rows);
    rows.splice(rows.findLastIndex(({ event }) => byTime(event, observation.event) < 0) + 1, 0, observation);
    return true;
  }

  /** As `Dossiers` give them. */
  read(key: string, since: number): Promise<Observation[]> {
    const rows = this.rows.get(key) ?? [];
    const from = rows.findLastIndex(({ event }) => millis(event) < since) + 1;
    return Promise.resolve(newestOfEachKind(rows.slice(from)));
  }

  has(key: string, { identity }: Pick<TrailEvent, 'identity'>): Promise<boolean> {
    return Promise.resolve(this.seen.get(key)?.has(identity) === true);
  }
}

/** Rows are never changed once written, so they go out as they are. */
export class MemoryLedger implements AlertLedger {
  private readonly filed = new Map<string, Map<string, LedgerRow>>();

  /** @param notebook absent: nothing is noted. @param kept of a row: as a table would, or as it is, which is quicker. */
  constructor(
    private readonly notebook?: Pick<Notebook, 'note'>,
    private readonly kept: (row: LedgerRow) => LedgerRow = stored,
  ) {}

  /** All rows, oldest first. */
  rows(): LedgerRow[] {
    return oldestFirst([...this.filed.values()].flatMap((rows) => [...rows.values()]));
  }

  /** What stands, in its final state, oldest first. */
  alerts(): Alert[] {
    return this.rows().flatMap(({ alert, mergedInto, withdrawn }) =>
      mergedInto === undefined && withdrawn !== true ? [alert] : [],
    );
  }

  read(key: string, since: number): Promise<LedgerRow[]> {
    const rows = [...(this.filed.get(key)?.values() ?? [])].filter(({ filedAt }) => Date.parse(filedAt) >= since);
    return Promise.resolve(oldestFirst(rows));
  }

  async put(row: LedgerRow, lists: readonly string[] = []): Promise<boolean> {
    const { key, filedAt, alert } = row;
    const rows = this.filed.get(key) ?? new Map<string, LedgerRow>();
    this.filed.set(key, rows);
    if ((rows.get(alert.id)?.version ?? 0) !== row.version - 1) return false;
    rows.set(alert.id, this.kept(row));
    for (const list of lists) await this.notebook?.note(list, { key, filedAt, id: alert.id });
    return true;
  }
}

export class MemoryDossiers implements Dossiers {
  constructor(
    private readonly timelines: Pick<MemoryTimelines, 'read'>,
    private readonly ledger: Pick<AlertLedger, 'read'>,
  ) {}

  async read(key: string, since: number, filedSince: number): Promise<Dossier> {
    const observations = await this.timelines.read(key, since);
    return { observations, rows: await this.ledger.read(key, filedSince) };
  }
}

function oldestFirst(rows: LedgerRow[]): LedgerRow[] {
  return rows.sort((a, b) => (a.filedAt < b.filedAt ? -1 : 1));
}

/** As JSON gives it back, which is how a table keeps it. */
function stored<Row>(row: Row): Row {
  return JSON.parse(JSON.stringify(row)) as Row;
}

export class MemoryTimers implements Timers {
  /** Earliest first. */
  private readonly rows: { key: string; at: number }[] = [];

  /** Those that are not done, earliest first. */
  open(): readonly { key: string; at: number }[] {
    return this.rows;
  }

  set(key: string, at: number): Promise<void> {
    const next = this.rows.findIndex((row) => row.at > at || (row.at === at && row.key >= key));
    const found = this.rows[next];
    if (found?.key !== key || found.at !== at) this.rows.splice(next === -1 ? this.rows.length : next, 0, { key, at });
    return Promise.resolve();
  }

  due(now: number): Promise<{ key: string; at: number }[]> {
    const next = this.rows.findIndex(({ at }) => at > now);
    return Promise.resolve(this.rows.slice(0, Math.min(100, next === -1 ? this.rows.length : next)));
  }

  done(key: string, at: number): Promise<void> {
    const found = this.rows.findIndex((row) => row.key === key && row.at === at);
    if (found !== -1) this.rows.splice(found, 1);
    return Promise.resolve();
  }
}

export class MemoryNotebook implements Notebook {
  private readonly places = new Map<string, Map<string, Place>>();
  private readonly days = new Map<string, string>();
  private readonly claims = new Map<string, { until: number; isDone: boolean }>();

  note(day: string, place: Place): Promise<void> {
    this.places.set(day, (this.places.get(day) ?? new Map<string, Place>()).set(place.id, place));
    return Promise.resolve();
  }

  notes(day: string): Promise<Place[]> {
    return Promise.resolve([...(this.places.get(day)?.values() ?? [])].slice(0, mostNoted));
  }

  find(day: string, id: string): Promise<Place | undefined> {
    return Promise.resolve(this.places.get(day)?.get(id));
  }

  mark(name: string, day: string): Promise<void> {
    if (!this.days.has(name)) this.days.set(name, day);
    return Promise.resolve();
  }

  marks(): Promise<ReadonlyMap<string, string>> {
    return Promise.resolve(new Map(this.days));
  }

  claim(name: string, now: number, until: number): Promise<'claimed' | 'busy' | 'done'> {
    const before = this.claims.get(name);
    if (before !== undefined && before.until > now) return Promise.resolve(before.isDone ? 'done' : 'busy');
    this.claims.set(name, { until, isDone: false });
    return Promise.resolve('claimed');
  }

  done(name: string, until = Infinity): Promise<void> {
    this.claims.set(name, { until, isDone: true });
    return Promise.resolve();
  }
}

export class MemoryRegisters implements Registers {
  private readonly values = new Map<string, Register>();

  read(name: string): Promise<Register> {
    return Promise.resolve(this.at(name));
  }

  readAll(names: readonly string[]): Promise<Register[]> {
    return Promise.resolve(names.map((name) => this.at(name)));
  }

  write(name: string, value: unknown, version: number): Promise<Register | undefined> {
    const found = this.at(name);
    if (found.version !== version) return Promise.resolve(found);
    this.values.set(name, stored({ value, version: version + 1 }));
    return Promise.resolve(undefined);
  }

  private at(name: string): Register {
    return stored(this.values.get(name) ?? { version: 0 });
  }
}

export class MemoryExposures implements Exposures {
  private readonly rows = new Map<string, Standing>();

  all(): Promise<Standing[]> {
    return Promise.resolve([...this.rows.values()]);
  }

  of(subject: string): Promise<Standing[]> {
    const own = [...this.rows.values()].filter((one) => one.subject.toLowerCase() === subject.toLowerCase());
    return Promise.resolve(own);
  }

  keep(standing: readonly Standing[]): Promise<void> {
    for (const one of standing) this.rows.set(exposureRow(one), stored(one));
    return Promise.resolve();
  }

  drop(standing: readonly Standing[]): Promise<void> {
    for (const one of standing) this.rows.delete(exposureRow(one));
    return Promise.resolve();
  }
}

function exposureRow({ subject, check }: Standing): string {
  return `${subject.toLowerCase()}#${check}`;
}
