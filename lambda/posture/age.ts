import { grouped } from '../events/names';
import { day } from '../time';

/** Whole days since an ISO 8601 time; undefined where there is none. */
export function daysSince(time: string | undefined, now: number): number | undefined {
  return time === undefined ? undefined : Math.floor((now - Date.parse(time)) / day);
}

export function days(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'day' : 'days'}`;
}

/** `the key was last used 3 days ago`. */
export function ago(what: string, time: string | undefined, now: number, otherwise: string): string {
  const since = daysSince(time, now);
  if (since === undefined) return otherwise;
  return since < 1 ? `${what} less than a day ago` : `${what} ${days(since)} ago`;
}
