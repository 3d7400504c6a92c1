import { isOneOf, literal, quoted } from '../../lambda/config/athena-names';
import type { Detection } from '../../lambda/detections/detection';
import { columns, type Column } from '../../lambda/adapters/trail-files/columns';
import { pruning, rolesOf, type PartitionKey, type Scope } from './partitions';
import { watchedBy } from './watched';

export interface Asked {
  /** Matches `tableName`. */
  table: string;
  columns: readonly Column[];
  partitions: readonly PartitionKey[];
  scope: Scope;
}

/**
 * The records that any detection watches, and those that tell of devices: the same that a replay of the files would not
 * pass over. In Trino's language, of which Athena engine version 3 is a kind.
 */
export function statement(detections: readonly Detection[], asked: Asked): string {
  const conditions = [...pruning(asked.partitions, asked.scope), ...ofRecord(asked)];
  const watched = watchedBy(detections);
  return [
    `SELECT ${asked.columns.map(selected).join(',\n  ')}`,
    `FROM ${asked.table.split('.').map(quoted).join('.')}`,
    `WHERE ${[...conditions, `(${watched.join('\n    OR ')})`].join('\n  AND ')}`,
  ].join('\n');
}

/** What is no text becomes JSON, which holds the names of fields. */
function selected(name: Column): string {
  const column = name.toLowerCase();
  return typeof columns[name] === 'string' ? column : `CAST(${column} AS JSON) AS ${column}`;
}

/** What partitions do not say, the records do; and they say when they happened to the second. */
function ofRecord({ partitions, scope: { accounts, regions, range } }: Asked): string[] {
  const roles = rolesOf(partitions);
  return [
    ...(accounts.length > 0 && !roles.has('account') ? [isOneOf('recipientaccountid', accounts)] : []),
    ...(regions.length > 0 && !roles.has('region') ? [isOneOf('awsregion', regions)] : []),
    ...(range.since === -Infinity ? [] : [`eventtime >= ${literal(second(range.since))}`]),
    ...(range.until === Infinity ? [] : [`eventtime < ${literal(second(range.until + 1000))}`]),
  ];
}

/** Without what follows the second, so that it comes before every way to write that second. */
function second(time: number): string {
  return new Date(time).toISOString().slice(0, 19);
}
