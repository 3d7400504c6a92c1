import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Configurable } from '../config/checks';
import { checkConfig, type CommandLine, type ConfigResult } from '../config/config';
import { readYaml, type YamlFile } from '../config/yaml';
import { readAddressDatabases } from './addresses-mmdb';
import { projectRoot } from './project-root';
import { reasonOf } from './reason';

/**
 * @param file asked for, so it must be there; undefined: `mfa-watch.yaml` of this checkout, which may be missing.
 * @returns paths in it absolute: those that are written are relative to the file's folder.
 */
export function readConfig(
  file: string | undefined,
  commandLine: CommandLine,
  detections: readonly Configurable[],
  defaultFile = join(projectRoot(), 'mfa-watch.yaml'),
): ConfigResult {
  const path = file ?? defaultFile;
  const read = readText(path);
  if (read.text === undefined && (read.code !== 'ENOENT' || file !== undefined))
    return { ok: false, problems: [`${path}: ${read.problem}: expected a YAML file such as mfa-watch.yaml`] };
  const yaml = readYaml(read.text ?? '');
  const name = file ?? basename(defaultFile);
  const checked = checkConfig(yaml, name, commandLine, detections, Date.now());
  return checked.ok ? withDatabases(checked, dirname(path), yaml, name) : checked;
}

function withDatabases(
  { config, warnings }: Extract<ConfigResult, { ok: true }>,
  folder: string,
  { lineOf }: YamlFile,
  name: string,
): ConfigResult {
  const addressDatabases = config.addressDatabases.map((path) => resolve(folder, path));
  const problems = addressDatabases.flatMap((path, index) => {
    try {
      readAddressDatabases([path]);
      return [];
    } catch (error) {
      const line = lineOf(['addressDatabases', index]) ?? 1;
      return [`${name}:${line}: addressDatabases[${index}]: ${reasonOf(error)}`];
    }
  });
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, config: { ...config, addressDatabases }, warnings };
}

type Read = { text: string; code?: never } | { text?: never; code: string | undefined; problem: string };

function readText(path: string): Read {
  try {
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const words: Record<string, string> = { ENOENT: 'no such file', EISDIR: 'is a folder', EACCES: 'may not be read' };
    return { code, problem: words[code ?? ''] ?? String(error) };
  }
}
