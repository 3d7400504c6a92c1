import { homeRegion, partitionOf } from '../../lambda/events/partition';
import { configOf } from '../configuration';
import { mustBeRegion } from '../region';

/** Which deployment a command is about. */
export interface HomeOptions {
  region?: string;
  config?: string;
}

/** The region that was asked for, else the home region of the partition that the configuration or the shell names. */
export function regionOf({ region, config }: HomeOptions, env: NodeJS.ProcessEnv): string {
  if (region === undefined) {
    const { partition } = configOf(config).config;
    return homeRegion(partition ?? partitionOf(env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION']));
  }
  mustBeRegion(region);
  return region;
}
