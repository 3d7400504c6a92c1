import type { Config } from '../lambda/config/config';
import { homeRegion, type Partition, partitionOf, signInRegions } from '../lambda/config/partition';

/** Where events are taken from. */
export interface Reach {
  /** The partition's home region, where the function runs. */
  home: string;
  /** Regions with a forwarder: all others whose events are taken. */
  forwarded: string[];
  /** Regions that are known to have sign-ins or STS calls, and no forwarder. */
  missing: string[];
  /** Whether every region that is enabled in the account is covered. */
  isComplete: boolean;
}

/**
 * @param enabled the regions that are enabled in the account, for `all-enabled`.
 * @throws if a region is none of the partition's.
 */
export function reachOf(
  regions: Config['regions'],
  partition: Partition,
  enabled: readonly string[] = signInRegions(partition),
): Reach {
  const home = homeRegion(partition);
  const signIn = signInRegions(partition);
  const wanted = regions === 'sign-in' ? signIn : regions === 'all-enabled' ? enabled : regions;
  const strangers = wanted.filter((region) => partitionOf(region) !== partition);
  if (strangers.length > 0)
    throw new Error(`regions: ${strangers.join(', ')}: expected regions of ${partition}, such as ${signIn.join(', ')}`);
  return {
    home,
    forwarded: [...new Set(wanted)].filter((region) => region !== home),
    missing: signIn.filter((region) => region !== home && !wanted.includes(region)),
    isComplete: regions === 'all-enabled',
  };
}

/** What the outputs of the deployment say. */
export function notCovered({ home, forwarded, missing, isComplete }: Reach): string {
  const unseen = [
    missing.length > 0 && `sign-ins by the global page that AWS logs in ${missing.join(', ')}`,
    !isComplete &&
      'sign-ins at the page of another region, and STS calls, Identity Center and trails there (regions: all-enabled)',
  ].filter((what) => what !== false);
  return [
    unseen.length === 0 ? 'nothing that a region enabled in this account today logs' : unseen.join('; '),
    forwarded.length > 0 &&
      `and, without the forwarders of ${forwarded.join(', ')} (cdk deploy "**"), everything outside of ${home}`,
  ]
    .filter((what) => what !== false)
    .join('; ');
}
