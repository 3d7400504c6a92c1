import type { IAMClient } from '@aws-sdk/client-iam';
import type { Policies } from '../engine/observe';
import { mentionsMfa } from '../events/policy';
import { inTime } from './aws-clients';
import type { MemberAccess } from './member-access';

/** Asks the IAM of the account. What cannot be read (a deleted policy, a refusal, a throttle) is no answer. */
export class IamPolicies implements Policies {
  constructor(private readonly access: MemberAccess) {}

  async mentionMfa(account: string, policyArn: string): Promise<boolean | undefined> {
    // Neither an inline policy nor one of AWS's own belongs to the account.
    if (policyArn.split(':')[4] !== account) return undefined;
    try {
      return await inTime(this.anyMentions(account, policyArn));
    } catch {
      // Without an answer the detection goes by the trail alone.
      return undefined;
    }
  }

  private async anyMentions(account: string, PolicyArn: string): Promise<boolean | undefined> {
    const { paginateListPolicyVersions } = await import('./late/iam');
    const iam = await this.access.iamOf(account);
    const versions: string[] = [];
    for await (const page of paginateListPolicyVersions({ client: iam }, { PolicyArn }))
      versions.push(...(page.Versions ?? []).flatMap(({ VersionId }) => VersionId ?? []));
    const read = await Promise.allSettled(versions.map((version) => mentions(iam, PolicyArn, version)));
    if (read.some((answer) => answer.status === 'fulfilled' && answer.value)) return true;
    return read.every(({ status }) => status === 'fulfilled') ? false : undefined;
  }
}

async function mentions(iam: IAMClient, PolicyArn: string, VersionId: string): Promise<boolean> {
  const { GetPolicyVersionCommand } = await import('./late/iam');
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return mentionsMfa(decodeURIComponent(PolicyVersion?.Document ?? ''));
}
