import * as z from 'zod/mini';
import { checkConfig, type CommandLine } from '../../lambda/config/config';
import { readYaml } from '../../lambda/config/yaml';

const detections = [
  { id: 'repeated-failures', settings: z.object({ threshold: z._default(z.int().check(z.minimum(1)), 3) }) },
  { id: 'device-added', settings: z.object({}) },
];

/** As of a day in November 2026. */
export function parse(yaml: string, commandLine: CommandLine = {}) {
  const now = Date.parse('2026-11-20T12:00:00Z');
  return checkConfig(readYaml(yaml), 'mfa-watch.yaml', commandLine, detections, now);
}

export function problemsOf(yaml: string, commandLine: CommandLine = {}): string[] {
  const parsed = parse(yaml, commandLine);
  return parsed.ok ? [] : parsed.problems;
}
