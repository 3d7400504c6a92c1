import { day, dayOf } from '../events/window';
import type { AlertLedger, LedgerRow, Notebook, Place } from './ports';

/** Days for which alerts are kept. */
const kept = 90;

/** The notes of all alerts that were filed on the day (UTC) of a moment (milliseconds since the epoch). */
export function filedList(moment: number): string {
  return `filed ${dayOf(moment)}`;
}

/** The row that is there now. */
export async function rowAt({ key, filedAt, id }: Place, ledger: AlertLedger): Promise<LedgerRow | undefined> {
  const rows = await ledger.read(key, Date.parse(filedAt));
  return rows.find(({ alert }) => alert.id === id);
}

/** @returns the alert's row, or that of the alert that has taken it in; undefined if it is not of the last 90 days. */
export async function rowOf(
  id: string,
  now: number,
  { notebook, ledger }: { notebook: Notebook; ledger: AlertLedger },
): Promise<LedgerRow | undefined> {
  for (let ago = 0; ago < kept; ago += 1) {
    const place = await notebook.find(filedList(now - ago * day), id);
    if (place === undefined) continue;
    const row = await rowAt(place, ledger);
    return row?.mergedInto === undefined ? row : rowOf(row.mergedInto, now, { notebook, ledger });
  }
  return undefined;
}
