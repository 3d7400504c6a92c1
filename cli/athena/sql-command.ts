import { isoTime } from '../../lambda/events/trail-event';
import { detections } from '../../lambda/detections';
import { columnNames, type Column } from '../../lambda/adapters/trail-files/columns';
import { essential } from './columns';
import { ddl } from './ddl';
import type { ScopeOptions } from '../scope-options';
import { rolesOf, type PartitionKey } from './partitions';
import { accountsOf, regionsOf, tableOf } from './scope';
import { statement } from './statement';
import { configOf } from '../configuration';
import { write, type Terminal } from '../terminal/terminal';
import { timeRange, withLookBack } from '../time-range';
import { UsageError } from '../usage-error';

export interface SqlOptions extends ScopeOptions {
  config?: string;
  table?: string;
  partitions: string;
  without?: string;
  ddl?: boolean;
  location?: string;
}

/** No quote can be in it, and the folder of accounts is its last part: an organization's trail has its id there. */
const location = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w!.*()=+@-]+)*\/AWSLogs(\/o-[a-z0-9]{10,32})?\/?$/;
/** As in the example of AWS. */
const firstDay = '2020/01/01';

/** Prints what people run themselves; asks nothing of AWS. */
export async function runSql(options: SqlOptions, terminal: Terminal): Promise<number> {
  const table = tableOf('--table', options.table ?? configOf(options.config).config.athenaTable);
  if (options.ddl !== true && options.location !== undefined)
    throw new UsageError('--location is where a new table reads: give --ddl too, or leave it out');
  const text = options.ddl === true ? newTable(table, options) : query(table, options);
  if (options.ddl !== true && options.since === undefined)
    await write(
      terminal.stderr,
      'Without --since the query reads all that the table has, and Athena bills what it reads: give a first day, such as --since 90d.\n',
    );
  await write(terminal.stdout, `${text}\n`);
  return 0;
}

function query(table: string, options: SqlOptions): string {
  const range = timeRange(options.since, options.until);
  const scope = {
    accounts: accountsOf(options),
    regions: regionsOf(options),
    range: withLookBack(range),
  };
  const why =
    range.since === -Infinity
      ? ''
      : `-- From ${isoTime(scope.range.since)} on, 8 days before --since, to compare with: give replay the same --since.\n`;
  return `${why}${statement(detections, {
    table,
    columns: columnsWithout(options.without ?? ''),
    partitions: partitionsOf(options.partitions),
    scope,
  })}`;
}

function columnsWithout(text: string): Column[] {
  const absent = named(text);
  const unknown = absent.find((name) => !columnNames.some((column) => column.toLowerCase() === name));
  if (unknown !== undefined)
    throw new UsageError(
      `--without "${unknown}" is no column of a CloudTrail table: expected some of ${columnNames.join(', ').toLowerCase()}`,
    );
  const needed = essential.find((column) => absent.includes(column.toLowerCase()));
  if (needed !== undefined)
    throw new UsageError(
      `--without ${needed.toLowerCase()}: nothing can be judged without it; make the table anew (--ddl)`,
    );
  return columnNames.filter((column) => !absent.includes(column.toLowerCase()));
}

function partitionsOf(text: string): PartitionKey[] {
  const names = text === 'none' ? [] : named(text);
  const keys = names.map((name) => ({ name, type: 'string', projection: {} }));
  const roles = [...rolesOf(keys).values()];
  const unknown = keys.find((key) => !roles.includes(key));
  if (unknown !== undefined)
    throw new UsageError(
      `--partitions "${unknown.name}" is not understood: expected none, or some of account, region, and day or year,month,day, ` +
        'by the names that your table has, such as account_id, aws_region, timestamp',
    );
  return keys;
}

function named(text: string): string[] {
  return text
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}

function newTable(name: string, options: SqlOptions): string {
  const folder = options.location ?? '';
  const [accounts, regions] = [accountsOf(options), regionsOf(options)];
  if (!location.test(folder))
    throw new UsageError(
      `--ddl needs --location${folder === '' ? '' : `, not "${folder}"`}: expected the folder of accounts, such as ` +
        's3://bucket/AWSLogs, or s3://bucket/AWSLogs/o-a1b2c3d4e5 of an organization',
    );
  if (accounts.length === 0 || regions.length === 0)
    throw new UsageError(
      '--ddl needs --account and --region: Athena looks for files only in folders of those that it is told',
    );
  const { since } = withLookBack(timeRange(options.since, undefined));
  return ddl({
    name,
    location: folder.replace(/\/$/, ''),
    accounts,
    regions,
    firstDay: since === -Infinity ? firstDay : new Date(since).toISOString().slice(0, 10).replaceAll('-', '/'),
  });
}
