import { isUtf8 } from 'node:buffer';
import { promises as files, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { binaryData } from './binary-data';
import { gunzipMembers, isGzip, maxBytes } from './gzip-members';
import { type Document, jsonDocuments } from './json-documents';
import { csvDocuments, isCsv } from './query-results';
import { reasonOf } from '../reason';
import { type Entry, noneSkipped, recordsIn, type Skip } from './trail-records';

/** What could not be read: never thrown, so that everything else is still evaluated. */
export interface Problem {
  file: string;
  /** Where in the file, such as `Records[17]` or `line 5`; empty for the file as a whole. */
  at: string;
  what: string;
}

export interface TrailFile {
  file: string;
  records: Extract<Entry, { record: unknown }>[];
  skipped: Record<Skip, number>;
  problems: Problem[];
}

export interface Found {
  /** Sorted, each file once. */
  files: string[];
  /** Files whose suffix is not a trail's. */
  foreign: number;
  /** Of those that nobody named, by their endings. */
  endings: Map<string, Ending>;
  /** Those of them that somebody named. */
  named: string[];
  /** What was passed over as lying outside; files in such a folder are not counted. */
  notOpened: { files: number; folders: number };
  problems: Problem[];
}

/** Of files that end alike: how many, and the first of them. */
export interface Ending {
  count: number;
  first: string;
}

/** What `--output` writes to until all is written, which may be in a folder that is read. */
const unfinished = /\.\d+\.partial$/;

/** Files that are told of together. */
const many = 512;

/** `outside`: nothing in it is wanted; `inside`: everything; `unknown`: the path does not say, or a part of it is. */
export type Reach = 'outside' | 'inside' | 'unknown';

const suffix = /\.(json|jsonl|ndjson|csv)(\.gz)?$/i;
export const suffixes = '.json, .jsonl, .ndjson or .csv, also with .gz';

/** What may hold a trail and is not unpacked. */
const packed = /\.(zip|bz2|zst|xz|7z|tar|tar\.gz|tgz|parquet)$/i;

/** Whether a name is a trail's. */
export function isTrailName(name: string): boolean {
  return suffix.test(name);
}

/**
 * Walks folders recursively. A folder without a single trail file is a problem: somebody expected logs there. In archives of
 * many small files waiting for each answer would take longer than reading them, so this does not wait.
 *
 * @param reachOf what need not be opened (`outside`), and of which folder all that is in it must be, without asking (`inside`).
 * @param early is told of many files at a time, each once, while others are still looked for.
 */
export function findTrailFiles(
  paths: readonly string[],
  reachOf: (path: string, isFolder: boolean) => Reach = () => 'unknown',
  early: (files: string[]) => void = () => undefined,
): Found {
  const files = new Map<string, string>();
  const untold: string[] = [];
  const folders = new Set<string>();
  // Somebody typed these; what lies below needs no putting in order, and there may be much of it.
  const tops = new Map(paths.map((path) => [path, join(path, '_').slice(0, -1)]));
  const found: Found = {
    files: [],
    foreign: 0,
    endings: new Map(),
    named: [],
    notOpened: { files: 0, folders: 0 },
    problems: [],
  };
  const problem = (file: string, what: string): void => void found.problems.push({ file, at: '', what });

  /** @param real where it is, behind links. @param isAsked whether what is in it may lie outside. @returns whether there is a trail file in it. */
  const walk = (path: string, real: string, isAsked: boolean): boolean => {
    if (folders.has(real)) return true;
    folders.add(real);
    let any = false;
    const [below, reallyBelow] = [tops.get(path) ?? inside(path), inside(real)];
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = below + entry.name;
      any = (entry.isSymbolicLink() ? visit(inner) : known(entry, inner, reallyBelow + entry.name, isAsked)) || any;
    }
    return any;
  };
  const known = (entry: Pick<Stats, 'isDirectory' | 'isFile'>, path: string, real: string, isAsked = true): boolean => {
    const isFolder = entry.isDirectory();
    if (!isFolder && !isTrailName(path)) {
      if (unfinished.test(path)) return false;
      if (packed.test(path)) {
        if (isAsked && reachOf(path, false) === 'outside') return passedOver('files');
        problem(path, `not read: it may hold a trail; unpack it first, or save it as JSON: expected ${suffixes}`);
        return true;
      }
      found.foreign++;
      if (tops.has(path)) found.named.push(path);
      else {
        const ending = extname(path);
        const { first, count } = found.endings.get(ending) ?? { first: path, count: 0 };
        found.endings.set(ending, { first, count: count + 1 });
      }
      return false;
    }
    if (!isFolder && !entry.isFile()) {
      // To read it might mean to wait for ever.
      problem(path, 'not read: a pipe or device in a folder; name it by itself');
      return true;
    }
    const reach = isAsked ? reachOf(path, isFolder) : 'inside';
    if (reach === 'outside') return passedOver(isFolder ? 'folders' : 'files');
    if (isFolder) return attempt(path, () => walk(path, real, reach !== 'inside'));
    if (files.has(real)) return true;
    files.set(real, path);
    untold.push(path);
    if (untold.length === many) early(untold.splice(0));
    return true;
  };
  const passedOver = (kind: 'files' | 'folders'): true => {
    found.notOpened[kind]++;
    return true;
  };
  const visit = (path: string): boolean => attempt(path, () => known(statSync(path), path, realpathSync(path)));
  const attempt = (path: string, work: () => boolean): boolean => {
    try {
      return work();
    } catch (error) {
      problem(path, `cannot be read: ${reasonOf(error)}`);
      return true;
    }
  };

  for (const path of paths)
    if (!visit(path) && statSync(path).isDirectory())
      problem(path, `no trail file in this folder, expected ${suffixes}`);
  const { notOpened } = found;
  if (files.size + notOpened.files + notOpened.folders === 0 && found.problems.length === 0)
    problem(paths.join(', '), `not one trail file among what was named, expected ${suffixes}`);
  found.files = [...files.values()].sort();
  return found;
}

/** What stands before the names of what lies in a folder. */
function inside(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}

/**
 * Never throws: what cannot be read is told in `problems`.
 *
 * @param file what people know it by, if that is not its path.
 */
export async function readTrailFile(path: string, file = path): Promise<TrailFile> {
  const result: TrailFile = { file, records: [], skipped: noneSkipped(), problems: [] };
  const problem = (what: string, at = ''): void => void result.problems.push({ file, at, what });
  try {
    const raw = await files.readFile(path);
    const { bytes, problems } = isGzip(raw) ? gunzipMembers(raw) : { bytes: raw, problems: [] };
    problems.forEach((what) => {
      problem(what);
    });
    if (bytes.length > maxBytes) problem(`${bytes.length} bytes, expected at most ${maxBytes}: split the file`);
    else if (bytes.length > 0 || problems.length === 0)
      for await (const document of documents(decode(bytes, problem), file))
        for (const entry of recordsIn(document)) {
          if ('record' in entry) result.records.push(entry);
          else if ('problem' in entry) problem(entry.problem, entry.at);
          else result.skipped[entry.skipped]++;
        }
    const binary = isSilent(result) && problems.length === 0 ? binaryData(bytes) : undefined;
    if (binary !== undefined) result.problems = [{ file, at: '', what: binary }];
  } catch (error) {
    problem(`cannot be read: ${reasonOf(error)}`);
  }
  return result;
}

/** Then nothing is lost where what is wrong is said in one line. */
function isSilent({ records, skipped }: TrailFile): boolean {
  return records.length === 0 && Object.values(skipped).every((count) => count === 0);
}

function documents(text: string, file: string): Iterable<Document> | AsyncIterable<Document> {
  if (!isCsv(text, file)) return jsonDocuments(text);
  const [header = ''] = text.slice(0, 10_000).split('\n');
  // What Excel writes in much of Europe.
  return header.includes(';') && !header.includes(',')
    ? [{ at: 'line 1', problem: 'columns are separated by ;: save it with commas' }]
    : csvDocuments(text);
}

function decode(bytes: Buffer, problem: (what: string) => void): string {
  // What `> file.json` writes in Windows PowerShell.
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (!isUtf8(bytes)) problem('not valid UTF-8: the bytes in question are read as \uFFFD');
  return bytes.toString('utf8', bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
}
