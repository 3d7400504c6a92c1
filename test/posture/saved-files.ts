import { alice, daysAgo, readBuckets, selfService } from '../../lambda/posture/samples';
import { account } from '../../lambda/events/samples';

/** As `aws iam get-account-authorization-details` prints it: alice enrols by a group's policy and works by her own. */
export const details = {
  UserDetailList: [
    {
      Path: '/',
      UserName: 'alice',
      UserId: 'AIDAEXAMPLE',
      Arn: alice().arn,
      CreateDate: daysAgo(700),
      UserPolicyList: [{ PolicyName: 'Work', PolicyDocument: readBuckets }],
      GroupList: ['Developers'],
      AttachedManagedPolicies: [],
      Tags: [],
    },
  ],
  GroupDetailList: [
    {
      GroupName: 'Developers',
      GroupPolicyList: [],
      AttachedManagedPolicies: [{ PolicyName: 'SelfService', PolicyArn: `arn:aws:iam::${account}:policy/SelfService` }],
    },
  ],
  RoleDetailList: [
    {
      RoleName: 'Admin',
      Arn: `arn:aws:iam::${account}:role/Admin`,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: alice().arn }, Action: 'sts:AssumeRole' }],
      },
    },
  ],
  Policies: [
    {
      PolicyName: 'SelfService',
      Arn: `arn:aws:iam::${account}:policy/SelfService`,
      PolicyVersionList: [
        { Document: { Version: '2012-10-17', Statement: [] }, VersionId: 'v1', IsDefaultVersion: false },
        { Document: selfService, VersionId: 'v2', IsDefaultVersion: true },
      ],
    },
  ],
};

const header =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,' +
  'access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,' +
  'access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,' +
  'cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated';
const noKey = 'false,N/A,N/A,N/A,N/A';
const noCertificates = 'false,N/A,false,N/A';

/** The CSV that IAM makes. */
export const credentialReport = [
  header,
  `<root_account>,arn:aws:iam::${account}:root,2020-01-01T00:00:00+00:00,not_supported,no_information,not_supported,not_supported,true,${noKey},${noKey},${noCertificates}`,
  `alice,${alice().arn},2024-01-01T00:00:00+00:00,true,no_information,2024-01-01T00:00:00+00:00,N/A,false,true,2024-01-02T00:00:00+00:00,N/A,N/A,N/A,${noKey},${noCertificates}`,
].join('\n');

export const virtualDevices = {
  VirtualMFADevices: [
    { SerialNumber: `arn:aws:iam::${account}:mfa/left-over` },
    {
      SerialNumber: `arn:aws:iam::${account}:mfa/root-account-mfa-device`,
      User: { Arn: `arn:aws:iam::${account}:root` },
      EnableDate: daysAgo(100),
    },
  ],
};
