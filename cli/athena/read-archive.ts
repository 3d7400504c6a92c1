import { columnNames, type Column } from '../../lambda/adapters/trail-files/columns';
import { recordOf } from '../../lambda/adapters/trail-files/rows';
import type { Detection } from '../../lambda/detections/detection';
import { FileReader, usual } from '../reading/file-reader';
import type { KeptEvents } from '../reading/kept-events';
import type { ReadFile } from '../reading/read-file';
import { inputs } from '../reading/inputs';
import { trailOf, type Trail } from '../reading/read-trail';
import { Stopped } from '../stopped';
import { write, type Terminal } from '../terminal/terminal';
import type { TimeRange } from '../time-range';
import { Turns } from '../turns';
import { UsageError } from '../usage-error';
import { essential, useful } from './columns';
import { charged, expected } from './cost';
import type { AthenaOptions } from './options';
import { accountsOf, regionsOf, tableOf } from './scope';
import { openAthena, type Athena, type Described } from './service';
import { statement } from './statement';

export interface Archive {
  /** `database.table`. */
  table: string;
  options: AthenaOptions;
  range: TimeRange;
  detections: readonly Detection[];
  /** Whether records are kept as they are. */
  withRaw: boolean;
  /** Milliseconds since the epoch. */
  now: number;
}

/**
 * What a table of Athena holds of records that matter.
 *
 * @throws Stopped if who was asked says no, or presses Ctrl-C; the query is stopped, too.
 */
export async function readArchive(archive: Archive, terminal: Terminal): Promise<Trail> {
  const { options, range, detections, withRaw, now } = archive;
  const table = tableOf('--athena', archive.table);
  const [database = '', name] = table.split('.');
  if (name === undefined)
    throw new UsageError(`--athena "${table}" names no database: expected database.table, such as default.${table}`);
  const scope = { accounts: accountsOf(options), regions: regionsOf(options), range };
  const interrupted = new AbortController();
  const listening = terminal.onInterrupt?.(() => {
    interrupted.abort(new Stopped('stopped; what Athena has read until now is charged'));
  });
  const athena = await openAthena();
  try {
    const described = await athena.describe(database, name);
    const { present, notes } = columnsOf(table, described);
    const sql = statement(detections, { table, columns: present, partitions: described.partitions, scope });
    await write(terminal.stderr, `${[...notes, expected(table, described.partitions, scope, now)].join('\n')}\n`);
    await mustBeWanted(options, terminal);
    await write(terminal.stderr, 'Athena is at work; Ctrl-C stops it.\n');
    const { id, scanned } = await athena.run(sql, options, interrupted.signal);
    await write(terminal.stderr, `${charged(scanned)}\n`);
    const read = await readRows(athena, id, { detections, table, withRaw, signal: interrupted.signal });
    return trailOf(read, inputs({}), { of: `table ${table}` });
  } finally {
    athena.close();
    listening?.();
  }
}

async function readRows(
  athena: Athena,
  id: string,
  { detections, table, withRaw, signal }: Pick<Archive, 'detections' | 'table' | 'withRaw'> & { signal: AbortSignal },
): Promise<ReadFile<KeptEvents>> {
  const { take, read } = new FileReader(detections, { ...usual, withRaw }).collect(`table ${table}`);
  const turns = new Turns(100);
  let count = 0;
  for await (const row of athena.rows(id, signal)) {
    if (row['useridentity']?.startsWith('[') === true)
      throw new UsageError(
        'the query ran by Athena engine version 2, which loses names: choose version 3 in the workgroup',
      );
    take(recordOf(row, `row ${(count += 1)}`));
    if (turns.isDue()) await turns.give();
  }
  return read;
}

/** Older tables lack columns, and a query that names one of those fails. */
function columnsOf(table: string, { columns }: Described): { present: Column[]; notes: string[] } {
  const isThere = (column: Column): boolean => columns.has(column.toLowerCase());
  const missing = essential.filter((column) => !isThere(column)).map((column) => column.toLowerCase());
  if (columns.size === 0)
    throw new UsageError(
      `table ${table} is not there, or has no columns: expected a table of this region (AWS_REGION) and account\n` +
        'npm start -- sql --ddl prints one to make',
    );
  if (missing.length > 0)
    throw new UsageError(
      `table ${table} is none of CloudTrail records: it lacks ${missing.join(', ')}\n` +
        'expected columns as in the CREATE TABLE that npm start -- sql --ddl prints',
    );
  const lacks = Object.entries(useful).filter(([column]) => !isThere(column as Column));
  return {
    present: columnNames.filter(isThere),
    notes: [
      ...lacks.map(([column, what]) => `Table ${table} lacks ${column.toLowerCase()}: it does not tell ${what}.`),
      ...(columns.get('useridentity')?.includes('assumedroot') === true
        ? []
        : [
            `Table ${table} lacks useridentity.sessioncontext.assumedroot: AWS's clean-up of root with sts:AssumeRoot looks like root itself.`,
          ]),
    ],
  };
}

async function mustBeWanted({ yes }: AthenaOptions, { confirm }: Terminal): Promise<void> {
  if (yes === true) return;
  if (confirm === undefined) throw new UsageError('nobody can be asked here whether to run this: --yes runs it');
  if (!(await confirm('Run it?'))) throw new Stopped('not run; nothing is charged');
}
