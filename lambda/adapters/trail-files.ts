import { isUtf8 } from 'node:buffer';
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipMembers, isGzip, maxBytes } from './gzip-members';
import { jsonDocuments } from './json-documents';
import { reasonOf } from './reason';
import { recordsIn, type Skip } from './trail-records';

/** What could not be read: never thrown, so that everything else is still evaluated. */
export interface Problem {
  file: string;
  /** Where in the file, such as `Records[17]` or `line 5`; empty for the file as a whole. */
  at: string;
  what: string;
}

export interface TrailFile {
  file: string;
  records: { at: string; record: unknown }[];
  skipped: Record<Skip, number>;
  problems: Problem[];
}

export interface Found {
  /** Sorted, each file once. */
  files: string[];
  /** Files whose suffix is not a trail's. */
  foreign: number;
  problems: Problem[];
}

const suffix = /\.jsonl?(\.gz)?$/i;
export const suffixes = '.json, .json.gz, .jsonl, .jsonl.gz';

export function isTrailFile(path: string): boolean {
  return suffix.test(path);
}

/**
 * Walks folders recursively. A folder without a single trail file is a problem: somebody expected logs there. In archives of
 * many small files waiting for each answer would take longer than reading them, so this does not wait.
 */
export function findTrailFiles(paths: readonly string[]): Found {
  const files = new Map<string, string>();
  const folders = new Set<string>();
  const found: Found = { files: [], foreign: 0, problems: [] };
  const problem = (file: string, what: string): void => void found.problems.push({ file, at: '', what });

  /** @param real where it is, behind links. @returns whether there is a trail file in it. */
  const walk = (path: string, real: string): boolean => {
    if (folders.has(real)) return true;
    folders.add(real);
    let any = false;
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      any = (entry.isSymbolicLink() ? visit(inner) : known(entry, inner, join(real, entry.name))) || any;
    }
    return any;
  };
  const known = (entry: { isDirectory(): boolean }, path: string, real: string): boolean => {
    if (entry.isDirectory()) return attempt(path, () => walk(path, real));
    const isTrail = isTrailFile(path);
    if (isTrail) files.set(real, files.get(real) ?? path);
    else found.foreign++;
    return isTrail;
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
  if (files.size === 0 && found.problems.length === 0)
    problem(paths.join(', '), `not one trail file among what was named, expected ${suffixes}`);
  found.files = [...files.values()].sort();
  return found;
}

/** Never throws: what cannot be read is told in `problems`. */
export async function readTrailFile(file: string): Promise<TrailFile> {
  const result: TrailFile = { file, records: [], skipped: { digest: 0, insight: 0, drill: 0 }, problems: [] };
  const problem = (what: string, at = ''): void => void result.problems.push({ file, at, what });
  try {
    const raw = await readFile(file);
    const { bytes, problems } = isGzip(raw) ? gunzipMembers(raw) : { bytes: raw, problems: [] };
    problems.forEach((what) => {
      problem(what);
    });
    if (bytes.length > maxBytes) problem(`${bytes.length} bytes, expected at most ${maxBytes}: split the file`);
    else if (bytes.length > 0 || problems.length === 0)
      for (const document of jsonDocuments(decode(bytes, problem)))
        for (const entry of recordsIn(document)) {
          if ('record' in entry) result.records.push(entry);
          else if ('problem' in entry) problem(entry.problem, entry.at);
          else result.skipped[entry.skipped]++;
        }
  } catch (error) {
    problem(`cannot be read: ${reasonOf(error)}`);
  }
  return result;
}

function decode(bytes: Buffer, problem: (what: string) => void): string {
  // What `> file.json` writes in Windows PowerShell.
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (!isUtf8(bytes)) problem('not valid UTF-8: the bytes in question are read as \uFFFD');
  return bytes.toString('utf8', bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
}
