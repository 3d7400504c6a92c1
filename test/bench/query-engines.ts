import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { detections } from '../../lambda/detections';
import { Child } from '../e2e/child';
import { installed } from '../e2e/toolchain';
import { logsOf, type MadeCorpus } from './made-corpora';
import { run, type Program } from './measure';
import { afterZcat, root } from './programs';

/** What others are asked for: which records are watched by name, and of names that are everywhere, those with a device. */
function watchedNames(): { always: string[]; narrowed: string[] } {
  const watches = detections.flatMap((detection) => detection.watches);
  const names = (isNarrowed: boolean): string[] =>
    watches.filter(({ where }) => (where !== undefined) === isNarrowed).flatMap((watch) => watch.names);
  const always = [...new Set(names(false))];
  return { always, narrowed: [...new Set(names(true))].filter((name) => !always.includes(name)) };
}

/** @returns undefined where no jq is installed. Prints no more than ids. */
export async function jq(corpus: MadeCorpus): Promise<Program | undefined> {
  const version: Program = { name: 'jq', command: 'bash', args: ['-c', 'command -v jq'] };
  const isThere = await run(version).then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  const { always, narrowed } = watchedNames();
  const set = (names: readonly string[]): string =>
    `'${JSON.stringify(Object.fromEntries(names.map((name) => [name, true])))}'`;
  const isWatched =
    '$always[.eventName] or ($narrowed[.eventName] and (.requestParameters | objects | has("serialNumber")))';
  const filter = `.Records[] | select(${isWatched}) | .eventID`;
  return afterZcat('jq', `jq --argjson always ${set(always)} --argjson narrowed ${set(narrowed)} '${filter}'`, corpus);
}

const version = 'duckdb==2.0.1';

/** Counts only, and reads the two columns that it needs as typed ones: the quickest of the ways that were tried. */
export async function duckdb(corpus: MadeCorpus): Promise<Program> {
  const { always, narrowed } = watchedNames();
  const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');
  const query = `
    SELECT count(*) FROM (
      SELECT unnest(Records) AS record FROM read_json('${logsOf(corpus)}/**/*.json.gz', maximum_object_size = 1000000000,
        columns = {Records: 'STRUCT(eventName VARCHAR, requestParameters STRUCT(serialNumber VARCHAR))[]'}))
    WHERE record.eventName IN (${list(always)})
      OR (record.eventName IN (${list(narrowed)}) AND record.requestParameters.serialNumber IS NOT NULL)`;
  const program = 'import duckdb, sys; print(duckdb.sql(sys.argv[1]).fetchall())';
  return { name: 'DuckDB', command: await pythonWithDuckdb(), args: ['-c', program, query] };
}

async function pythonWithDuckdb(): Promise<string> {
  const tools = join(root, '.tools');
  mkdirSync(tools, { recursive: true });
  const log = join(tools, 'duckdb.log');
  return installed({
    folder: join(tools, version.replace('==', '-')),
    program: 'bin/python',
    proof: ['-c', 'import duckdb; print("duckdb==" + duckdb.__version__)'],
    expected: version,
    install: async (folder) => {
      await Child.run('python3', ['-m', 'venv', folder], { log });
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', version];
      await Child.run(join(folder, 'bin/python'), pip, { log });
    },
  });
}
