import type { Config } from '../lambda/config/config';
import { type Partition, partitionOf } from '../lambda/events/partition';

/** Which part of AWS a command is about: what the configuration names, else that of the shell's region. */
export function partitionHere({ partition }: Pick<Config, 'partition'>, env: NodeJS.ProcessEnv): Partition {
  return partition ?? partitionOf(shellRegion(env));
}

/** As the AWS CLI does it: an empty variable names nothing. */
export function shellRegion(env: NodeJS.ProcessEnv): string | undefined {
  return env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || undefined;
}
