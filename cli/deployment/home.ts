import { homeRegion } from '../../lambda/events/partition';
import { configOf } from '../configuration';
import { partitionHere } from '../partition';
import { mustBeRegion } from '../region';

/** Which deployment a command is about. */
export interface HomeOptions {
  region?: string;
  config?: string;
}

/** The region that was asked for, else the home region of the partition that the configuration or the shell names. */
export function regionOf({ region, config }: HomeOptions, env: NodeJS.ProcessEnv): string {
  if (region === undefined) return homeRegion(partitionHere(configOf(config).config, env));
  mustBeRegion(region);
  return region;
}
