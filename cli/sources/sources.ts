import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { Config } from '../../lambda/config/config';
import type { Detection } from '../../lambda/detections/detection';
import { inputs, together, type Inputs, type NamedFile } from '../reading/inputs';
import type { Progress } from '../reading/read-trail';
import { partitionHere } from '../partition';
import { mustBeRegion } from '../region';
import { typed, type ScopeOptions } from '../scope-options';
import type { Terminal } from '../terminal/terminal';
import { withLookBack, type TimeRange } from '../time-range';
import { UsageError } from '../usage-error';
import { cacheFolder, type CacheFolder } from './cache-folder';
import { localFiles } from './local-files';
import { Places } from './places';
import { isS3 } from './s3-address';
import type { Wanted } from './trail-path';

export interface SourceOptions extends ScopeOptions {
  /** Days, such as `90d`. */
  live?: string;
  requesterPays?: boolean;
  yes?: boolean;
  /** False: nothing is kept. */
  cache?: string | false;
}

export interface Sources {
  inputs: Inputs;
  /** What was asked for. */
  range: TimeRange;
  close: () => void;
}

/** Files and folders that somebody named, `-`, `s3://…`, and the event history. @throws UsageError */
export async function openSources(
  paths: readonly string[],
  options: SourceOptions,
  {
    range,
    config,
    detections,
    progress,
    early,
  }: {
    range: TimeRange;
    config: Config;
    detections: readonly Detection[];
    progress: Progress;
    /** Is told of many files at a time, while others are still looked for. */
    early?: (files: NamedFile[]) => void;
  },
  terminal: Terminal,
): Promise<Sources> {
  const { account = [], region = [], live } = options;
  if (paths.length === 0 && live === undefined)
    throw new UsageError('nothing to read: expected files, folders, s3://bucket/prefix, - for stdin, or --live 90d');
  for (const id of account)
    if (!/^\d{12}$/.test(id)) throw new UsageError(`--account "${id}": expected the 12 digits of an AWS account`);
  region.forEach(mustBeRegion);
  const pipes = paths.filter(isPipe);
  const wanted: Wanted = { range: withLookBack(range), accounts: account, regions: region };
  const asked = { ...range };
  const partition = partitionHere(config, terminal.env);
  const places = new Places();
  const kept: CacheFolder[] = [];
  const cache = (): CacheFolder => {
    const [folder = cacheFolder(options.cache, terminal.env)] = kept.splice(0);
    kept.push(folder);
    return folder;
  };
  const close = (): void => {
    for (const folder of kept) folder.close();
  };
  try {
    const found = [
      localFiles(
        paths.filter((path) => path !== '-' && !isS3(path) && !pipes.includes(path)),
        wanted,
        places,
        early,
      ),
    ];
    if (paths.includes('-')) found.push(standardInput(terminal));
    for (const path of pipes) found.push(inputs({ streams: [{ name: path, open: () => createReadStream(path) }] }));
    for (const address of new Set(paths.filter(isS3))) {
      const { fromS3 } = await import('./s3');
      const s3 = {
        isPaidByUs: options.requesterPays === true,
        isAgreed: options.yes === true,
        cache: cache(),
        places,
        partition,
      };
      found.push(await fromS3(address, wanted, s3, terminal));
    }
    if (live !== undefined) {
      const { fromHistory, liveSpan } = await import('./live');
      const span = liveSpan(live, (terminal.clock ?? Date.now)());
      asked.since = Math.max(range.since, span.from);
      const parts = {
        detections,
        span,
        regions: region,
        configured: config.regions,
        partition,
        cache: cache(),
        progress,
      };
      found.push(await fromHistory(parts, terminal));
    }
    const all = together(found);
    if (isEmptied(all)) {
      if (typed(options) !== '' && places.hasTrail) throw new UsageError(places.nothingLeft(options));
      all.problems.push({ file: paths.join(', '), at: '', what: noTrail });
    }
    if (live === undefined && all.streams.length === 0) all.notes.push(...places.missing(options));
    return { inputs: all, range: asked, close };
  } catch (error) {
    close();
    throw error;
  }
}

const noTrail =
  "only digests, Insights, results of CloudTrail Lake or other services' logs there; expected the folder CloudTrail beside them, or that of one query of CloudTrail Lake";

/** Something is there, and nothing of it is to be read. */
function isEmptied({ files, elsewhere, streams, notOpened, problems }: Inputs): boolean {
  return (
    files.length + elsewhere.length + streams.length + problems.length === 0 && notOpened.files + notOpened.folders > 0
  );
}

/** Such as a shell makes of `<(zcat trail.json.gz)`. */
function isPipe(path: string): boolean {
  return path !== '-' && !isS3(path) && statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
}

function standardInput({ stdin }: Terminal): Inputs {
  return inputs({ streams: [{ name: 'stdin', open: stdin ?? (() => Readable.from([])) }] });
}
