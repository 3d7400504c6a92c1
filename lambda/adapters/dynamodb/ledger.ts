import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type AlertLedger, type LedgerRow, ledgerRowSchema } from '../../engine/ledger';
import { mostRead } from '../../events/timeline';
import type { Clock } from '../../engine/ports';
import { noteOf } from './notebook';
import { alertsLive, expiry, ifAbsent, type Put, put, putTogether, query, readable, sortable } from './rows';

/** 2: deliveries name destinations, not topics. */
export const ledgerSchema = '2';

/** Rows of the one table: `alert#<filed at>#<id>`, beside the events of their subject. */
export class DynamoLedger implements AlertLedger {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly clock: Clock,
  ) {}

  async read(key: string, since: number): Promise<LedgerRow[]> {
    const range = { key, from: filedFrom(since), to: 'alert$', most: mostRead };
    return rowsOf(await query(this.client, this.table, range, ledgerSchema));
  }

  async put(row: LedgerRow, lists: readonly string[] = []): Promise<boolean> {
    const { key, filedAt, alert } = row;
    const own = this.putOf(row);
    const expiresAt = expiry(this.clock, alertsLive);
    const notes = lists.map((list): Put => ({ item: noteOf(list, { key, filedAt, id: alert.id }, expiresAt) }));
    const isChanged = await putTogether(this.client, this.table, [own, ...notes]);
    if (isChanged === undefined) return true;
    if (isChanged[0] === true) return false;
    // One after the other, the notes first: whoever reads a note without its row passes over it.
    for (const note of notes) await put(this.client, this.table, note);
    return (await put(this.client, this.table, own)) === undefined;
  }

  private putOf(row: LedgerRow): Put {
    const item = {
      key: { S: row.key },
      row: { S: `${filedFrom(Date.parse(row.filedAt))}#${row.alert.id}` },
      schema: { N: ledgerSchema },
      version: { N: String(row.version) },
      body: { S: JSON.stringify(row) },
      expiresAt: expiry(this.clock, alertsLive),
    };
    if (row.version === 1) return { item, condition: ifAbsent };
    const values = { ':version': { N: String(row.version - 1) } };
    return { item, condition: '#version = :version AND #schema = :schema', values };
  }
}

/** @param time milliseconds. */
export function filedFrom(time: number): string {
  return `alert#${sortable(time)}`;
}

/** @param bodies newest first. */
export function rowsOf(bodies: readonly string[]): LedgerRow[] {
  return bodies.flatMap((body): LedgerRow[] => readable(ledgerRowSchema, body)).reverse();
}
