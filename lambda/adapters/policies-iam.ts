import { GetPolicyVersionCommand, type IAMClient, paginateListPolicyVersions } from '@aws-sdk/client-iam';
import type { Policies } from '../engine/ports';
import { mentionsMfa } from '../events/policy';

/** Asks IAM. What cannot be read (a deleted policy, a refusal, a throttle, another account) is no answer. */
export class IamPolicies implements Policies {
  constructor(
    private readonly iam: IAMClient,
    private readonly account: string,
  ) {}

  async mentionMfa(account: string, policyArn: string): Promise<boolean | undefined> {
    if (account !== this.account || policyArn.split(':')[4] !== this.account) return undefined;
    try {
      const versions: string[] = [];
      for await (const page of paginateListPolicyVersions({ client: this.iam }, { PolicyArn: policyArn }))
        versions.push(...(page.Versions ?? []).flatMap(({ VersionId }) => VersionId ?? []));
      // At most five, and together they must be read well within the function's time.
      const read = await Promise.allSettled(versions.map((version) => this.mentions(policyArn, version)));
      if (read.some((answer) => answer.status === 'fulfilled' && answer.value)) return true;
      return read.every(({ status }) => status === 'fulfilled') ? false : undefined;
    } catch {
      // Without an answer the detection goes by the trail alone.
      return undefined;
    }
  }

  private async mentions(PolicyArn: string, VersionId: string): Promise<boolean> {
    const { PolicyVersion } = await this.iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
    return mentionsMfa(decodeURIComponent(PolicyVersion?.Document ?? ''));
  }
}
