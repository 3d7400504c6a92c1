import { Aws, Validations } from 'aws-cdk-lib';
import { CfnEventBusPolicy } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { inventoryRoleArn, rootAuditPolicyArn } from '../../lambda/config/member';
import { forwarderPrefix } from '../../lambda/engine/health/deployed-rules';
import { defaultBus } from '../rules/forwarder';
import { inNag } from '../functions/look-ups';

interface OrganizationAccessProps {
  /** Such as `o-a1b2c3d4e5`. */
  organization: string;
  /** The role of the function that looks devices of members up. */
  detect: IRole;
  /** Roles of the other functions. */
  others: IRole[];
  region: string;
}

/** Lets members of the organization send events to this account's bus, and the functions look up what they must know. */
export class OrganizationAccess extends Construct {
  constructor(scope: Construct, id: string, { organization, detect, others, region }: OrganizationAccessProps) {
    super(scope, id);
    const statementId = 'mfa-watch-organization';
    new CfnEventBusPolicy(this, 'BusPolicy', {
      eventBusName: 'default',
      statementId,
      statement: {
        Sid: statementId,
        Effect: 'Allow',
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: defaultBus(this, region),
        Condition: {
          StringEquals: { 'aws:PrincipalOrgID': organization },
          // Only forwarders: other rules of this bus may trust whatever comes.
          ArnLike: { 'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::*:role/${forwarderPrefix}-*` },
        },
      },
    });
    const ofOurs = { 'aws:ResourceOrgID': organization };
    const inventories = inventoryRoleArn(Aws.PARTITION, '*');
    const roots = `arn:${Aws.PARTITION}:iam::*:root`;
    const lookUps = new ManagedPolicy(this, 'LookUps', {
      description: 'mfa-watch: look-ups of devices in accounts of the organization',
      roles: [detect],
      statements: [
        new PolicyStatement({
          actions: ['sts:AssumeRole'],
          resources: [inventories],
          conditions: { StringEquals: ofOurs },
        }),
        new PolicyStatement({
          actions: ['sts:AssumeRoot'],
          resources: [roots],
          conditions: { StringEquals: ofOurs, ArnEquals: { 'sts:TaskPolicyArn': rootAuditPolicyArn(Aws.PARTITION) } },
        }),
      ],
    });
    Validations.of(lookUps).acknowledge(
      ...[inventories, roots].map((arn) => ({
        id: `AwsSolutions-IAM5[Resource::${inNag(arn)}]`,
        reason: 'Any account of this organization, and none of another; the session can only list MFA devices.',
      })),
    );
    // The ARNs name the management account, which need not be this one; no call reaches another organization.
    const ofOrganization = ['account', 'ou'].map((kind) => `arn:${Aws.PARTITION}:organizations::*:${kind}/o-*`);
    const names = new ManagedPolicy(this, 'Names', {
      description: 'mfa-watch: names and units of accounts of the organization, by which it is decided who is told',
      roles: [detect, ...others],
      statements: [
        new PolicyStatement({
          actions: ['organizations:DescribeAccount', 'organizations:ListParents'],
          resources: ofOrganization,
        }),
      ],
    });
    Validations.of(names).acknowledge(
      ...ofOrganization.map((arn) => ({
        id: `AwsSolutions-IAM5[Resource::${inNag(arn)}]`,
        reason: 'Names and units of whichever account of the organization an alert is about; both calls only read.',
      })),
    );
  }
}
