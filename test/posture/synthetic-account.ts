import { selfService } from '../../lambda/posture/samples';
import { Draw } from '../bench/draw';

const account = '111122223333';
const version = '2012-10-17';
const services =
  'ec2 s3 lambda dynamodb sqs sns logs cloudwatch rds ecs ecr eks kms ssm sts glue athena states events'.split(' ');
const verbs = ['Get*', 'List*', 'Describe*', 'Put*', 'Create*', 'Delete*', 'Update*', 'Tag*', '*'];
const present = 'aws:MultiFactorAuthPresent';

/** A saved account of many users, the same for the same seed: as the command line prints it. */
export interface SavedAccount {
  details: object;
  credentialReport: string;
  virtualDevices: object;
}

/** Groups, managed policies of the account and of AWS, boundaries, inline policies and AWS's templates for self-management, mixed; 60 jobs. */
export function syntheticAccount(count: number, seed = '1'): SavedAccount {
  const draw = new Draw(seed);
  const policies = [
    ...templates,
    officeOnly,
    ...Array.from({ length: 60 }, (_, index) => ownPolicy(draw, index)),
    ...ofAws,
  ];
  const groups = Array.from({ length: 40 }, (_, index) => group(draw, index, policies));
  const groupsOfJob = () => Array.from({ length: 1 + draw.below(3) }, () => draw.pick(groups).GroupName);
  const jobs = Array.from({ length: 60 }, () => [...new Set(groupsOfJob())]);
  const names = Array.from({ length: count }, (_, index) => `user-${index}-${draw.hex(4)}`);
  return {
    details: {
      UserDetailList: names.map((name) => user(draw, name, jobs, policies)),
      GroupDetailList: groups,
      RoleDetailList: Array.from({ length: Math.ceil(count / 10) }, (_, index) => role(draw, index, names)),
      Policies: policies,
    },
    credentialReport: [
      header,
      row(draw, '<root_account>', 'root'),
      ...names.map((name) => row(draw, name, `user/${name}`)),
    ].join('\n'),
    virtualDevices: {
      VirtualMFADevices: names
        .filter(() => draw.chance(0.6))
        .map((name) => ({
          SerialNumber: `arn:aws:iam::${account}:mfa/${name}`,
          User: { Arn: `arn:aws:iam::${account}:user/${name}`, UserName: name },
          EnableDate: '2025-01-01T00:00:00+00:00',
        })),
    },
  };
}

type Managed = ReturnType<typeof managed>;

function managed(name: string, Statement: object[], owner = account) {
  const PolicyVersionList = [{ Document: { Version: version, Statement }, VersionId: 'v1', IsDefaultVersion: true }];
  return { PolicyName: name, Arn: `arn:aws:iam::${owner}:policy/${name}`, PolicyVersionList };
}

const templates = [
  managed('SelfService', selfService.Statement),
  managed('SelfServiceOld', [
    {
      Effect: 'Allow',
      Action: [
        'iam:CreateVirtualMFADevice',
        'iam:EnableMFADevice',
        'iam:ResyncMFADevice',
        'iam:DeleteVirtualMFADevice',
      ],
      Resource: ['arn:aws:iam::*:mfa/${aws:username}', 'arn:aws:iam::*:user/${aws:username}'],
    },
    {
      Effect: 'Allow',
      Action: 'iam:DeactivateMFADevice',
      Resource: ['arn:aws:iam::*:mfa/${aws:username}', 'arn:aws:iam::*:user/${aws:username}'],
      Condition: { Bool: { [present]: 'true' } },
    },
  ]),
  managed('SelfServiceMended', [
    ...selfService.Statement,
    {
      Effect: 'Deny',
      Action: ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice'],
      Resource: '*',
      Condition: { Null: { [present]: 'true' } },
    },
  ]),
];

const officeOnly = managed('OfficeOnly', [
  { Effect: 'Deny', Action: '*', Resource: '*', Condition: { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } },
]);

/** As long as the longest of AWS: some hundred patterns. */
const ofAws = [
  managed('AdministratorAccess', [{ Effect: 'Allow', Action: '*', Resource: '*' }], 'aws'),
  managed(
    'PowerUserAccess',
    [{ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }],
    'aws',
  ),
  managed(
    'ReadOnlyAccess',
    [
      {
        Effect: 'Allow',
        Action: Array.from({ length: 150 }, (_, index) => `service${index}`)
          .concat(services)
          .flatMap((service) => [...['Get*', 'List*', 'Describe*', 'BatchGet*'].map((verb) => `${service}:${verb}`)]),
        Resource: '*',
      },
    ],
    'aws',
  ),
];

function ownPolicy(draw: Draw, index: number): Managed {
  return managed(
    `team-${index}`,
    Array.from({ length: 1 + draw.below(6) }, (_, place) => statement(draw, `S${place}`)),
  );
}

function statement(draw: Draw, Sid: string) {
  const service = draw.pick(services);
  const Resource = draw.pick([
    '*',
    `arn:aws:${service}:*:${account}:thing/${draw.hex(4)}-*`,
    [`arn:aws:s3:::${draw.hex(6)}`, `arn:aws:s3:::${draw.hex(6)}/*`],
    'arn:aws:s3:::home/${aws:username}/*',
  ]);
  const Condition = draw.chance(0.1)
    ? { Bool: { [present]: 'true' } }
    : draw.chance(0.1)
      ? { StringEquals: { 'aws:RequestedRegion': 'eu-north-1' } }
      : undefined;
  const Effect = draw.chance(0.9) ? 'Allow' : 'Deny';
  return { Sid, Effect, Action: verbsOf(draw, service), Resource, ...(Condition && { Condition }) };
}

function verbsOf(draw: Draw, service: string): string[] {
  return Array.from({ length: 1 + draw.below(4) }, () => `${service}:${draw.pick(verbs)}`);
}

function group(draw: Draw, index: number, policies: readonly Managed[]) {
  return {
    GroupName: `group-${index}`,
    GroupPolicyList: draw.chance(0.3) ? [inline(draw)] : [],
    AttachedManagedPolicies: attached(draw, 1 + draw.below(4), policies),
  };
}

function inline(draw: Draw) {
  return { PolicyName: 'inline', PolicyDocument: { Version: version, Statement: [statement(draw, 'Own')] } };
}

function attached(draw: Draw, count: number, policies: readonly Managed[]) {
  const chosen = new Set(Array.from({ length: count }, () => draw.pick(policies)));
  return [...chosen].map(({ PolicyName, Arn }) => ({ PolicyName, PolicyArn: Arn }));
}

function user(draw: Draw, name: string, jobs: readonly string[][], policies: readonly Managed[]) {
  const template = draw.pick(templates);
  return {
    UserName: name,
    Arn: `arn:aws:iam::${account}:user/${name}`,
    UserPolicyList: draw.chance(0.1) ? [inline(draw)] : [],
    GroupList: draw.pick(jobs),
    AttachedManagedPolicies: [
      ...(draw.chance(0.7) ? [{ PolicyName: template.PolicyName, PolicyArn: template.Arn }] : []),
      ...(draw.chance(0.2) ? attached(draw, 1, policies.slice(templates.length)) : []),
    ],
    ...(draw.chance(0.2) && {
      PermissionsBoundary: { PermissionsBoundaryArn: draw.pick(ofAws).Arn, PermissionsBoundaryType: 'Policy' },
    }),
  };
}

function role(draw: Draw, index: number, names: readonly string[]) {
  const Principal = draw.chance(0.5)
    ? { Service: 'lambda.amazonaws.com' }
    : { AWS: `arn:aws:iam::${account}:${draw.chance(0.5) ? 'root' : `user/${draw.pick(names)}`}` };
  return {
    RoleName: `role-${index}`,
    Arn: `arn:aws:iam::${account}:role/role-${index}`,
    AssumeRolePolicyDocument: {
      Version: version,
      Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
    },
  };
}

const header =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,mfa_active,' +
  [1, 2]
    .map((key) => `access_key_${key}_active,access_key_${key}_last_rotated,access_key_${key}_last_used_date`)
    .join(',');

function row(draw: Draw, name: string, resource: string): string {
  const time = (year: number) => `${year}-01-01T00:00:00+00:00`;
  const key = (odds: number) =>
    draw.chance(odds) ? `true,${time(2024 + draw.below(3))},${time(2026)}` : 'false,N/A,N/A';
  const made = [name, `arn:aws:iam::${account}:${resource}`, time(2020 + draw.below(6))];
  return [...made, draw.chance(0.7), time(2026), time(2024), draw.chance(0.6), key(0.7), key(0.1)].join(',');
}
