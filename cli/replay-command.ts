import { open, stat, writeFile } from 'node:fs/promises';
import { readAddressDatabases } from '../lambda/adapters/addresses-mmdb';
import { readConfig } from '../lambda/adapters/config-file';
import { reasonOf } from '../lambda/adapters/reason';
import type { Config } from '../lambda/config/config';
import { partitionOf } from '../lambda/config/partition';
import { detections } from '../lambda/detections';
import { rank, type Severity } from '../lambda/detections/severity';
import type { Addresses } from '../lambda/engine/ports';
import { devicesOf, inventoryReport, saveDevices, type DeviceOptions } from './devices';
import { format, type FormatName } from './format';
import { progressBar } from './progress-bar';
import { noHelpers, threads, type Helpers } from './reading/helpers';
import { replay, type Replayed } from './replay';
import { exceptionsReport, partialReport, problemsReport, summary } from './summary';
import { pageOf, write, type Terminal } from './terminal';
import { timeRange, type TimeRange } from './time-range';
import { UsageError } from './usage-error';

export interface ReplayOptions extends DeviceOptions {
  format?: FormatName;
  output?: string;
  config?: string;
  since?: string;
  until?: string;
  minSeverity: Severity;
  failOn: Severity | 'never';
  showSuppressed?: boolean;
  forecast?: boolean;
  quiet?: boolean;
  /** False: each record is parsed. */
  prefilter: boolean;
}

/** As a shell tells of a program that Ctrl-C ended. */
const interrupted = 130;

/** @returns the exit code: 0, 1 (findings), 3 (some input could not be read) or 130 (stopped before it was done). */
export async function runReplay(paths: readonly string[], options: ReplayOptions, terminal: Terminal): Promise<number> {
  const stop = new AbortController();
  const done = terminal.onInterrupt?.(() => {
    stop.abort();
  });
  try {
    return await replayed(paths, options, terminal, stop.signal);
  } finally {
    done?.();
  }
}

async function replayed(
  paths: readonly string[],
  options: ReplayOptions,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<number> {
  const isQuiet = options.quiet === true;
  if (options.forecast === true && !['table', 'json', undefined].includes(options.format))
    throw new UsageError(`--forecast is text, or --format json; ${options.format ?? ''} has no place for it`);
  const range = timeRange(options.since, options.until);
  for (const path of paths) await mustExist(path);
  const { config, warnings } = configOf(options.config);
  const { detections: settings, exceptions, accounts } = config;
  const addresses = addressesOf(config);
  const known = await devicesOf(
    options,
    config.partition ?? partitionOf(terminal.env['AWS_REGION'] ?? terminal.env['AWS_DEFAULT_REGION']),
  );
  if (options.output !== undefined) await mustBeWritable(options.output);

  const bar = progressBar(terminal, isQuiet);
  const result = await replay(paths, {
    detections,
    settings,
    exceptions,
    accounts,
    addresses,
    ...known,
    range,
    progress: bar.progress,
    prefilter: options.prefilter,
    helpers: helpersOf(options, terminal),
    stop,
  }).finally(bar.stop);
  const severe = result.alerts.filter(({ severity }) => rank(severity) >= rank(options.minSeverity));
  const shown = severe.filter(({ suppressed }) => suppressed === undefined || options.showSuppressed === true);
  const suppressed = result.alerts.filter((alert) => alert.suppressed !== undefined);
  const hidden = result.alerts.filter((alert) => !severe.includes(alert) && !suppressed.includes(alert));

  const toTerminal = options.output === undefined && terminal.stdout.isTTY === true;
  const text =
    options.forecast === true
      ? await forecasted(result, { config, range, addresses }, options)
      : format(options.format ?? (toTerminal ? 'table' : 'jsonl'), shown, {
          ...pageOf(terminal),
          ...(options.output !== undefined && { color: false }),
        });
  if (options.output === undefined) await write(terminal.stdout, text);
  else await writeFile(options.output, text);
  if (options.saveDevices !== undefined && result.before !== undefined)
    await saveDevices(options.saveDevices, result.before);
  await write(
    terminal.stderr,
    partialReport(result) + (isQuiet ? problemsReport(result) : summary(result, shown, hidden)),
  );
  if (!isQuiet) {
    if (known.account !== undefined) await write(terminal.stderr, inventoryReport(known.account, result, Date.now()));
    await write(terminal.stderr, exceptionsReport(exceptions, suppressed, warnings, options.showSuppressed === true));
  }

  if (result.isStopped) return interrupted;
  if (result.trail.problemCount > 0) return 3;
  const { failOn } = options;
  const open = result.alerts.filter((alert) => alert.suppressed === undefined);
  return failOn !== 'never' && open.some(({ severity }) => rank(severity) >= rank(failOn)) ? 1 : 0;
}

async function forecasted(
  { trail, before }: Replayed,
  { config, range, addresses }: { config: Config; range: TimeRange; addresses: Addresses },
  options: ReplayOptions,
): Promise<string> {
  const [{ forecast, forecastJson }, { forecastText }] = await Promise.all([
    import('./forecast/forecast'),
    import('./forecast/text'),
  ]);
  const told = await forecast(
    {
      detections,
      config,
      events: trail.events,
      inventory: before,
      addresses,
      range,
      last: trail.last,
      now: Date.now(),
    },
    {
      configuration: options.config ?? 'mfa-watch.yaml',
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      first: trail.first,
    },
  );
  return options.format === 'json' ? forecastJson(told) : forecastText(told);
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
    const advice = /[*?]/.test(path)
      ? '. Only a shell makes names of * and ?: name the folder, it is read with all below it'
      : '';
    throw new UsageError(`${path}: ${reasonOf(error)}; expected a CloudTrail file or a folder of them${advice}`);
  }
}

/** Asked before the work, because results that cannot be written are lost. */
async function mustBeWritable(file: string): Promise<void> {
  try {
    await (await open(file, 'a')).close();
  } catch (error) {
    throw new UsageError(`--output ${file}: ${reasonOf(error)}; expected a file that can be written`);
  }
}
