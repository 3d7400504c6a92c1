/** AWS's separate worlds: names in ARNs and the host of the console. */
export interface Partition {
  name: string;
  console: string;
}

const commercial: Partition = { name: 'aws', console: 'console.aws.amazon.com' };
const others: readonly [prefix: string, Partition][] = [
  ['us-gov-', { name: 'aws-us-gov', console: 'console.amazonaws-us-gov.com' }],
  ['cn-', { name: 'aws-cn', console: 'console.amazonaws.cn' }],
  ['eusc-', { name: 'aws-eusc', console: 'console.amazonaws-eusc.eu' }],
];

export function partitionOf(region: string): Partition {
  return others.find(([prefix]) => region.startsWith(prefix))?.[1] ?? commercial;
}
