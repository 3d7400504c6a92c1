import { inventoryEvents } from '../../lambda/adapters/devices/devices-trail';
import type { Document } from '../../lambda/adapters/trail-files/json-documents';
import { NotProvable, RecordScan } from '../../lambda/adapters/trail-files/scan/record-scan';
import { Selection } from '../../lambda/adapters/trail-files/scan/selection';
import { readTrailFile } from '../../lambda/adapters/trail-files/trail-files';
import { maxBytes } from '../../lambda/adapters/trail-files/gzip-members';
import { codeOf, reasonOf } from '../../lambda/adapters/reason';
import { streamedBytes, trailBytes, unpackedSize } from '../../lambda/adapters/trail-files/trail-bytes';
import { type Entry, recordsIn } from '../../lambda/adapters/trail-files/trail-records';
import type { Detection } from '../../lambda/detections/detection';
import { evidenceOf } from '../../lambda/engine/catalogue/evidence';
import { watcher } from '../../lambda/engine/catalogue/pattern';
import { parseTrailEvent, timeIn, type TrailEvent } from '../../lambda/events/trail-event';
import type { Scope } from '../sources/trail-path';
import type { NamedFile, Stream } from './inputs';
import type { KeptEvents, RawRecord } from './kept-events';
import { nothing, nothingYet, type EventSink, type ReadFile } from './read-file';
import { Spool } from './spool';

const longestRaw = 16_384;

export interface Reading {
  /** Whether records that cannot matter are passed over without parsing; the result is the same. */
  prefilter: boolean;
  /** Whether watched records are kept as they are, too. */
  withRaw: boolean;
  /** Of what is outside only what tells of devices is kept. */
  scope: Scope;
}

type Considered = Extract<Entry, { record: unknown }>;

interface Opened {
  open: () => Iterable<Buffer> | AsyncIterable<Buffer>;
  /** Whether it cannot be parsed as a whole. */
  isTooBig: () => boolean | Promise<boolean>;
  stop: AbortSignal | undefined;
}

/** All accounts and regions, and no record is kept as it is. */
export const usual: Reading = { prefilter: true, withRaw: false, scope: { accounts: [], regions: [] } };

/** Reads files and keeps of each only what matters. */
export class FileReader {
  private readonly isWatched: (record: unknown) => boolean;
  private readonly selection: Selection;
  private readonly scan: RecordScan | undefined;

  constructor(
    detections: readonly Detection[],
    private readonly reading: Reading,
  ) {
    this.isWatched = watcher(detections);
    const ofDevices = inventoryEvents.map((name) => [name, undefined] as const);
    this.selection = new Selection(new Map([...evidenceOf(detections), ...ofDevices]));
    const { names, needing, texts } = this.selection;
    this.scan = reading.prefilter ? new RecordScan(names, needing, texts) : undefined;
  }

  /**
   * Never throws: what cannot be read is told in `problems`.
   *
   * @param stop ends it in the middle of a file; what has been read by then counts.
   */
  async read({ path, name = path }: NamedFile, stop?: AbortSignal): Promise<ReadFile> {
    const opened = { open: () => trailBytes(path), isTooBig: () => !fits(path), stop };
    return (this.scan && (await this.scanned(name, opened, this.scan))) ?? this.parsed(name, path);
  }

  /** The same for what can be read only once. */
  async readStream({ name, open }: Stream, stop?: AbortSignal): Promise<ReadFile> {
    const spool = new Spool(open());
    const isTooBig = async (): Promise<boolean> => !(await spool.isWhole()) || !fits(spool.path);
    try {
      const opened = { open: () => streamedBytes(spool), isTooBig, stop };
      const scanned = this.scan && (await this.scanned(name, opened, this.scan));
      if (scanned !== undefined) return scanned;
      if (await spool.isWhole()) return await this.parsed(name, spool.path);
      return { ...nothing(1), problems: [{ file: name, at: '', what: 'too big to be parsed as a whole; split it' }] };
    } catch (error) {
      return { ...nothing(1), problems: [{ file: name, at: '', what: `cannot be read: ${reasonOf(error)}` }] };
    } finally {
      spool.close();
    }
  }

  /** For records that are in no file. @param origin where they come from, for problems. */
  collect(origin: string): { take: (entry: Document) => void; read: ReadFile<KeptEvents> } {
    const read = nothingYet();
    return {
      read,
      take: (entry) => {
        if ('problem' in entry) read.problems.push({ file: origin, at: entry.at, what: entry.problem });
        else this.consider(read, origin, { at: entry.at, record: entry.value });
      },
    };
  }

  /** @returns undefined where bytes alone do not tell everything that parsing would. */
  private async scanned(
    file: string,
    { open, isTooBig, stop }: Opened,
    scan: RecordScan,
  ): Promise<ReadFile | undefined> {
    const result = nothing(1);
    const look = (record: Buffer, name: number, texts: number): void => {
      if (this.selection.takes(name, texts)) this.look(result, file, record);
      else result.records++;
    };
    scan.restart();
    let size = 0;
    /** @returns whether that is enough. */
    const take = (piece: Buffer): boolean => {
      size += piece.length;
      scan.push(piece, look);
      return stop?.aborted === true;
    };
    try {
      const bytes = open();
      // Who must wait for nothing does not.
      if (Symbol.iterator in bytes) {
        for (const piece of bytes) if (take(piece)) break;
      } else for await (const piece of bytes) if (take(piece)) break;
      if (stop?.aborted !== true) scan.finish(look);
    } catch (error) {
      if (!(error instanceof NotProvable) && codeOf(error) === undefined) throw error;
      if (!(await isTooBig())) return undefined;
      // Too big to be parsed as a whole: what has been read so far counts.
      const at = `after ${size - scan.waiting} bytes`;
      result.problems = [{ file, at, what: `cannot be read further: ${reasonOf(error)}; split the file` }];
    }
    result.records += scan.passed;
    result.first = Math.min(result.first, scan.first);
    result.last = Math.max(result.last, scan.last);
    return result;
  }

  private look(result: ReadFile, file: string, bytes: Buffer): void {
    const text = bytes.toString();
    const value = JSON.parse(text) as unknown;
    for (const entry of recordsIn({ at: '', value }, 1)) {
      // Where in the file it is only parsing tells.
      if (!('record' in entry)) throw new NotProvable();
      this.consider(result, file, entry.at === '' ? { text, ...entry } : entry);
    }
    if (result.problems.length > 0) throw new NotProvable();
  }

  private async parsed(file: string, path: string): Promise<ReadFile> {
    const { records, skipped, problems } = await readTrailFile(path, file);
    const result = { ...nothing(1), skipped, problems };
    for (const record of records) this.consider(result, file, record);
    return result;
  }

  private asItIs(file: string, { record, text }: Considered, watched: boolean): { raw?: RawRecord } {
    if (!this.reading.withRaw || !watched) return {};
    const json = text === undefined ? JSON.stringify(record) : withoutBlanks(text);
    const isAnew = text === undefined && ({ isAnew: true } as const);
    return { raw: { json: json.slice(0, longestRaw), length: json.length, file, ...isAnew } };
  }

  private isForeign({ account, region }: TrailEvent): boolean {
    const { accounts, regions } = this.reading.scope;
    return isOther(account, accounts) || isOther(region, regions);
  }

  private consider(result: ReadFile<EventSink>, file: string, considered: Considered): void {
    const { at, record } = considered;
    result.records++;
    const matters = this.isWatched(record);
    const time = timeOf(record);
    if (time !== undefined) {
      result.first = Math.min(result.first, time);
      result.last = Math.max(result.last, time);
      if (!matters && !tellsOfDevices(record)) return;
    }
    const parsed = parseTrailEvent(record);
    if (!parsed.ok) {
      result.problems.push({ file, at, what: parsed.problem });
      return;
    }
    const { event } = parsed;
    const watched = matters && !this.isForeign(event);
    if (matters && !watched) result.foreign++;
    if (watched || tellsOfDevices(record))
      result.events.push({ event, watched, ...this.asItIs(file, considered, watched) });
  }
}

/** A file that is indented may be three times as long. */
function withoutBlanks(json: string): string {
  return json.replace(/("[^"\\]*(?:\\.[^"\\]*)*"?)|[ \t\r\n]+/g, '$1');
}

/** Where it is not known whether one is wanted, it is. */
function isOther(one: string, wanted: readonly string[]): boolean {
  return wanted.length > 0 && one !== 'unknown' && !wanted.includes(one);
}

/** Whether it can be parsed as a whole. */
function fits(file: string): boolean {
  try {
    return unpackedSize(file) <= maxBytes;
  } catch {
    return true;
  }
}

/** When a record happened, or undefined where it lacks what every record has. */
function timeOf(record: unknown): number | undefined {
  const { eventTime, eventSource, eventName } = fields(record);
  if (typeof eventTime !== 'string' || typeof eventSource !== 'string' || typeof eventName !== 'string')
    return undefined;
  const time = timeIn(eventTime);
  return Number.isNaN(time) ? undefined : time;
}

function tellsOfDevices(record: unknown): boolean {
  const { eventSource, eventName } = fields(record);
  return eventSource === 'iam.amazonaws.com' && inventoryEvents.includes(String(eventName));
}

type Field = 'eventTime' | 'eventSource' | 'eventName';

function fields(record: unknown): Partial<Record<Field, unknown>> {
  return typeof record === 'object' && record !== null ? record : {};
}
