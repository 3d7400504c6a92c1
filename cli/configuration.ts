import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readConfig } from '../lambda/adapters/config-file';
import { projectRoot } from '../lambda/adapters/project-root';
import type { Config } from '../lambda/config/config';
import { detections } from '../lambda/detections';
import { UsageError } from './usage-error';

export interface Configuration {
  config: Config;
  warnings: string[];
  /** Where it stands, for a person. */
  from: string;
}

const usual = 'mfa-watch.yaml';

/**
 * @param file that `--config` names; undefined: mfa-watch.yaml of the folder in which the command is run, else of the checkout,
 * else the defaults.
 * @throws UsageError
 */
export function configOf(file: string | undefined): Configuration {
  const isHere = existsSync(usual);
  const result = readConfig(file, {}, detections, isHere ? resolve(usual) : undefined);
  if (!result.ok) throw new UsageError(result.problems.join('\n'));
  const found = isHere || existsSync(join(projectRoot(), usual));
  return { ...result, from: file ?? (found ? usual : `the defaults (there is no ${usual} here)`) };
}
