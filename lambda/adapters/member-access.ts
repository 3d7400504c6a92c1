import type { IAMClient } from '@aws-sdk/client-iam';
import type { Credentials, STSClient } from '@aws-sdk/client-sts';
import { externalId, inventoryRole, inventoryRoleArn, rootAuditPolicyArn } from '../config/member';
import type { Clock } from '../engine/ports';
import { isRefusal, nameOf } from './reason';
import { Remembered } from './remembered';
import { minute } from '../time';

/** What the function itself is. */
export interface Home {
  account: string;
  /** Such as `aws`. */
  partition: string;
  /** Id of the organization into whose members it may look; null: into its own account only. */
  organization: string | null;
}

/** An account cannot be looked into; the message says why and, where something helps, what to do. */
export class NoAccess extends Error {}

/** An IAM client renews its credentials by itself. */
const clientsLive = 60 * minute;
/** Else each event of an account without the role would add a refused call to the trail. */
const refusalsHold = 5 * minute;

/** IAM as other accounts and their root users see it. */
export class MemberAccess {
  private readonly clients: Remembered<IAMClient>;
  private readonly refusals: Remembered<Error>;

  constructor(
    readonly home: Home,
    /** Makes it when it is first needed, like STS: both take time to load. */
    private readonly iam: () => Promise<IAMClient>,
    private readonly sts: () => Promise<STSClient>,
    clock: Clock,
  ) {
    this.clients = new Remembered(clock);
    this.refusals = new Remembered(clock);
  }

  /** @throws NoAccess */
  async iamOf(account: string): Promise<IAMClient> {
    const { partition, organization } = this.home;
    if (account === this.home.account) return this.iam();
    if (organization === null) throw new NoAccess(`devices of account ${account} cannot be listed from here`);
    const role = {
      RoleArn: inventoryRoleArn(partition, account),
      RoleSessionName: 'mfa-watch',
      ExternalId: externalId(organization),
    };
    return this.as(`${account} role`, async () => {
      const { AssumeRoleCommand } = await import('./late/sts');
      return (await this.sts()).send(new AssumeRoleCommand(role));
    }).catch((error: unknown) => {
      const advice = isRefusal(error) ? ': deploy the member stack there' : '';
      const problem = `account ${account}: role ${inventoryRole} could not be assumed (${nameOf(error)})${advice}`;
      throw new NoAccess(problem, { cause: error });
    });
  }

  /** For reading root's credentials. @throws what STS says: not every organization has turned this on. */
  async iamOfRoot(account: string): Promise<IAMClient> {
    const root = {
      TargetPrincipal: account,
      TaskPolicyArn: { arn: rootAuditPolicyArn(this.home.partition) },
      DurationSeconds: 900,
    };
    return this.as(`${account} root`, async () => {
      const { AssumeRootCommand } = await import('./late/sts');
      return (await this.sts()).send(new AssumeRootCommand(root));
    });
  }

  private async as(whom: string, assume: () => Promise<{ Credentials?: Credentials | undefined }>): Promise<IAMClient> {
    const refusal = this.refusals.get(whom);
    if (refusal !== undefined) throw refusal;
    const { IAMClient } = await import('./late/iam');
    const { region, requestHandler, maxAttempts } = (await this.iam()).config;
    const credentials = async () => credentialsOf(await assume());
    // Every account's IAM is behind the same host, so they share its connections.
    const client = this.clients.get(whom) ?? new IAMClient({ region, requestHandler, maxAttempts, credentials });
    this.clients.set(whom, client, clientsLive);
    try {
      // Asked for here, so that a refusal by STS cannot be taken for one by IAM.
      await client.config.credentials();
    } catch (error) {
      if (isRefusal(error)) this.refusals.set(whom, error, refusalsHold);
      throw error;
    }
    return client;
  }
}

function credentialsOf({ Credentials }: { Credentials?: Credentials | undefined }) {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined) throw new Error('STS gave no credentials');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken !== undefined && { sessionToken: SessionToken }),
    ...(Expiration && { expiration: Expiration }),
  };
}
