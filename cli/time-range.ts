import { isoTime } from '../lambda/events/trail-event';
import { lookBack } from '../lambda/events/window';
import { UsageError } from './usage-error';
import { day } from '../lambda/time';

/** Milliseconds since the epoch, both ends included. */
export interface TimeRange {
  since: number;
  until: number;
}

/** @param at milliseconds since the epoch. */
export function isWithin(at: number, { since, until }: TimeRange): boolean {
  return at >= since && at <= until;
}

/** In words; empty: all times. */
export function inWords({ since, until }: TimeRange): string {
  if (since !== -Infinity)
    return until === Infinity ? `from ${isoTime(since)} on` : `from ${isoTime(since)} to ${isoTime(until)}`;
  return until === Infinity ? '' : `up to ${isoTime(until)}`;
}

/** With what is judged besides, so that in the range is found what would be found in the whole: what a review at its beginning looks back on. */
export function withLookBack({ since, until }: TimeRange): TimeRange {
  return { since: since - lookBack, until };
}

const time = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** So long before now. */
const ago = /^(\d{1,5})([mhdw])$/;
const units: Readonly<Record<string, number>> = { m: 60_000, h: 60 * 60_000, d: day, w: 7 * day };

/** @param now milliseconds since the epoch. @throws UsageError */
export function timeRange(since: string | undefined, until: string | undefined, now = Date.now()): TimeRange {
  const range = {
    since: since === undefined ? -Infinity : moment('--since', since, now).start,
    until: until === undefined ? Infinity : moment('--until', until, now).end,
  };
  if (range.since > range.until)
    throw new UsageError(`--since ${since ?? ''} is later than --until ${until ?? ''}: nothing could lie between them`);
  return range;
}

/** A date stands for the whole day; a time without zone is UTC, as in CloudTrail. */
function moment(option: string, text: string, now: number): { start: number; end: number } {
  const [, amount, unit = ''] = ago.exec(text) ?? [];
  const then = now - Number(amount) * (units[unit] ?? NaN);
  if (amount !== undefined) return { start: then, end: then };
  // As alerts and reports print it, and SQL.
  const iso = text.replace(/ ?UTC$/, 'Z').replace(' ', 'T');
  const [, date = '', clock, , , zone] = time.exec(iso) ?? [];
  const start = Date.parse(clock === undefined || zone !== undefined ? iso : `${iso}Z`);
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const isInCalendar = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
  if (!isInCalendar || Number.isNaN(start))
    throw new UsageError(
      `${option} "${text}" is not a time: expected ISO 8601 such as 2026-11-20 or 2026-11-20T09:16:12Z, or how long ago, such as 30d, 12h or 45m`,
    );
  return { start, end: clock === undefined ? start + day - 1 : start };
}
