import { partitions, signInRegions } from '../lambda/events/partition';
import { suggestion } from '../lambda/config/suggestion';
import { regionName } from '../lambda/events/envelope';
import { UsageError } from './usage-error';

/**
 * One of these stands in the name of every region, before its number (AWS General Reference, regional endpoints). A region
 * that is newer than this release has one, too, and a list of regions would refuse it.
 */
const directions = ['north', 'south', 'east', 'west', 'central', 'northeast', 'northwest', 'southeast', 'southwest'];

/** @throws UsageError for what is no region, such as a misspelt one. */
export function mustBeRegion(name: string): void {
  const parts = name.toLowerCase().split('-');
  if (isRegion(name) && directions.includes(parts.at(-2) ?? '')) return;
  const alike = parts.length < 3 ? [] : directions.map((direction) => parts.with(-2, direction).join('-'));
  const meant = suggestion(name, [...partitions.flatMap(signInRegions), ...alike.filter(isRegion)]);
  throw new UsageError(`--region "${name}" is not a region${meant}: expected one such as us-east-1`);
}

function isRegion(name: string): boolean {
  return regionName.safeParse(name).success;
}
