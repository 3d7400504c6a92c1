import { open, stat, writeFile } from 'node:fs/promises';
import { readAddressDatabases } from '../lambda/adapters/addresses-mmdb';
import { readConfig } from '../lambda/adapters/config-file';
import { readDevicesFile } from '../lambda/adapters/devices-file';
import { reasonOf } from '../lambda/adapters/reason';
import type { Config } from '../lambda/config/config';
import { detections } from '../lambda/detections';
import { rank, type Severity } from '../lambda/detections/severity';
import type { Addresses } from '../lambda/engine/ports';
import type { AthenaOptions } from './athena/options';
import { format, type FormatName } from './format';
import { progressBar } from './progress-bar';
import { noHelpers, threads, type Helpers } from './reading/helpers';
import { judge, replay, type Replayed, type ReplayParts } from './replay';
import { exceptionsReport, summary } from './summary';
import { pageOf, write, type Terminal } from './terminal';
import { timeRange } from './time-range';
import { UsageError } from './usage-error';

export interface ReplayOptions extends AthenaOptions {
  format?: FormatName;
  output?: string;
  devices?: string;
  config?: string;
  minSeverity: Severity;
  failOn: Severity | 'never';
  showSuppressed?: boolean;
  /** False: each record is parsed. */
  prefilter: boolean;
}

/** @returns the exit code: 0, 1 (findings), 3 (some input could not be read) or 130 (stopped by who runs it). */
export async function runReplay(paths: readonly string[], options: ReplayOptions, terminal: Terminal): Promise<number> {
  const range = timeRange(options.since, options.until);
  mustFit(paths, options);
  for (const path of paths) await mustExist(path);
  const { config, warnings } = configOf(options.config);
  const { detections: settings, exceptions, accounts } = config;
  const addresses = addressesOf(config);
  const inventory = options.devices === undefined ? undefined : await devicesOf(options.devices);
  if (options.output !== undefined) await mustBeWritable(options.output);

  const bar = progressBar(terminal);
  const parts = {
    detections,
    settings,
    exceptions,
    accounts,
    addresses,
    inventory,
    range,
    progress: bar.progress,
    prefilter: options.prefilter,
    helpers: helpersOf(options, terminal),
  };
  const replaying =
    options.athena === undefined ? replay(paths, parts) : archived(options.athena, options, parts, terminal);
  const replayed = await replaying.finally(bar.stop);
  if (replayed === undefined) return 130;
  const severe = replayed.alerts.filter(({ severity }) => rank(severity) >= rank(options.minSeverity));
  const shown = severe.filter(({ suppressed }) => suppressed === undefined || options.showSuppressed === true);
  const suppressed = replayed.alerts.filter((alert) => alert.suppressed !== undefined);
  const hidden = replayed.alerts.filter((alert) => !severe.includes(alert) && !suppressed.includes(alert));

  const toTerminal = options.output === undefined && terminal.stdout.isTTY === true;
  const text = format(options.format ?? (toTerminal ? 'table' : 'jsonl'), shown, {
    ...pageOf(terminal),
    ...(options.output !== undefined && { color: false }),
  });
  if (options.output === undefined) await write(terminal.stdout, text);
  else await writeFile(options.output, text);
  await write(terminal.stderr, summary(replayed, shown, hidden));
  await write(terminal.stderr, exceptionsReport(exceptions, suppressed, warnings, options.showSuppressed === true));

  if (replayed.trail.problemCount > 0) return 3;
  const { failOn } = options;
  const open = replayed.alerts.filter((alert) => alert.suppressed === undefined);
  return failOn !== 'never' && open.some(({ severity }) => rank(severity) >= rank(failOn)) ? 1 : 0;
}

/** @returns undefined if who runs it stops it. */
async function archived(
  table: string,
  options: ReplayOptions,
  parts: ReplayParts,
  terminal: Terminal,
): Promise<Replayed | undefined> {
  const { readArchive, Stopped } = await import('./athena/read-archive');
  const { range } = parts;
  try {
    const trail = await readArchive({ table, options, range, detections, now: Date.now() }, terminal);
    return await judge(trail, parts);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    await write(terminal.stderr, `mfa-watch: ${error.message}\n`);
    return undefined;
  }
}

/** @throws UsageError where files and a table are mixed, or neither is named. */
function mustFit(paths: readonly string[], { athena, ...options }: ReplayOptions): void {
  if (athena === undefined) {
    if (paths.length === 0)
      throw new UsageError('nothing to read: expected files, folders, or --athena database.table');
    const alone = (['account', 'region', 'workgroup', 'outputLocation'] as const).find((name) => options[name]);
    if (alone !== undefined)
      throw new UsageError(`--${alone === 'outputLocation' ? 'output-location' : alone} is for --athena only`);
  } else if (paths.length > 0)
    throw new UsageError(`${paths[0] ?? ''}: --athena reads a table, and no files beside it`);
}

function helpersOf({ prefilter }: ReplayOptions, { startHelper }: Terminal): Helpers {
  return startHelper === undefined ? noHelpers : threads(() => startHelper({ prefilter }));
}

export function configOf(file: string | undefined): { config: Config; warnings: string[] } {
  const result = readConfig(file, {}, detections);
  if (!result.ok) throw new UsageError(result.problems.join('\n'));
  return result;
}

function addressesOf({ addressDatabases }: Config): Addresses {
  try {
    return readAddressDatabases(addressDatabases);
  } catch (error) {
    throw new UsageError(`addressDatabases: ${reasonOf(error)}`);
  }
}

/** @throws UsageError */
export async function mustExist(path: string): Promise<void> {
  try {
    await stat(path);
  } catch (error) {
    throw new UsageError(`${path}: ${reasonOf(error)}; expected a CloudTrail file or a folder of them`);
  }
}

async function devicesOf(file: string): ReturnType<typeof readDevicesFile> {
  return readDevicesFile(file).catch((error: unknown) => {
    throw new UsageError(`--devices ${reasonOf(error)}`);
  });
}

/** Asked before the work, because results that cannot be written are lost. */
async function mustBeWritable(file: string): Promise<void> {
  try {
    await (await open(file, 'a')).close();
  } catch (error) {
    throw new UsageError(`--output ${file}: ${reasonOf(error)}; expected a file that can be written`);
  }
}
