import { AccountClient, paginateListRegions } from '@aws-sdk/client-account';
import { reasonOf } from './reason';

/**
 * The regions that are enabled in the shell's account, by `account:ListRegions`.
 *
 * @throws with what to do, if AWS cannot be asked.
 */
export async function enabledRegions(client = new AccountClient({ maxAttempts: 2 })): Promise<string[]> {
  const regions: string[] = [];
  try {
    const isEnabled = { RegionOptStatusContains: ['ENABLED' as const, 'ENABLED_BY_DEFAULT' as const] };
    for await (const page of paginateListRegions({ client }, isEnabled))
      regions.push(...(page.Regions ?? []).flatMap(({ RegionName }) => RegionName ?? []));
    return regions.sort();
  } catch (error) {
    throw new Error(
      `regions: all-enabled: AWS could not be asked which regions are enabled (account:ListRegions): ${reasonOf(error)}; ` +
        'log in to AWS, or list the regions in mfa-watch.yaml',
      { cause: error },
    );
  }
}
