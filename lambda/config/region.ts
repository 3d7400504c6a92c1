import { partitions, signInRegions } from '../events/partition';
import { regionName } from '../events/envelope';
import { suggestion } from './suggestion';

/**
 * One of these stands in the name of every region, before its number (AWS General Reference, regional endpoints). A region
 * that is newer than this release has one, too, and a list of regions would refuse it.
 */
const directions = ['north', 'south', 'east', 'west', 'central', 'northeast', 'northwest', 'southeast', 'southwest'];

/** @returns undefined: it may be one; else what was meant, such as ` (did you mean "us-east-1"?)`, or nothing. */
export function misspeltRegion(name: string): string | undefined {
  const parts = name.toLowerCase().split('-');
  if (hasItsForm(name) && directions.includes(parts.at(-2) ?? '')) return undefined;
  const alike = parts.length < 3 ? [] : directions.map((direction) => parts.with(-2, direction).join('-'));
  return suggestion(name, [...partitions.flatMap(signInRegions), ...alike.filter(hasItsForm)]);
}

function hasItsForm(name: string): boolean {
  return regionName.safeParse(name).success;
}
