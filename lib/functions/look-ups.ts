import { Aws, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';

/** Lets the role look up MFA devices and policies of its own account. All of it reads. */
export function grantLookUps(role: Role): void {
  const iam = (resource: string) =>
    Stack.of(role).formatArn({ service: 'iam', region: '', resource, resourceName: '*' });
  const users = iam('user');
  const policies = iam('policy');
  role.addToPolicy(new PolicyStatement({ actions: ['iam:ListMFADevices'], resources: [users] }));
  role.addToPolicy(
    new PolicyStatement({ actions: ['iam:GetAccountSummary', 'iam:ListVirtualMFADevices'], resources: ['*'] }),
  );
  role.addToPolicy(
    new PolicyStatement({ actions: ['iam:GetPolicyVersion', 'iam:ListPolicyVersions'], resources: [policies] }),
  );
  Validations.of(role).acknowledge(
    {
      id: `AwsSolutions-IAM5[Resource::${inNag(users)}]`,
      reason: 'Any user of this account may be the next whose MFA is tampered with. The one call lists MFA devices.',
    },
    {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'Only for iam:GetAccountSummary and iam:ListVirtualMFADevices, which read and which IAM cannot limit to ' +
        'resources; without them nothing is known of the devices of root.',
    },
    {
      id: `AwsSolutions-IAM5[Resource::${inNag(policies)}]`,
      reason: 'Any policy of this account may be the one that demands MFA. The two calls read its text.',
    },
  );
}

/** An ARN as the findings of cdk-nag write it. */
export function inNag(arn: string): string {
  return arn
    .replace(Aws.PARTITION, '<AWS::Partition>')
    .replace(Aws.REGION, '<AWS::Region>')
    .replace(Aws.ACCOUNT_ID, '<AWS::AccountId>');
}
