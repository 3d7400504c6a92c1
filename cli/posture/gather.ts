import { savedAnswers } from '../../lambda/adapters/snapshot/saved-answers';
import { merged, type SnapshotFiles, snapshotOfFiles } from '../../lambda/adapters/snapshot/snapshot-files';
import type { Snapshot } from '../../lambda/posture/snapshot';
import { callError } from '../deployment/aws-error';
import { mustExist } from '../must-exist';
import type { Source } from './told';

const scpPart = savedAnswers.serviceControlPolicies.name;

function filesOf(options: SnapshotFiles): { part: string; file: string | undefined }[] {
  const kinds = Object.keys(savedAnswers) as (keyof typeof savedAnswers)[];
  return kinds.map((kind) => ({ part: savedAnswers[kind].name, file: options[kind] }));
}

/** Policies of the organization may come from somebody who may read them, for an account that is asked for all else. */
export function isOffline(options: SnapshotFiles): boolean {
  return filesOf(options).some(({ part, file }) => file !== undefined && part !== scpPart);
}

/** @throws UsageError */
export function mustBeThere(options: SnapshotFiles): void {
  for (const { file } of filesOf(options))
    if (file !== undefined) mustExist(file, 'a file that `npm start -- posture --help` tells how to save', 'file');
}

/** Where each part comes from. */
export function sourcesOf(options: SnapshotFiles): Source[] {
  const asked = (part: string) => `asked of ${part === scpPart ? 'AWS Organizations' : 'IAM'}`;
  return filesOf(options).map(({ part, file }) => ({
    part,
    from: file ?? (isOffline(options) ? 'not given' : asked(part)),
  }));
}

/**
 * From the files, or else from the account of the credentials.
 *
 * @param region where IAM and AWS Organizations are.
 * @throws UsageError
 */
export async function snapshotOf(options: SnapshotFiles, region: string): Promise<Snapshot> {
  const fromFiles = await snapshotOfFiles(options);
  if (isOffline(options)) return fromFiles;
  const fromIam = await ofAccount(region);
  if (options.serviceControlPolicies !== undefined) return merged([fromIam, fromFiles]);
  return merged([fromIam, await ofOrganization(region, fromIam.account)]);
}

async function ofAccount(region: string): Promise<Snapshot> {
  const [{ IAMClient }, { snapshotActions, snapshotOfIam }] = await Promise.all([
    import('@aws-sdk/client-iam'),
    import('../../lambda/adapters/snapshot/snapshot-iam'),
  ]);
  try {
    return await snapshotOfIam(new IAMClient({ region, maxAttempts: 5 }));
  } catch (error) {
    throw callError(error, {
      failure: 'IAM cannot be asked',
      actions: snapshotActions.join(', '),
      target: 'an account that these credentials may read',
    });
  }
}

async function ofOrganization(region: string, account: string | undefined): Promise<Pick<Snapshot, 'scps' | 'unread'>> {
  if (account === undefined)
    return { scps: { status: 'unknown', why: 'nothing that was read names the account' }, unread: [] };
  const [{ OrganizationsClient }, { scpsOfOrganizations }] = await Promise.all([
    import('@aws-sdk/client-organizations'),
    import('../../lambda/adapters/snapshot/service-control-policies-organizations'),
  ]);
  return scpsOfOrganizations(new OrganizationsClient({ region, maxAttempts: 5 }), account);
}
