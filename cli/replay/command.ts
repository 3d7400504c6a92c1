import { setMaxListeners } from 'node:events';
import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Partition } from '../../lambda/events/partition';
import { readAddressDatabases } from '../../lambda/adapters/addresses-mmdb';
import { reasonOf } from '../../lambda/adapters/reason';
import type { Alert } from '../../lambda/alerts/alert';
import { printable } from '../../lambda/alerts/plain';
import type { Config } from '../../lambda/config/config';
import { detections } from '../../lambda/detections';
import { rank, type Severity } from '../../lambda/detections/severity';
import type { Addresses } from '../../lambda/engine/origins';
import { configOf, type Configuration } from '../configuration';
import { devicesFile } from '../../lambda/adapters/devices/devices-file';
import { partitionHere } from '../partition';
import { devicesOf, fileReport, inventoryReport, type DeviceOptions } from './devices';
import type { Asked, Findings } from './findings';
import { format, formatNames, type FormatName } from '../formats/format';
import { formatNamed, openOutput, type OutputFile } from '../terminal/output';
import { progressBar } from '../terminal/progress-bar';
import { mustHaveJudged } from './must-have-judged';
import type { Judging, Replayed } from './replay';
import { mustBeReadable, replayed, type OriginOptions } from './origin';
import { exceptionsReport, offReport, partialReport, problemsReport, regionReport, summary } from './summary';
import { pageOf, write, writeAsItIs, type Terminal } from '../terminal/terminal';
import { timeRange, type TimeRange } from '../time-range';
import { typed } from '../scope-options';
import { isS3 } from '../sources/s3-address';
import { UsageError } from '../usage-error';

export interface ReplayOptions extends OriginOptions, DeviceOptions {
  format?: FormatName;
  force?: boolean;
  config?: string;
  since?: string;
  until?: string;
  minSeverity: Severity;
  failOn: Severity | 'never';
  showSuppressed?: boolean;
  /** What would have been sent, in place of alerts. */
  forecast?: boolean;
  quiet?: boolean;
}

/** As a shell tells of a program that Ctrl-C ended. */
const interrupted = 130;

/** @returns the exit code: 0, 1 (findings), 3 (some input could not be read) or 130 (stopped before it was done). */
export async function runReplay(paths: readonly string[], options: ReplayOptions, terminal: Terminal): Promise<number> {
  // A query in Athena has its own way to stop.
  if (options.athena !== undefined) return run(paths, options, terminal);
  const stop = new AbortController();
  // Each thread listens; more than ten at a time would look like a leak to Node.js.
  setMaxListeners(0, stop.signal);
  const done = terminal.onInterrupt?.(() => {
    stop.abort();
  });
  try {
    return await run(paths, options, terminal, stop.signal);
  } finally {
    done?.();
  }
}

async function run(
  paths: readonly string[],
  options: ReplayOptions,
  terminal: Terminal,
  stop?: AbortSignal,
): Promise<number> {
  const asked = options.format ?? formatNamed(options.output, formatNames);
  if (options.forecast === true && !['table', 'json', undefined].includes(asked))
    throw new UsageError(`--forecast is text, or --format json; ${asked ?? ''} has no place for it`);
  const range = timeRange(options.since, options.until);
  mustBeReadable(paths, options);
  const configured = configOf(options.config);
  const { config, from } = configured;
  const partition = partitionHere(config, terminal.env);
  const { output, saved } = await placesOf(options);
  const toTerminal = output === undefined && terminal.stdout.isTTY === true;
  const formatName = asked ?? (toTerminal ? 'table' : 'jsonl');
  try {
    const known = await devicesOf(options, partition);
    const given = { ...configured, partition, known, range, withRaw: formatName === 'html', stop };
    const findings = await find(paths, options, given, terminal);
    mustHaveJudged(findings.replayed, range, options);
    const page = output === undefined ? pageOf(terminal) : { ...pageOf(terminal), color: false };
    const text =
      options.forecast === true
        ? await forecasted(findings.replayed, { config, from, range, addresses: addressesOf(config) }, asked)
        : await format(formatName, findings, page);
    const toStdout = formatName === 'table' || options.forecast === true ? write : writeAsItIs;
    await (output === undefined ? toStdout(terminal.stdout, text) : output.write(text));
    const { before } = findings.replayed;
    if (before !== undefined) await saved?.write(devicesFile(before.accounts));
    await write(terminal.stderr, options.quiet === true ? troubles(findings.replayed) : findings.summary);
    return exitCode(findings.replayed, options.failOn);
  } finally {
    await output?.discard();
    await saved?.discard();
  }
}

/** Both or none: what was opened for one is given up if the other cannot be. @throws UsageError */
async function placesOf({ output: file, saveDevices, force = false }: ReplayOptions): Promise<{
  output: OutputFile | undefined;
  saved: OutputFile | undefined;
}> {
  if (file !== undefined && saveDevices !== undefined && placeOf(file) === placeOf(saveDevices))
    throw new UsageError(`--output and --save-devices both name ${file}: give each a file of its own`);
  const output = file === undefined ? undefined : await openOutput(file, force);
  try {
    return {
      output,
      saved: saveDevices === undefined ? undefined : await openOutput(saveDevices, force, '--save-devices'),
    };
  } catch (error) {
    await output?.discard();
    throw error;
  }
}

/** Behind links, where it is there. */
function placeOf(file: string): string {
  return existsSync(file) ? realpathSync(file) : resolve(file);
}

interface Given extends Configuration {
  partition: Partition;
  known: Pick<Judging, 'inventory' | 'account'>;
  range: TimeRange;
  withRaw: boolean;
  stop: AbortSignal | undefined;
}

async function find(
  paths: readonly string[],
  options: ReplayOptions,
  { config, warnings, from, digest, partition, known, range, withRaw, stop }: Given,
  terminal: Terminal,
): Promise<Findings> {
  const { detections: settings, exceptions, accounts, addressDatabases } = config;
  const bar = await progressBar(terminal, options.quiet === true);
  const judging = {
    ...{
      detections,
      settings,
      exceptions,
      accounts,
      addresses: addressesOf(config),
      addressDatabases,
      ...known,
      range,
    },
    ...{ progress: bar.progress, stop },
  };
  const origin = { judging, config, withRaw, stopProgress: bar.stop };
  const result = await replayed(paths, options, origin, terminal).finally(bar.stop);
  const areSuppressedShown = options.showSuppressed === true;
  // A forecast counts them all.
  const least = options.forecast === true ? 'info' : options.minSeverity;
  const isSevere = ({ severity }: Alert): boolean => rank(severity) >= rank(least);
  const suppressed = result.alerts.filter((alert) => alert.suppressed !== undefined);
  const open = result.alerts.filter((alert) => alert.suppressed === undefined);
  const wanted = areSuppressedShown ? result.alerts : open;
  const shown = wanted.filter(isSevere);
  const hidden = wanted.filter((alert) => !isSevere(alert));
  const told = [
    partialReport(result),
    summary(result, shown, hidden),
    offReport(detections, settings),
    known.account === undefined ? '' : inventoryReport(known.account, result, Date.now()),
    known.inventory === undefined ? '' : fileReport(options.devices ?? '', known.inventory, result),
    options.forecast === true
      ? warnings.map((warning) => `${printable(warning)}\n`).join('')
      : exceptionsReport(exceptions, suppressed, warnings, areSuppressedShown, result.range),
    regionReport(options.region, partition),
  ].join('');
  return {
    replayed: result,
    shown,
    hidden,
    suppressed,
    summary: told,
    asked: askedBy(paths, options, {
      config,
      from: digest === undefined ? from : `${from} (SHA-256 ${digest}…)`,
    }),
  };
}

function troubles(result: Replayed): string {
  return partialReport(result) + problemsReport(result);
}

function askedBy(
  paths: readonly string[],
  options: ReplayOptions,
  { config, from }: Pick<Configuration, 'config' | 'from'>,
): Asked {
  const { athena, live, minSeverity } = options;
  const table = athena === undefined ? [] : [`table ${athena} in Athena`];
  const history = live === undefined ? [] : [`the event history of the last ${live}`];
  return {
    at: Date.now(),
    paths: [...paths.map((path) => (path === '-' || isS3(path) ? path : resolve(path))), ...history, ...table],
    config: from,
    inventory: inventoryOf(options),
    scope: typed(options),
    minSeverity,
    athenaTable: config.athenaTable,
  };
}

function inventoryOf({ devices, devicesFromAccount }: ReplayOptions): string {
  if (devicesFromAccount === true)
    return 'as IAM lists the devices now, with the changes of the trail undone; unknown for other accounts';
  return devices === undefined
    ? 'learned from the trail; unknown where the trail does not say'
    : `before the first event from ${devices}, then from the trail; unknown for accounts that the file does not list`;
}

function exitCode({ trail, alerts, failures, isStopped }: Replayed, failOn: ReplayOptions['failOn']): number {
  if (isStopped) return interrupted;
  if (trail.problemCount + failures.length > 0) return 3;
  const open = alerts.filter((alert) => alert.suppressed === undefined);
  return failOn !== 'never' && open.some(({ severity }) => rank(severity) >= rank(failOn)) ? 1 : 0;
}

async function forecasted(
  { trail, before }: Replayed,
  { config, from, range, addresses }: { config: Config; from: string; range: TimeRange; addresses: Addresses },
  asked: FormatName | undefined,
): Promise<string> {
  const [{ forecast, forecastJson }, { forecastText }] = await Promise.all([
    import('../forecast/forecast'),
    import('../forecast/text'),
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
      configuration: from,
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      first: trail.first,
    },
  );
  return asked === 'json' ? forecastJson(told) : forecastText(told);
}

function addressesOf({ addressDatabases }: Config): Addresses {
  try {
    return readAddressDatabases(addressDatabases);
  } catch (error) {
    throw new UsageError(`addressDatabases: ${reasonOf(error)}`);
  }
}
