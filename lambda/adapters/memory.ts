import type { AlertLedger, LedgerRow, Timelines } from '../engine/ports';
import { byTime, millis } from '../events/trail-event';
import type { Observation } from '../events/timeline';

const mostRead = 1000;

/** The laptop's timelines. Clones in and out, as a store would. */
export class MemoryTimelines implements Timelines {
  private readonly rows = new Map<string, Map<string, Observation>>();

  append(key: string, observation: Observation): Promise<'added' | 'present'> {
    const timeline = this.rows.get(key) ?? new Map<string, Observation>();
    this.rows.set(key, timeline);
    if (timeline.has(observation.event.identity)) return Promise.resolve('present');
    timeline.set(observation.event.identity, structuredClone(observation));
    return Promise.resolve('added');
  }

  read(key: string, since: number): Promise<Observation[]> {
    const rows = [...(this.rows.get(key)?.values() ?? [])]
      .filter(({ event }) => millis(event) >= since)
      .sort((a, b) => byTime(a.event, b.event))
      .slice(-mostRead);
    return Promise.resolve(structuredClone(rows));
  }
}

export class MemoryLedger implements AlertLedger {
  private readonly filed = new Map<string, LedgerRow>();

  /** All rows, oldest first. */
  rows(): LedgerRow[] {
    return structuredClone([...this.filed.values()].sort((a, b) => (a.filedAt < b.filedAt ? -1 : 1)));
  }

  read(key: string, since: number): Promise<LedgerRow[]> {
    return Promise.resolve(this.rows().filter((row) => row.key === key && Date.parse(row.filedAt) >= since));
  }

  put(row: LedgerRow): Promise<boolean> {
    const place = `${row.key} ${row.alert.id}`;
    if ((this.filed.get(place)?.version ?? 0) !== row.version - 1) return Promise.resolve(false);
    this.filed.set(place, structuredClone(row));
    return Promise.resolve(true);
  }
}
