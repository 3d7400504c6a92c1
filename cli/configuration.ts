import { readConfig } from '../lambda/adapters/config-file';
import type { Config } from '../lambda/config/config';
import { detections } from '../lambda/detections';
import { UsageError } from './usage-error';

/** @param file that `--config` names; undefined: mfa-watch.yaml of the checkout, or the defaults. @throws UsageError */
export function configOf(file: string | undefined): { config: Config; warnings: string[] } {
  const result = readConfig(file, {}, detections);
  if (!result.ok) throw new UsageError(result.problems.join('\n'));
  return result;
}
