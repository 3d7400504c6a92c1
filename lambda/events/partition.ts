/** Where IAM and the global sign-in endpoint, and so their events, have their home (IAM and CloudTrail user guides). */
const homeRegions = {
  aws: 'us-east-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-cn': 'cn-north-1',
  'aws-eusc': 'eusc-de-east-1',
} as const;

export type Partition = keyof typeof homeRegions;
export const partitions = ['aws', 'aws-us-gov', 'aws-cn', 'aws-eusc'] as const satisfies readonly Partition[];

/**
 * Where the global sign-in page and root's sign-in log: us-east-1, or, by a cookie with the account's alias, one of three
 * more (CloudTrail user guide, sign-in events). Of the other partitions nothing is documented: all their regions.
 */
const signIn: Readonly<Record<Partition, readonly string[]>> = {
  aws: ['us-east-1', 'us-east-2', 'eu-north-1', 'ap-southeast-2'],
  'aws-us-gov': ['us-gov-west-1', 'us-gov-east-1'],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-eusc': ['eusc-de-east-1'],
};

export function signInRegions(partition: Partition): readonly string[] {
  return signIn[partition];
}

/** Where its services answer (SDK's partitions). */
const domains: Readonly<Record<Partition, string>> = {
  aws: 'amazonaws.com',
  'aws-us-gov': 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-eusc': 'amazonaws.eu',
};

export function domainOf(partition: Partition): string {
  return domains[partition];
}

export function homeRegion(partition: Partition): string {
  return homeRegions[partition];
}

/** @param region any region of the partition; unknown ones, and none at all, are taken for commercial ones. */
export function partitionOf(region = ''): Partition {
  const prefixes = { 'aws-us-gov': 'us-gov-', 'aws-cn': 'cn-', 'aws-eusc': 'eusc-', aws: '' };
  return partitions.find((partition) => partition !== 'aws' && region.startsWith(prefixes[partition])) ?? 'aws';
}
