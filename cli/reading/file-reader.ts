import { inventoryEvents } from '../../lambda/adapters/devices-trail';
import { NotProvable, RecordScan } from '../../lambda/adapters/scan/record-scan';
import { Selection } from '../../lambda/adapters/scan/selection';
import { readTrailFile, type Problem } from '../../lambda/adapters/trail-files';
import { maxBytes } from '../../lambda/adapters/gzip-members';
import { codeOf, reasonOf } from '../../lambda/adapters/reason';
import { trailBytes, unpackedSize } from '../../lambda/adapters/trail-bytes';
import { recordsIn, type Skip } from '../../lambda/adapters/trail-records';
import type { Detection } from '../../lambda/detections/detection';
import { evidenceOf } from '../../lambda/engine/evidence';
import { watcher } from '../../lambda/engine/pattern';
import { parseTrailEvent, type TrailEvent } from '../../lambda/events/trail-event';

export interface KeptEvent {
  event: TrailEvent;
  /** False for what only tells of devices. */
  watched: boolean;
}

/** What one file says. */
export interface ReadFile {
  /** Those that matter, in the file's order. */
  events: KeptEvent[];
  /** All, relevant or not. */
  records: number;
  /** Over all records; milliseconds since the epoch. */
  first: number;
  last: number;
  skipped: Record<Skip, number>;
  problems: Problem[];
}

/** Reads files and keeps of each only what matters. */
export class FileReader {
  private readonly isWatched: (record: unknown) => boolean;
  private readonly selection: Selection;
  private readonly scan: RecordScan | undefined;

  /** @param prefilter whether records that cannot matter are passed over without parsing; the result is the same. */
  constructor(detections: readonly Detection[], prefilter: boolean) {
    this.isWatched = watcher(detections);
    const ofDevices = inventoryEvents.map((name) => [name, undefined] as const);
    this.selection = new Selection(new Map([...evidenceOf(detections), ...ofDevices]));
    this.scan = prefilter ? new RecordScan(this.selection.names) : undefined;
  }

  /**
   * Never throws: what cannot be read is told in `problems`.
   *
   * @param stop ends it in the middle of a file; what has been read by then counts.
   */
  async read(file: string, stop?: AbortSignal): Promise<ReadFile> {
    return (this.scan && (await this.scanned(file, this.scan, stop))) ?? this.parsed(file);
  }

  /** @returns undefined where bytes alone do not tell everything that parsing would. */
  private async scanned(file: string, scan: RecordScan, stop?: AbortSignal): Promise<ReadFile | undefined> {
    const result = nothing();
    const look = (record: Buffer, name: number, texts: number): void => {
      if (this.selection.takes(name, texts)) this.look(result, file, record);
      else result.records++;
    };
    scan.restart();
    let size = 0;
    try {
      for await (const bytes of trailBytes(file)) {
        size += bytes.length;
        scan.push(bytes, look);
        if (stop?.aborted === true) break;
      }
      if (stop?.aborted !== true) scan.finish(look);
    } catch (error) {
      if (!(error instanceof NotProvable) && codeOf(error) === undefined) throw error;
      if (fits(file)) return undefined;
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
    const value = JSON.parse(bytes.toString()) as unknown;
    for (const entry of recordsIn({ at: '', value }, 1)) {
      // Where in the file it is only parsing tells.
      if (!('record' in entry)) throw new NotProvable();
      this.consider(result, file, entry);
    }
    if (result.problems.length > 0) throw new NotProvable();
  }

  private async parsed(file: string): Promise<ReadFile> {
    const { records, skipped, problems } = await readTrailFile(file);
    const result = { ...nothing(), skipped, problems };
    for (const record of records) this.consider(result, file, record);
    return result;
  }

  private consider(result: ReadFile, file: string, { at, record }: { at: string; record: unknown }): void {
    result.records++;
    const watched = this.isWatched(record);
    const time = timeOf(record);
    if (time !== undefined) {
      result.first = Math.min(result.first, time);
      result.last = Math.max(result.last, time);
      if (!watched && !tellsOfDevices(record)) return;
    }
    const parsed = parseTrailEvent(record);
    if (parsed.ok) result.events.push({ event: parsed.event, watched });
    else result.problems.push({ file, at, what: parsed.problem });
  }
}

function nothing(): ReadFile {
  return {
    events: [],
    records: 0,
    first: Infinity,
    last: -Infinity,
    skipped: { digest: 0, insight: 0, drill: 0 },
    problems: [],
  };
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
  const time = Date.parse(eventTime);
  return Number.isNaN(time) ? undefined : time;
}

function tellsOfDevices(record: unknown): boolean {
  const { eventSource, eventName } = fields(record);
  return eventSource === 'iam.amazonaws.com' && inventoryEvents.includes(String(eventName));
}

function fields(record: unknown): Partial<Record<'eventTime' | 'eventSource' | 'eventName', unknown>> {
  return typeof record === 'object' && record !== null ? record : {};
}
