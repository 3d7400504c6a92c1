import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Config } from '../../lambda/config/config';
import { homeRegion, type Partition, partitionOf, signInRegions } from '../../lambda/events/partition';
import { forwardedRegions, wantedRegions } from '../../lambda/config/regions';
import { forwarderStack } from '../../lambda/engine/health/stack-names';
import { suggestion } from '../../lambda/config/suggestion';

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
export function reachOf(regions: Config['regions'], partition: Partition, enabled?: readonly string[]): Reach {
  const home = homeRegion(partition);
  const signIn = signInRegions(partition);
  const wanted = wantedRegions(regions, partition, enabled);
  const strangers = wanted.filter((region) => partitionOf(region) !== partition);
  if (strangers.length > 0)
    throw new Error(`regions: ${strangers.join(', ')}: expected regions of ${partition}, such as ${signIn.join(', ')}`);
  for (const region of wanted) {
    const meant = misspelt(region);
    if (meant !== '') throw new Error(`regions: ${region}: expected a region${meant}`);
  }
  return {
    home,
    forwarded: forwardedRegions(regions, partition, enabled),
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
  const covered = [home, ...forwarded].join(', ');
  const elsewhere = `Regions other than ${covered}: sign-ins at their own pages, STS calls, Identity Center, trails`;
  return [
    ...(missing.length > 0 ? [`Sign-ins by the global page that AWS logs in ${missing.join(', ')}`] : []),
    isComplete ? 'Regions that are enabled later, until the next deployment' : `${elsewhere} (regions: all-enabled)`,
  ].join('. ');
}

/** Which other stacks belong to the deployment; the home stack cannot know whether they are there. */
export function neededAsWell({ forwarded }: Reach): string | undefined {
  if (forwarded.length === 0) return undefined;
  const stacks = forwarded.map(forwarderStack).join(', ');
  return `Stacks ${stacks}. After a cdk deploy without "**" they are missing, and events of these regions are not seen`;
}
