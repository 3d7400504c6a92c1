import type { LedgerRow } from '../../lambda/engine/ledger';
import { MemoryLedger, MemoryTimelines } from '../../lambda/adapters/memory';
import { isRefused } from '../../lambda/engine/crowds';
import { newestOfEachKind } from '../../lambda/engine/kinds';
import { byTime, millis } from '../../lambda/events/trail-event';
import { mostRead, type Observation } from '../../lambda/events/timeline';
import { Allowance, quotas } from './quotas';

/** Bytes that key, schema, version and expiry add to a body. */
const besideBody = 150;

const sizes = new WeakMap<object, number>();
/** Bytes of the row that holds it. */
export function sizeOf(body: object): number {
  const known = sizes.get(body);
  if (known !== undefined) return known;
  const size = Buffer.byteLength(JSON.stringify(body)) + besideBody;
  sizes.set(body, size);
  return size;
}

/** Keeps what is ever read again, the newest of each subject, and counts the rest. */
export class NewestTimelines extends MemoryTimelines {
  private readonly kept = new Map<string, Observation[]>();
  appended = 0;

  override append(keys: readonly string[], observation: Observation): Promise<'added' | 'present'> {
    const added = keys.map((key) => this.keep(key, observation));
    return Promise.resolve(added.includes(true) ? 'added' : 'present');
  }

  private keep(key: string, observation: Observation): boolean {
    const rows = this.kept.get(key) ?? [];
    this.kept.set(key, rows);
    let place = rows.length;
    while (place > 0 && byTime((rows[place - 1] as Observation).event, observation.event) > 0) place -= 1;
    if (rows[place - 1]?.event.identity === observation.event.identity) return false;
    rows.splice(place, 0, observation);
    this.appended += 1;
    if (rows.length >= 4 * mostRead) this.kept.set(key, newestOfEachKind(rows));
    return true;
  }

  override read(key: string, since: number): Promise<Observation[]> {
    const newest = newestOfEachKind(this.kept.get(key) ?? []);
    return Promise.resolve(newest.slice(newest.findLastIndex(({ event }) => millis(event) < since) + 1));
  }

  get subjects(): number {
    return this.kept.size;
  }
}

export class WeighedLedger extends MemoryLedger {
  largest = 0;

  override put(row: LedgerRow, lists?: readonly string[]): Promise<boolean> {
    this.largest = Math.max(this.largest, sizeOf(row));
    return super.put(row, lists);
  }
}

/** What a call takes of one partition. */
export interface Share {
  partition: string;
  kind: 'read' | 'write';
  /** Bytes written; of a read they show when it is answered. */
  bytes: number;
}

/** What a call of one of the ports is to DynamoDB (lambda/adapters/dynamodb*.ts). */
export function sharesOf(port: string, method: string, given: readonly unknown[]): Share[] {
  const read = (partition: string): Share => ({ partition, kind: 'read', bytes: 0 });
  const write = (partition: string, bytes = Buffer.byteLength(JSON.stringify(given)) + besideBody): Share => ({
    ...{ partition, bytes },
    kind: 'write',
  });
  const [first] = given;
  switch (port) {
    case 'timelines':
      if (method === 'has') return [read(String(first))];
      return (first as string[]).map((key) => write(key, sizeOf(given[1] as object)));
    case 'dossiers':
      return [read(String(first))];
    case 'ledger': {
      if (method === 'read') return [read(String(first))];
      const lists = (given[1] ?? []) as string[];
      return [
        write((first as LedgerRow).key, sizeOf(first as object)),
        ...lists.map((list) => write(`notes/${list}`, besideBody)),
      ];
    }
    case 'notebook':
      if (method === 'notes' || method === 'find') return [read(`notes/${String(first)}`)];
      if (method === 'note') return [write(`notes/${String(first)}`)];
      return [method === 'marks' ? read('marks') : write(method === 'mark' ? 'marks' : 'claims')];
    case 'registers':
      if (method === 'readAll') return (first as string[]).map(() => read('registers'));
      return [method === 'read' ? read('registers') : write('registers')];
    default:
      return [method === 'due' ? read(port) : write(port)];
  }
}

/** Whether DynamoDB is asked to write all or none: a refused attempt is put on its timelines one by one. */
export function isTransaction(port: string, given: readonly unknown[], shares: readonly Share[]): boolean {
  if (shares.length < 2 || shares[0]?.kind === 'read') return false;
  return port !== 'timelines' || !isRefused((given[1] as Observation).event);
}

/** Capacity units, consistent reads. */
export function unitsOf({ kind }: Share, bytes: number, isOfTransaction = false): number {
  const units = Math.max(1, Math.ceil(bytes / (kind === 'read' ? 4096 : 1024)));
  return isOfTransaction ? 2 * units : units;
}

/** DynamoDB's throughput, on demand. */
export class Throughput {
  readonly table = { read: new Allowance(quotas.table.reads), write: new Allowance(quotas.table.writes) };
  private readonly partitions = new Map<string, { read: Allowance; write: Allowance }>();
  /** The largest share of what one partition may do in a second that one has used, and which. */
  hottest = { share: 0, partition: '', kind: '' };

  /** @returns whether the call is let through. */
  admits(shares: readonly Share[], now: number): boolean {
    return shares.every(({ partition, kind }) => this.of(partition)[kind].admits(now) && this.table[kind].admits(now));
  }

  /** What a read costs shows only when it is answered. */
  spend({ partition, kind }: Share, units: number, now: number): void {
    const own = this.of(partition)[kind];
    own.spend(units, now);
    this.table[kind].spend(units, now);
    const share = own.peak / own.perSecond;
    if (share > this.hottest.share) this.hottest = { share, partition, kind };
  }

  private of(partition: string): { read: Allowance; write: Allowance } {
    const own = this.partitions.get(partition) ?? {
      read: new Allowance(quotas.partition.reads),
      write: new Allowance(quotas.partition.writes),
    };
    this.partitions.set(partition, own);
    return own;
  }

  get refused(): number {
    return [...this.partitions.values(), this.table].reduce(
      (sum, { read, write }) => sum + read.refused + write.refused,
      0,
    );
  }
}
