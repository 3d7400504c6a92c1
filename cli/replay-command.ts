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
import type { Asked, Findings } from './findings';
import { format, type FormatName } from './format';
import { openOutput } from './output';
import { progressBar } from './progress-bar';
import type { Reading } from './reading/file-reader';
import { noHelpers, threads, type Helpers } from './reading/helpers';
import { replay, type Replayed } from './replay';
import { exceptionsReport, summary } from './summary';
import { pageOf, write, type Terminal } from './terminal';
import { timeRange } from './time-range';
import { UsageError } from './usage-error';

export interface ReplayOptions {
  format?: FormatName;
  output?: string;
  force?: boolean;
  devices?: string;
  config?: string;
  since?: string;
  until?: string;
  minSeverity: Severity;
  failOn: Severity | 'never';
  showSuppressed?: boolean;
  /** False: each record is parsed. */
  prefilter: boolean;
}

/** @returns the exit code: 0, 1 (findings) or 3 (some input could not be read). */
export async function runReplay(paths: readonly string[], options: ReplayOptions, terminal: Terminal): Promise<number> {
  timeRange(options.since, options.until);
  for (const path of paths) await mustExist(path);
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
  const replayed = await replay(paths, {
    ...{ detections, settings, exceptions, accounts, addresses, inventory, range, withRaw },
    progress: bar.progress,
    prefilter: options.prefilter,
    helpers: helpersOf({ prefilter: options.prefilter, withRaw }, terminal),
  }).finally(bar.stop);
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
export async function mustExist(path: string, expected = 'a CloudTrail file or a folder of them'): Promise<void> {
  try {
    await stat(path);
  } catch (error) {
    throw new UsageError(`${path}: ${reasonOf(error)}; expected ${expected}`);
  }
}

async function devicesOf(file: string): ReturnType<typeof readDevicesFile> {
  return readDevicesFile(file).catch((error: unknown) => {
    throw new UsageError(`--devices ${reasonOf(error)}`);
  });
}
