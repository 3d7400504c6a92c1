import {
  RegionClosed,
  type EventHistory,
  type HistoryEntry,
  type Span,
} from '../../lambda/engine/reconciliation/event-history';

/** An event history in memory: what is in it can be changed, and asking can be made to fail. */
export class FakeHistory implements EventHistory {
  /** By region. */
  readonly entries: Record<string, HistoryEntry[]> = {};
  readonly asked: string[] = [];
  readonly closed: Record<string, RegionClosed['reason']> = {};
  /** Called before each page. */
  beforePage: (region: string, name: string) => void = () => undefined;

  constructor(private readonly pageSize = 50) {}

  put(region: string, ...records: object[]): void {
    const made = records.map((record, index): HistoryEntry => {
      const { eventTime, eventID = `no-id-${index}` } = record as { eventTime: string; eventID?: string };
      return { id: eventID, time: Date.parse(eventTime), record: { ...record } };
    });
    this.entries[region] = [...(this.entries[region] ?? []), ...made];
  }

  async *read(region: string, name: string, { from, to }: Span): AsyncGenerator<HistoryEntry[]> {
    this.asked.push(`${region} ${name}`);
    const reason = this.closed[region];
    if (reason !== undefined) throw new RegionClosed(reason, `${region} is ${reason}`);
    const found = (this.entries[region] ?? [])
      .filter((entry) => !('record' in entry) || entry.record['eventName'] === name)
      .filter(({ time }) => time >= from && time <= to)
      .sort((a, b) => b.time - a.time);
    for (let index = 0; index === 0 || index < found.length; index += this.pageSize) {
      await Promise.resolve();
      this.beforePage(region, name);
      yield found.slice(index, index + this.pageSize);
    }
  }
}
