import { Aws } from 'aws-cdk-lib';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { externalId, inventoryRole } from '../../lambda/config/member';
import { detectRole } from '../functions/detect-function';
import { grantLookUps } from '../functions/look-ups';

interface InventoryRoleProps {
  /** The account that the function runs in: 12 digits. */
  homeAccount: string;
  /** Id of the organization. */
  organization: string;
}

/** What the function may read of a member account: which MFA devices there are, and which policies demand MFA. */
export class InventoryRole extends Role {
  constructor(scope: Construct, id: string, { homeAccount, organization }: InventoryRoleProps) {
    super(scope, id, {
      roleName: inventoryRole,
      description: 'mfa-watch: lists MFA devices and reads policies for the function in the home account',
      // Named by a condition: as a principal, IAM would demand that the role is there, and forget it when it is made anew.
      assumedBy: new AccountPrincipal(homeAccount).withConditions({
        ArnEquals: { 'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${homeAccount}:role/${detectRole}` },
        StringEquals: { 'aws:PrincipalOrgID': organization, 'sts:ExternalId': externalId(organization) },
      }),
    });
    grantLookUps(this);
  }
}
