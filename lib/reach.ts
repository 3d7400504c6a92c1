import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Config } from '../lambda/config/config';
import { homeRegion, type Partition, partitionOf, signInRegions } from '../lambda/config/partition';
import { suggestion } from '../lambda/config/suggestion';

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
  for (const region of wanted) {
    const meant = misspelt(region);
    if (meant !== '') throw new Error(`regions: ${region}: expected a region${meant}`);
  }
  return {
    home,
    forwarded: [...new Set(wanted)].filter((region) => region !== home),
    missing: signIn.filter((region) => region !== home && !wanted.includes(region)),
    isComplete: regions === 'all-enabled',
  };
}

/** A region that is newer than CDK's list mostly has a new number, or resembles none. */
function misspelt(region: string): string {
  const known = RegionInfo.regions.map(({ name }) => name);
  const withoutNumber = (name: string) => name.replace(/\d+$/, '');
  return known.map(withoutNumber).includes(withoutNumber(region)) ? '' : suggestion(region, known);
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
