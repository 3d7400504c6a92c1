/** What each member account has of mfa-watch: a role that the home account's function takes on to look up devices. */
export const inventoryRole = 'mfa-watch-inventory';

/** @param partition such as `aws`, or CDK's token for it. */
export function inventoryRoleArn(partition: string, account: string): string {
  return `arn:${partition}:iam::${account}:role/${inventoryRole}`;
}

/** AWS's own policy for sessions of `sts:AssumeRoot` that list root's credentials and change nothing (IAM user guide). */
export function rootAuditPolicyArn(partition: string): string {
  return `arn:${partition}:iam::aws:policy/root-task/IAMAuditRootUserCredentials`;
}

/**
 * What the function says and the role's trust policy asks for (`sts:ExternalId`): the role trusts one account, and in it
 * only whoever speaks for this organization.
 *
 * @param organization its id, such as `o-a1b2c3d4e5`.
 */
export function externalId(organization: string): string {
  return organization;
}
