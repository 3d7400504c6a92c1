import { bucket, inBucket, instances, key, withKey, type Call } from './call';

/** Of machines, images, keys and buckets. */
export const machineCalls: readonly Call[] = [
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
];
