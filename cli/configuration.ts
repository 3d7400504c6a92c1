import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readConfig } from '../lambda/adapters/config-file';
import { projectRoot } from '../lambda/adapters/project-root';
import type { Config } from '../lambda/config/config';
import { detections } from '../lambda/detections';
import { UsageError } from './usage-error';

export interface Configuration {
  config: Config;
  warnings: string[];
  /** The file, or that there is none, for a person. */
  from: string;
  /** Of the file, the first digits of its SHA-256: it may have another content tomorrow. */
  digest?: string;
}

const usual = 'mfa-watch.yaml';
const misspelt = 'mfa-watch.yml';

/**
 * @param file that `--config` names; undefined: mfa-watch.yaml of the folder in which the command is run, else of the checkout,
 * else the defaults.
 * @throws UsageError
 */
export function configOf(file: string | undefined): Configuration {
  const standard = existsSync(usual) ? resolve(usual) : join(projectRoot(), usual);
  const result = readConfig(file, {}, detections, standard);
  if (!result.ok) throw new UsageError(result.problems.join('\n'));
  const from = resolve(file ?? standard);
  if (file === undefined && !existsSync(usual) && existsSync(misspelt))
    result.warnings.push(`${misspelt} is not read: rename it to ${usual}, or name it with --config`);
  return existsSync(from)
    ? { ...result, from, digest: createHash('sha256').update(readFileSync(from)).digest('hex').slice(0, 12) }
    : { ...result, from: `the defaults (there is no ${usual} here)` };
}
