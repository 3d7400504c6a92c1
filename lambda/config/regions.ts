import type { Config } from './config';
import { homeRegion, type Partition, signInRegions } from '../events/partition';

/**
 * The regions that the configuration asks for and that need a forwarder: all but the home region.
 *
 * @param enabled the regions that are enabled in the account, for `all-enabled`.
 */
export function forwardedRegions(
  regions: Config['regions'],
  partition: Partition,
  enabled: readonly string[] = signInRegions(partition),
): string[] {
  return wantedRegions(regions, partition, enabled).filter((region) => region !== homeRegion(partition));
}

/** The same with the home region, if it is named. */
export function wantedRegions(
  regions: Config['regions'],
  partition: Partition,
  enabled: readonly string[] = signInRegions(partition),
): string[] {
  const wanted = regions === 'sign-in' ? signInRegions(partition) : regions === 'all-enabled' ? enabled : regions;
  return [...new Set(wanted)];
}
