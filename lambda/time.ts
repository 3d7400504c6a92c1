// Spans of time in milliseconds, and days of UTC.

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** @returns such as 2026-11-21. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
