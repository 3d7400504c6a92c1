import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseConfig, type Configurable, type ConfigResult, type CommandLine } from '../config/config';

const shipped = join(__dirname, '..', '..', 'mfa-watch.yaml');

/**
 * @param file asked for, so it must be there; undefined: `mfa-watch.yaml` of this checkout, which may be missing.
 */
export function readConfig(
  file: string | undefined,
  commandLine: CommandLine,
  detections: readonly Configurable[],
  defaultFile = shipped,
): ConfigResult {
  const read = readText(file ?? defaultFile);
  if (read.code === 'ENOENT' && file === undefined)
    return parseConfig(undefined, defaultFile, commandLine, detections, Date.now());
  if (read.text === undefined)
    return {
      ok: false,
      problems: [`${file ?? defaultFile}: ${read.problem}: expected a YAML file such as mfa-watch.yaml`],
    };
  return parseConfig(read.text, file ?? basename(defaultFile), commandLine, detections, Date.now());
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
