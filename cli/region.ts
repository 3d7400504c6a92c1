import { misspeltRegion } from '../lambda/config/region';
import { UsageError } from './usage-error';

/** @throws UsageError for what is no region, such as a misspelt one. */
export function mustBeRegion(name: string): void {
  const meant = misspeltRegion(name);
  if (meant !== undefined)
    throw new UsageError(`--region "${name}" is not a region${meant}: expected one such as us-east-1`);
}
