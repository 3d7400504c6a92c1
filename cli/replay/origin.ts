import { existsSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { isTrailName } from '../../lambda/adapters/trail-files/trail-files';
import type { Config } from '../../lambda/config/config';
import { detections } from '../../lambda/detections';
import type { AthenaOptions } from '../athena/options';
import { mustExist } from '../must-exist';
import type { Reading } from '../reading/file-reader';
import { noHelpers, threads, type Helpers } from '../threads/helpers';
import { judge, replay, type Judging, type Replayed } from './replay';
import { isS3 } from '../sources/s3-address';
import { openSources, type SourceOptions } from '../sources/sources';
import type { Terminal } from '../terminal/terminal';
import { withLookBack } from '../time-range';
import { UsageError } from '../usage-error';

export interface OriginOptions extends SourceOptions, AthenaOptions {
  /** False: each record is parsed. */
  prefilter: boolean;
  /** Files to be written. */
  output?: string;
  saveDevices?: string;
  force?: boolean;
  /** Files that are read besides. */
  config?: string;
  devices?: string;
}

export interface Origin {
  judging: Judging;
  config: Config;
  /** Whether watched records are kept as they are. */
  withRaw: boolean;
  /** Called once all is there, before anybody is asked anything. */
  stopProgress: () => void;
}

/** @throws UsageError where there is nothing to read, or files and a table are mixed. */
export function mustBeReadable(paths: readonly string[], options: OriginOptions): void {
  mustFit(paths, options);
  for (const path of paths) if (path !== '-' && !isS3(path)) mustExist(path);
}

/** Judges what is in files, in the event history, or in a table. @throws UsageError @throws Stopped */
export async function replayed(
  paths: readonly string[],
  options: OriginOptions,
  origin: Origin,
  terminal: Terminal,
): Promise<Replayed> {
  return options.athena === undefined
    ? fromSources(paths, options, origin, terminal)
    : fromAthena(options.athena, options, origin, terminal);
}

async function fromSources(
  paths: readonly string[],
  options: OriginOptions,
  { judging, config, withRaw, stopProgress }: Origin,
  terminal: Terminal,
): Promise<Replayed> {
  const { account: accounts = [], region: regions = [], prefilter } = options;
  const reading = { prefilter, withRaw, scope: { accounts, regions } };
  const helpers = helpersOf(reading, judging, terminal);
  const { progress } = judging;
  const parts = { config, detections, range: judging.range, progress, early: helpers.early };
  try {
    const { inputs, range, close } = await openSources(paths, options, parts, terminal).finally(stopProgress);
    try {
      mustStay([...inputs.files.map(({ path }) => path), ...paths], options);
      return await replay(inputs, { ...judging, range, reading, helpers });
    } finally {
      close();
    }
  } finally {
    helpers.end();
  }
}

async function fromAthena(
  table: string,
  options: OriginOptions,
  { judging, withRaw }: Origin,
  terminal: Terminal,
): Promise<Replayed> {
  mustStay([], options);
  const { readArchive } = await import('../athena/read-archive');
  const trail = await readArchive(
    { table, options, range: withLookBack(judging.range), detections, withRaw, now: Date.now() },
    terminal,
  );
  return judge(trail, judging);
}

/**
 * @param read files and folders: of a folder also a file that was left unopened is a trail's.
 * @throws UsageError where a result would take the place of what is read.
 */
function mustStay(read: readonly string[], { output, saveDevices, config = '', devices = '' }: OriginOptions): void {
  for (const [option, written = ''] of Object.entries({ '--output': output, '--save-devices': saveDevices })) {
    if (!existsSync(written)) continue;
    const replaced = realpathSync(written);
    const isRead = (path: string): boolean => {
      if (!existsSync(path)) return false;
      const real = realpathSync(path);
      return real === replaced || (isTrailName(replaced) && replaced.startsWith(real + sep));
    };
    if ([...read, config, devices].some(isRead))
      throw new UsageError(
        `${option} ${written}: this is one of the files to read, and would be replaced; name another`,
      );
  }
}

/** @throws UsageError where files and a table are mixed. */
function mustFit(paths: readonly string[], { athena, live, ...options }: OriginOptions): void {
  if (options.requesterPays === true && !paths.some(isS3))
    throw new UsageError('--requester-pays is for s3:// only; nothing that was named is in a bucket');
  if (options.yes === true && athena === undefined && !paths.some(isS3))
    throw new UsageError('--yes agrees to what s3:// and --athena cost; nothing that was named costs anything');
  if (typeof options.cache === 'string' && live === undefined && !paths.some(isS3))
    throw new UsageError('--cache keeps what s3:// and --live fetch; nothing that was named is fetched');
  if (options.force === true && options.output === undefined && options.saveDevices === undefined)
    throw new UsageError('--force replaces what --output or --save-devices names; neither was given');
  if (athena === undefined) {
    const alone = (['workgroup', 'outputLocation'] as const).find((name) => options[name]);
    if (alone !== undefined)
      throw new UsageError(`--${alone === 'outputLocation' ? 'output-location' : alone} is for --athena only`);
  } else if (paths.length > 0 || live !== undefined)
    throw new UsageError(`${paths[0] ?? '--live'}: --athena reads a table, and no files beside it`);
}

function helpersOf(reading: Reading, judging: Judging, { startHelper }: Terminal): Helpers {
  if (startHelper === undefined) return noHelpers;
  const { settings, exceptions, accounts, addressDatabases = [] } = judging;
  return threads(reading, { rules: { settings, exceptions, accounts }, addressDatabases }, startHelper);
}
