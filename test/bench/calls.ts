import type { Kind, Setting } from './callers';

type Fields = Record<string, unknown> | null;

/** One kind of call that nobody watches: how often, by whom, and what its record carries beside the common fields. */
export interface Call {
  weight: number;
  /** Service and name, as in `ec2:DescribeInstances`. */
  api: string;
  by: readonly Kind[];
  writes?: true;
  refused?: (setting: Setting) => string;
  request: (setting: Setting) => Fields;
  response?: (setting: Setting) => Fields;
  /** Placed like `additionalEventData` and `resources`. */
  more?: (setting: Setting) => Record<string, unknown>;
}

const nothing = (): Fields => null;
const bucket = ({ draw, account }: Setting): string =>
  `${draw.pick(['logs', 'assets', 'exports', 'state'])}-${account}`;
const key = ({ draw, account, region }: Setting): string =>
  `arn:aws:kms:${region}:${account}:key/5c0ffee${draw.below(10)}-1d2c-4b3a-9f8e-00000000000${draw.below(10)}`;
const withKey = (setting: Setting): Record<string, unknown> => ({
  resources: [{ accountId: setting.account, type: 'AWS::KMS::Key', ARN: key(setting) }],
});
const inBucket = (setting: Setting): Record<string, unknown> => ({
  additionalEventData: {
    SignatureVersion: 'SigV4',
    CipherSuite: 'TLS_AES_128_GCM_SHA256',
    bytesTransferredIn: 0,
    AuthenticationMethod: 'AuthHeader',
    'x-amz-id-2': `${setting.draw.hex(32)}/${setting.draw.code(40)}=`,
    bytesTransferredOut: setting.draw.below(9000),
  },
  resources: [{ accountId: setting.account, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket(setting)}` }],
});
const instances = ({ draw }: Setting): Fields => ({
  instancesSet: { items: Array.from({ length: 1 + draw.below(3) }, () => ({ instanceId: `i-0${draw.hex(16)}` })) },
  filterSet: {
    items: [{ name: 'instance-state-name', valueSet: { items: [{ value: 'running' }, { value: 'pending' }] } }],
  },
});
const roleArn = ({ draw, account }: Setting): string =>
  `arn:aws:iam::${account}:role/${draw.pick(['OrderIntake', 'ReportNightly', 'ReadOnlyAudit', 'DataLakeWriter', 'Deploy'])}`;
const credentials = ({ draw, account }: Setting): Fields => ({
  credentials: {
    accessKeyId: `ASIA${draw.code(16)}`,
    sessionToken: `IQoJb3JpZ2luX2VjE${draw.code(160)}`,
    expiration: 'Nov 20, 2026, 10:00:00 AM',
  },
  assumedRoleUser: {
    assumedRoleId: `AROAEXAMPLE000000001:${draw.hex(16)}`,
    arn: `arn:aws:sts::${account}:assumed-role/OrderIntake/${draw.hex(16)}`,
  },
});

/** Named like what the catalogue watches, inside of text: a search of bytes must not take it for the call itself. */
const policyText =
  '{"Version":"2012-10-17","Statement":[{"Sid":"NobodyTouchesMfa","Effect":"Deny","Action":["iam:DeactivateMFADevice","iam:EnableMFADevice"],"Resource":"*"}]}';

export const assumeRole: readonly Call[] = [
  {
    weight: 90,
    api: 'sts:AssumeRole',
    by: ['service'],
    request: (setting) => ({ roleArn: roleArn(setting), roleSessionName: setting.draw.hex(16) }),
    response: credentials,
    more: (setting) => ({
      resources: [{ accountId: setting.account, type: 'AWS::IAM::Role', ARN: roleArn(setting) }],
      sharedEventID: setting.draw.uuid(),
    }),
  },
  {
    weight: 40,
    api: 'sts:AssumeRole',
    by: ['program', 'terraform', 'key'],
    request: (setting) => ({
      roleArn: roleArn(setting),
      roleSessionName: `s-${setting.draw.hex(8)}`,
      durationSeconds: 3600,
    }),
    response: credentials,
  },
  {
    weight: 3,
    api: 'sts:AssumeRole',
    by: ['program', 'key'],
    refused: (setting) =>
      `User: arn:aws:iam::${setting.account}:user/svc-deploy is not authorized to perform: sts:AssumeRole on resource: ${roleArn(setting)}`,
    request: nothing,
  },
  {
    weight: 1,
    api: 'sts:AssumeRole',
    by: ['terraform'],
    request: (setting) => ({ roleArn: roleArn(setting), roleSessionName: 'scoped', policy: policyText }),
    response: credentials,
  },
];

export const otherCalls: readonly Call[] = [
  {
    weight: 110,
    api: 'kms:Decrypt',
    by: ['serviceRole', 'program', 'instance'],
    request: (setting) => ({
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::${bucket(setting)}/${setting.draw.hex(24)}` },
    }),
    more: withKey,
  },
  {
    weight: 45,
    api: 'kms:GenerateDataKey',
    by: ['serviceRole', 'program'],
    request: (setting) => ({
      keyId: key(setting),
      keySpec: 'AES_256',
      encryptionContext: { 'aws:sqs:arn': setting.draw.hex(20) },
    }),
    more: withKey,
  },
  { weight: 80, api: 'ec2:DescribeInstances', by: ['serviceRole', 'cluster', 'terraform'], request: instances },
  { weight: 35, api: 'ec2:DescribeNetworkInterfaces', by: ['cluster', 'serviceRole'], request: instances },
  {
    weight: 25,
    api: 'ec2:DescribeSecurityGroups',
    by: ['terraform', 'program'],
    request: () => ({ securityGroupSet: {} }),
  },
  {
    weight: 20,
    api: 'ec2:CreateTags',
    by: ['cluster'],
    writes: true,
    request: ({ draw }) => ({
      resourcesSet: { items: [{ resourceId: `eni-0${draw.hex(16)}` }] },
      tagSet: {
        items: [
          { key: 'cluster', value: 'general' },
          { key: 'node', value: `i-0${draw.hex(16)}` },
        ],
      },
    }),
    response: () => ({ _return: true }),
  },
  {
    weight: 12,
    api: 'ec2:RunInstances',
    by: ['cluster', 'serviceRole'],
    writes: true,
    request: (setting) => ({ ...instances(setting), instanceType: 'm7g.large', clientToken: setting.draw.uuid() }),
    response: ({ draw }) => ({
      requestId: draw.uuid(),
      instancesSet: {
        items: Array.from({ length: 1 + draw.below(4) }, () => ({
          instanceId: `i-0${draw.hex(16)}`,
          imageId: `ami-0${draw.hex(16)}`,
          instanceState: { code: 0, name: 'pending' },
          privateDnsName: `ip-10-0-${draw.below(256)}-${draw.below(256)}.ec2.internal`,
          placement: { availabilityZone: 'us-east-1a', tenancy: 'default' },
          networkInterfaceSet: { items: [{ networkInterfaceId: `eni-0${draw.hex(16)}`, status: 'in-use' }] },
        })),
      },
    }),
  },
  {
    weight: 60,
    api: 's3:GetBucketAcl',
    by: ['service', 'serviceRole'],
    request: (s) => ({ bucketName: bucket(s), acl: '' }),
    more: inBucket,
  },
  {
    weight: 30,
    api: 's3:GetBucketLocation',
    by: ['program', 'terraform'],
    request: (s) => ({ bucketName: bucket(s) }),
    more: inBucket,
  },
  {
    weight: 70,
    api: 'ssm:UpdateInstanceInformation',
    by: ['instance', 'cluster'],
    writes: true,
    request: ({ draw }) => ({
      instanceId: `i-0${draw.hex(16)}`,
      agentVersion: '3.3.987.0',
      agentStatus: 'Active',
      platformType: 'Linux',
      platformName: 'Amazon Linux',
      iPAddress: `10.0.${draw.below(256)}.${draw.below(256)}`,
    }),
  },
  {
    weight: 30,
    api: 'ssm:GetParameter',
    by: ['program', 'terraform'],
    request: ({ draw }) => ({ name: `/app/${draw.hex(6)}`, withDecryption: true }),
  },
  {
    weight: 25,
    api: 'secretsmanager:GetSecretValue',
    by: ['program'],
    request: ({ draw }) => ({ secretId: `prod/db-${draw.below(50)}` }),
  },
  {
    weight: 45,
    api: 'logs:CreateLogStream',
    by: ['program', 'cluster'],
    writes: true,
    request: ({ draw }) => ({
      logGroupName: '/aws/lambda/order-intake',
      logStreamName: `2026/11/20/[$LATEST]${draw.hex(32)}`,
    }),
  },
  {
    weight: 2,
    api: 'logs:StartQuery',
    by: ['program'],
    request: () => ({
      logGroupName: 'trail',
      queryString: 'fields @timestamp | filter eventName = "ConsoleLogin" or eventName = "DeactivateMFADevice"',
    }),
  },
  {
    weight: 35,
    api: 'elasticloadbalancing:DescribeTargetHealth',
    by: ['cluster'],
    request: ({ draw }) => ({ targetGroupArn: `targetgroup/web/${draw.hex(16)}` }),
  },
  {
    weight: 25,
    api: 'autoscaling:DescribeAutoScalingGroups',
    by: ['cluster', 'program'],
    request: ({ draw }) => ({ maxResults: 100, nextToken: draw.hex(64) }),
  },
  {
    weight: 25,
    api: 'ecr:BatchGetImage',
    by: ['cluster', 'instance'],
    request: ({ draw }) => ({ repositoryName: 'web', imageIds: [{ imageDigest: `sha256:${draw.hex(64)}` }] }),
  },
  {
    weight: 20,
    api: 'dynamodb:DescribeTable',
    by: ['program', 'terraform'],
    request: ({ draw }) => ({ tableName: `orders-${draw.below(20)}` }),
  },
  {
    weight: 20,
    api: 'monitoring:DescribeAlarms',
    by: ['serviceRole', 'program'],
    request: ({ draw }) => ({ alarmNames: [`cpu-${draw.hex(8)}`], maxRecords: 50 }),
  },
  {
    weight: 15,
    api: 'rds:DescribeDBInstances',
    by: ['serviceRole', 'terraform'],
    request: ({ draw }) => ({ dBInstanceIdentifier: `db-${draw.below(30)}` }),
  },
  {
    weight: 15,
    api: 'iam:GetRole',
    by: ['terraform', 'serviceRole'],
    request: ({ draw }) => ({ roleName: `app-${draw.below(90)}` }),
  },
  {
    weight: 8,
    api: 'iam:ListMFADevices',
    by: ['serviceRole', 'program'],
    request: ({ draw }) => ({ userName: `user${draw.below(400)}` }),
  },
  { weight: 10, api: 'sts:GetCallerIdentity', by: ['terraform', 'key', 'program'], request: nothing },
  {
    weight: 8,
    api: 'health:DescribeEventAggregates',
    by: ['serviceRole'],
    request: () => ({ aggregateField: 'eventTypeCategory' }),
  },
  {
    weight: 3,
    api: 'cloudtrail:LookupEvents',
    by: ['program'],
    request: () => ({
      lookupAttributes: [{ attributeKey: 'EventName', attributeValue: 'EnableMFADevice' }],
      maxResults: 50,
    }),
  },
  {
    weight: 25,
    api: 'config:PutEvaluations',
    by: ['serviceRole'],
    writes: true,
    request: ({ draw }) => ({
      testMode: false,
      evaluations: Array.from({ length: 1 + draw.below(6) }, () => ({
        complianceResourceType: 'AWS::IAM::User',
        complianceResourceId: `AIDA${draw.code(17)}`,
        complianceType: draw.pick(['COMPLIANT', 'NON_COMPLIANT']),
        annotation: 'no sign-in (ConsoleLogin) without MFA',
      })),
      resultToken: 'HIDDEN_DUE_TO_SECURITY_REASONS',
    }),
  },
];
