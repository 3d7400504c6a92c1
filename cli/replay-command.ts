import { stat } from 'node:fs/promises';
import { readAddressDatabases } from '../lambda/adapters/addresses-mmdb';
import { readConfig } from '../lambda/adapters/config-file';
import { readDevicesFile, type DeviceInventory } from '../lambda/adapters/devices-file';
import { reasonOf } from '../lambda/adapters/reason';
import type { Alert } from '../lambda/alerts/alert';
import type { Config } from '../lambda/config/config';
import { detections } from '../lambda/detections';
import { rank, type Severity } from '../lambda/detections/severity';
import type { Addresses } from '../lambda/engine/ports';
import type { AthenaOptions } from './athena/options';
import type { Asked, Findings } from './findings';
import { format, type FormatName } from './format';
import { openOutput } from './output';
import { progressBar } from './progress-bar';
import type { Reading } from './reading/file-reader';
import { noHelpers, threads, type Helpers } from './reading/helpers';
import { judge, replay, type Judging, type Replayed } from './replay';
import { isS3 } from './sources/s3-address';
import { openSources, type SourceOptions } from './sources/sources';
import { exceptionsReport, summary } from './summary';
import { pageOf, write, type Terminal } from './terminal';
import { timeRange } from './time-range';
import { UsageError } from './usage-error';

export interface ReplayOptions extends SourceOptions, AthenaOptions {
  format?: FormatName;
  output?: string;
  force?: boolean;
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
  timeRange(options.since, options.until);
  mustFit(paths, options);
  for (const path of paths) if (path !== '-' && !isS3(path)) await mustExist(path);
  const configured = configOf(options.config);
  const inventory = options.devices === undefined ? undefined : await devicesOf(options.devices);
  const output = options.output === undefined ? undefined : await openOutput(options.output, options.force === true);
  const toTerminal = output === undefined && terminal.stdout.isTTY === true;
  const formatName = options.format ?? (toTerminal ? 'table' : 'jsonl');
  try {
    const findings = await find(paths, options, { ...configured, inventory, withRaw: formatName === 'html' }, terminal);
    const page = pageOf(terminal);
    const text = await format(formatName, findings, output === undefined ? page : { ...page, color: false });
    await (output === undefined ? write(terminal.stdout, text) : output.write(text));
    await write(terminal.stderr, findings.summary);
    return exitCode(findings.replayed, options.failOn);
  } finally {
    await output?.discard();
  }
}

interface Given {
  config: Config;
  warnings: readonly string[];
  inventory: DeviceInventory | undefined;
  withRaw: boolean;
}

async function find(
  paths: readonly string[],
  options: ReplayOptions,
  { config, warnings, inventory, withRaw }: Given,
  terminal: Terminal,
): Promise<Findings> {
  const { detections: settings, exceptions, accounts } = config;
  const range = timeRange(options.since, options.until);
  const addresses = addressesOf(config);
  const bar = progressBar(terminal);
  const judging = {
    ...{ detections, settings, exceptions, accounts, addresses, inventory, range },
    progress: bar.progress,
  };
  const replayed = await (
    options.athena === undefined
      ? fromSources(paths, options, { ...{ judging, config, withRaw }, stop: bar.stop }, terminal)
      : fromAthena(options.athena, options, judging, terminal)
  ).finally(bar.stop);
  const areSuppressedShown = options.showSuppressed === true;
  const isSevere = ({ severity }: Alert): boolean => rank(severity) >= rank(options.minSeverity);
  const suppressed = replayed.alerts.filter((alert) => alert.suppressed !== undefined);
  const open = replayed.alerts.filter((alert) => alert.suppressed === undefined);
  const shown = (areSuppressedShown ? replayed.alerts : open).filter(isSevere);
  const hidden = open.filter((alert) => !isSevere(alert));
  const told =
    summary(replayed, shown, hidden) + exceptionsReport(exceptions, suppressed, warnings, areSuppressedShown);
  return { replayed, shown, hidden, suppressed, summary: told, inventory, asked: askedBy(paths, options) };
}

function askedBy(paths: readonly string[], options: ReplayOptions): Asked {
  const { config, devices, since, until, minSeverity } = options;
  return {
    at: Date.now(),
    paths,
    config: config ?? 'mfa-watch.yaml of this checkout',
    inventory:
      devices === undefined
        ? 'learned from the trail; unknown where the trail does not say'
        : `before the first event from ${devices}, then from the trail; unknown for accounts that the file does not list`,
    ...{ since, until, minSeverity },
  };
}

function exitCode({ trail, alerts }: Replayed, failOn: ReplayOptions['failOn']): number {
  if (trail.problemCount > 0) return 3;
  const open = alerts.filter((alert) => alert.suppressed === undefined);
  return failOn !== 'never' && open.some(({ severity }) => rank(severity) >= rank(failOn)) ? 1 : 0;
}

async function fromSources(
  paths: readonly string[],
  options: ReplayOptions,
  { judging, config, withRaw, stop }: { judging: Judging; config: Config; withRaw: boolean; stop: () => void },
  terminal: Terminal,
): Promise<Replayed> {
  const parts = { config, detections, range: judging.range, progress: judging.progress };
  const { inputs, wanted, close } = await openSources(paths, options, parts, terminal).finally(stop);
  const scope = { accounts: wanted.accounts, regions: wanted.regions };
  const reading = { prefilter: options.prefilter, withRaw, scope };
  const helpers = helpersOf(reading, terminal);
  return replay(inputs, { ...judging, range: wanted.range, reading, helpers }).finally(close);
}

async function fromAthena(
  table: string,
  options: ReplayOptions,
  judging: Judging,
  terminal: Terminal,
): Promise<Replayed> {
  const { readArchive } = await import('./athena/read-archive');
  const trail = await readArchive({ table, options, range: judging.range, detections, now: Date.now() }, terminal);
  return judge(trail, judging);
}

/** @throws UsageError where files and a table are mixed. */
function mustFit(paths: readonly string[], { athena, live, ...options }: ReplayOptions): void {
  if (athena === undefined) {
    const alone = (['workgroup', 'outputLocation'] as const).find((name) => options[name]);
    if (alone !== undefined)
      throw new UsageError(`--${alone === 'outputLocation' ? 'output-location' : alone} is for --athena only`);
  } else if (paths.length > 0 || live !== undefined)
    throw new UsageError(`${paths[0] ?? '--live'}: --athena reads a table, and no files beside it`);
}

function helpersOf(reading: Reading, { startHelper }: Terminal): Helpers {
  return startHelper === undefined ? noHelpers : threads(() => startHelper({ reading }));
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
