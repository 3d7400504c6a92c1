import type { CloudTrailHistory } from '../../lambda/adapters/event-history-cloudtrail';
import type { HistoryEntry, Span } from '../../lambda/engine/reconciliation/event-history';
import type { HistoryCache } from './history-cache';
import { hour } from '../../lambda/time';

/** Events may appear late, so what was asked of the last hour is asked again. */
const unsettled = hour;

export interface LiveRegionParts {
  region: string;
  history: CloudTrailHistory;
  cache: HistoryCache;
  /** Names of events by their service. */
  bySource: ReadonlyMap<string, ReadonlySet<string>>;
  /** Called after each name. */
  progress: () => void;
}

/** Asks the event history of a region for what the cache does not know. */
export class LiveRegion {
  constructor(private readonly parts: LiveRegionParts) {}

  /** @throws RegionClosed, or if CloudTrail could not be asked; the names that were read to their end are in the cache. */
  async refresh({ from, to }: Span): Promise<void> {
    const { bySource, cache, progress } = this.parts;
    const names = new Set([...bySource.values()].flatMap((some) => [...some]));
    const fresh = [...names].filter((name) => (cache.spanOf(name)?.from ?? Infinity) > from);
    for (const name of fresh) {
      cache.keep(name, { from, to }, await this.readName(name, { from, to }));
      progress();
    }
    const known = new Set([...names].filter((name) => !fresh.includes(name)));
    const since = Math.min(...[...known].map((name) => (cache.spanOf(name)?.to ?? to) - unsettled));
    const found = await this.sinceThen(known, { from: since, to });
    for (const name of known) {
      cache.keep(name, { from: since, to }, found.get(name) ?? []);
      progress();
    }
  }

  /** In a short time a service has few events, so asking for all of them takes fewer requests than asking name by name. */
  private async sinceThen(known: ReadonlySet<string>, span: Span): Promise<Map<string, HistoryEntry[]>> {
    const found = new Map<string, HistoryEntry[]>();
    for (const [source, all] of this.parts.bySource) {
      const names = [...all].filter((name) => known.has(name));
      if (names.length === 0) continue;
      const entries = (await this.readSource(source, span, names.length)) ?? (await this.readNames(names, span));
      for (const entry of entries) {
        const name = 'record' in entry ? String(entry.record['eventName']) : (names[0] ?? '');
        const ofName = found.get(name);
        if (ofName === undefined) found.set(name, [entry]);
        else ofName.push(entry);
      }
    }
    return found;
  }

  /** @returns undefined if there are more pages than that. */
  private async readSource(source: string, span: Span, most: number): Promise<HistoryEntry[] | undefined> {
    const entries: HistoryEntry[] = [];
    let pages = 0;
    for await (const page of this.parts.history.readSource(this.parts.region, source, span)) {
      if (++pages > most) return undefined;
      entries.push(...page);
    }
    return entries;
  }

  private async readNames(names: readonly string[], span: Span): Promise<HistoryEntry[]> {
    const byName: HistoryEntry[][] = [];
    for (const name of names) byName.push(await this.readName(name, span));
    return byName.flat();
  }

  private async readName(name: string, span: Span): Promise<HistoryEntry[]> {
    const entries: HistoryEntry[] = [];
    for await (const page of this.parts.history.read(this.parts.region, name, span)) entries.push(...page);
    return entries;
  }
}
