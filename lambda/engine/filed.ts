import { day, dayOf } from '../time';
import type { AlertLedger, LedgerRow, Place } from './ledger';
import type { Notebook } from './ports';

/** Days for which alerts are kept. */
const kept = 90;

/** The notes of all alerts that were filed on the day (UTC) of a moment (milliseconds since the epoch). */
export function filedList(moment: number): string {
  return `filed ${dayOf(moment)}`;
}

/** Subjects that are read at once. */
const together = 50;

/** The rows that are there now, of each subject with one read. */
export async function rowsAt(places: readonly Place[], ledger: AlertLedger): Promise<LedgerRow[]> {
  const since = new Map<string, number>();
  for (const { key, filedAt } of places) since.set(key, Math.min(since.get(key) ?? Infinity, Date.parse(filedAt)));
  const wanted = new Set(places.map(({ id }) => id));
  const subjects = [...since];
  const rows: LedgerRow[] = [];
  for (let from = 0; from < subjects.length; from += together) {
    const read = await Promise.all(subjects.slice(from, from + together).map((subject) => ledger.read(...subject)));
    rows.push(...read.flat().filter(({ alert }) => wanted.has(alert.id)));
  }
  return rows;
}

export async function rowAt(place: Place, ledger: AlertLedger): Promise<LedgerRow | undefined> {
  return (await rowsAt([place], ledger))[0];
}

/** Neither taken in by another alert nor taken back by a late event. */
export function stands({ mergedInto, withdrawn }: Pick<LedgerRow, 'mergedInto' | 'withdrawn'>): boolean {
  return mergedInto === undefined && withdrawn !== true;
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
