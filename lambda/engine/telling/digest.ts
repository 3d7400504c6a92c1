import type { Alert } from '../../alerts/alert';
import { mostListed, type NoticeOf, type Group, type HeldBack, type Review } from '../../alerts/notice';
import { endOf, type Exception } from '../../config/exceptions';
import { rank } from '../../detections/severity';
import { hash } from '../../events/text';
import { day } from '../../time';
import { rowsAt, stands } from '../filed';
import type { AlertLedger } from '../ledger';
import { mostNoted, type Notebook } from '../ports';

/** How early an exception's end is told, and how long one may be there without covering anything. */
const week = 7 * day;

/** An alert of which nobody was told, and the destinations whose business it is. */
export interface Untold {
  alert: HeldBack;
  destinations: readonly string[];
}

/** A changed exception, also one with another end, is another. */
const identityOf = (exception: Exception): string => hash(JSON.stringify(exception));
const seenMark = (exception: Exception): string => `seen ${identityOf(exception)}`;
export const usedMark = (exception: Exception): string => `used ${identityOf(exception)}`;

/** The rows say what holds now: an alert that was told later, taken back or joined to another is told no more. */
export async function untoldOn(
  today: string,
  notebook: Notebook,
  ledger: AlertLedger,
): Promise<{ untold: Untold[]; isPartial: boolean }> {
  const places = await notebook.notes(today);
  const due = (await rowsAt(places, ledger)).filter((row) => stands(row) && row.untold?.day === today);
  const untold = due.map(({ alert, untold: told }) => ({
    alert: heldBack(alert),
    destinations: told?.destinations ?? [],
  }));
  return { untold, isPartial: places.length >= mostNoted };
}

export function heldBack({ id, detection, severity, title, time, account, accountName, suppressed }: Alert): HeldBack {
  return { id, detection, severity, title, time, account, accountName, suppressed };
}

export function digestOf(
  today: string,
  account: string,
  alerts: readonly HeldBack[],
  exceptions: Review[],
  isPartial: boolean,
): NoticeOf<'digest'> {
  return {
    schemaVersion: 1,
    kind: 'digest',
    severity: 'info',
    day: today,
    account,
    suppressed: groupOf(alerts.filter(({ suppressed }) => suppressed !== undefined)),
    below: groupOf(alerts.filter(({ suppressed }) => suppressed === undefined)),
    isPartial,
    exceptions,
  };
}

/** @param most that are listed. */
export function groupOf(alerts: readonly HeldBack[], most = mostListed): Group {
  const strongestFirst = alerts.toSorted(
    (a, b) => rank(b.severity) - rank(a.severity) || (a.time + a.id < b.time + b.id ? -1 : 1),
  );
  const detections = Object.entries(counted(strongestFirst.map(({ detection }) => detection)));
  return {
    count: alerts.length,
    severities: counted(strongestFirst.map(({ severity }) => severity)),
    detections: Object.fromEntries(detections.sort(([, a], [, b]) => b - a)),
    alerts: strongestFirst.slice(0, most),
  };
}

/** In order of appearance. */
function counted(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** Exceptions that have ended, end within a week, or have covered nothing for a week. Remembers those it sees first. */
export async function reviewsOn(
  today: string,
  exceptions: readonly Exception[],
  notebook: Notebook,
): Promise<Review[]> {
  const now = Date.parse(today);
  const marks = await notebook.marks();
  const fresh = exceptions.map(seenMark).filter((name) => !marks.has(name));
  await Promise.all(fresh.map((name) => notebook.mark(name, today)));
  return exceptions.flatMap((exception): Review[] => {
    const seen = marks.get(seenMark(exception));
    const isUnused = seen !== undefined && !marks.has(usedMark(exception)) && now - Date.parse(seen) >= week;
    if (endOf(exception) > now + week && !isUnused) return [];
    return [{ exception, hasExpired: endOf(exception) <= now, ...(isUnused && { unusedSince: seen }) }];
  });
}
