import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { HistoryEntry, Span } from '../../lambda/engine/reconciliation/event-history';
import type { NamedFile } from '../reading/inputs';
import { makeFolder } from './cache-folder';

const spansSchema = z.record(z.string(), z.object({ from: z.number(), to: z.number() }));

/** What the event history of a region has told, a file for each name of events, and for which time it was asked. */
export class HistoryCache {
  private readonly spans: z.infer<typeof spansSchema>;

  constructor(
    private readonly folder: string,
    private readonly account: string,
    private readonly region: string,
  ) {
    makeFolder(folder);
    this.spans = spansIn(this.spansFile);
  }

  /** When the name was asked for; undefined: never. */
  spanOf(name: string): Span | undefined {
    return this.spans[name];
  }

  /** @param entries of that time; what is known of other times stays. */
  keep(name: string, span: Span, entries: readonly HistoryEntry[]): void {
    const before = this.spans[name];
    const old = before === undefined || before.from > span.from ? [] : this.linesOf(name);
    const lines = new Set([...old, ...entries.map((entry) => this.lineOf(entry))]);
    if (lines.size > 0) replace(this.fileOf(name), [...lines].join('\n') + '\n');
    const from = Math.min(before?.from ?? span.from, span.from);
    this.spans[name] = { from, to: span.to };
    replace(this.spansFile, JSON.stringify(this.spans));
  }

  files(names: Iterable<string>): NamedFile[] {
    return [...names]
      .filter((name) => this.spans[name] !== undefined && existsSync(this.fileOf(name)))
      .map((name) => ({ name: `event history of ${this.region}, ${name}`, path: this.fileOf(name) }));
  }

  /** As CloudTrail writes it into a trail; what is no record as `lookup-events` prints it, so that it is named each time. */
  private lineOf(entry: HistoryEntry): string {
    if ('problem' in entry)
      return JSON.stringify({ EventId: entry.id, CloudTrailEvent: typeof entry.raw === 'string' ? entry.raw : '' });
    return JSON.stringify({ ...entry.record, recipientAccountId: this.account });
  }

  private linesOf(name: string): string[] {
    const file = this.fileOf(name);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  }

  private fileOf(name: string): string {
    return join(this.folder, `${name}.jsonl`);
  }

  private get spansFile(): string {
    return join(this.folder, 'asked.json');
  }
}

/** A file that somebody has damaged is as good as none. */
function spansIn(file: string): z.infer<typeof spansSchema> {
  if (!existsSync(file)) return {};
  try {
    return spansSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}

/** Who reads it at this moment has the old or the new one. */
function replace(file: string, text: string): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text, { mode: 0o600 });
  renameSync(fresh, file);
}
