import { AccountClient, paginateListRegions } from '@aws-sdk/client-account';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { reasonOf } from './reason';

const mayList = 'list the regions in mfa-watch.yaml';

/**
 * The regions that are enabled in the shell's account, by `account:ListRegions`.
 *
 * @param target the account that the deployment goes to: `cdk --profile` tells the app that, but not the profile, so the
 *   shell's may be another. Absent: not checked.
 * @throws with what to do, if AWS cannot be asked, or another account would be.
 */
export async function enabledRegions(
  target?: string,
  account = new AccountClient({ maxAttempts: 2 }),
  sts = new STSClient({ maxAttempts: 2 }),
): Promise<string[]> {
  if (target !== undefined) {
    const { Account: own = 'unknown' } = await sts
      .send(new GetCallerIdentityCommand({}))
      .catch(unasked('whose credentials the shell has (sts:GetCallerIdentity)'));
    if (own !== target)
      throw new Error(
        `regions: all-enabled: the shell's credentials are of account ${own}, the deployment goes to ${target}; ` +
          `set AWS_PROFILE instead of --profile, or ${mayList}`,
      );
  }
  return listEnabled(account).catch(unasked('which regions are enabled (account:ListRegions)'));
}

/** @throws as AWS says it. */
export async function listEnabled(client: AccountClient): Promise<string[]> {
  const regions: string[] = [];
  const isEnabled = { RegionOptStatusContains: ['ENABLED' as const, 'ENABLED_BY_DEFAULT' as const] };
  for await (const page of paginateListRegions({ client }, isEnabled))
    regions.push(...(page.Regions ?? []).flatMap(({ RegionName }) => RegionName ?? []));
  return regions.sort();
}

function unasked(what: string): (cause: unknown) => never {
  return (cause) => {
    throw new Error(
      `regions: all-enabled: AWS could not be asked ${what}: ${reasonOf(cause)}; log in to AWS, or ${mayList}`,
      { cause },
    );
  };
}
