/** Where IAM and the global sign-in endpoint, and so their events, have their home (IAM and CloudTrail user guides). */
const homeRegions = {
  aws: 'us-east-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-cn': 'cn-north-1',
  'aws-eusc': 'eusc-de-east-1',
} as const;

export type Partition = keyof typeof homeRegions;
export const partitions = ['aws', 'aws-us-gov', 'aws-cn', 'aws-eusc'] as const satisfies readonly Partition[];

export function homeRegion(partition: Partition): string {
  return homeRegions[partition];
}

/** @param region any region of the partition; unknown ones, and none at all, are taken for commercial ones. */
export function partitionOf(region = ''): Partition {
  const prefixes = { 'aws-us-gov': 'us-gov-', 'aws-cn': 'cn-', 'aws-eusc': 'eusc-', aws: '' };
  return partitions.find((partition) => partition !== 'aws' && region.startsWith(prefixes[partition])) ?? 'aws';
}
