import { legible, named } from '../../lambda/alerts/plain';
import { utc } from '../../lambda/alerts/wording';

/** Text that others chose, fit for a terminal: as it is where it looks like a name, an ARN or an id, else in quotes. */
export function shown(text: string): string {
  return named(legible(text));
}

/** A sentence that somebody typed. */
export function quoted(text: string): string {
  return `"${legible(text).replaceAll('"', "'")}"`;
}

/** @param time ISO 8601 in UTC, such as our own clock writes with milliseconds, which no reader needs. */
export function second(time: string): string {
  return utc(time.replace(/\.\d+Z$/, 'Z'));
}
