import { literal } from '../../lambda/config/athena-names';
import { columnNames, columns } from '../../lambda/adapters/trail-files/columns';
import { hiveType } from './columns';
import { trailFormat } from './partitions';

export interface NewTable {
  /** Matches `tableName`. */
  name: string;
  /** The folder of accounts, such as `s3://bucket/AWSLogs` or `s3://bucket/AWSLogs/o-a1b2c3d4e5`. */
  location: string;
  accounts: readonly string[];
  regions: readonly string[];
  /** `yyyy/MM/dd`. */
  firstDay: string;
}

/** In the language of Hive, in which Athena takes tables: partitions by account, region and day that nobody has to add. */
export function ddl({ name, location, accounts, regions, firstDay }: NewTable): string {
  const fields = columnNames.map((column) => `  ${column.toLowerCase()} ${hiveType(columns[column])}`);
  const properties = {
    'projection.enabled': 'true',
    'projection.account.type': 'enum',
    'projection.account.values': accounts.join(','),
    'projection.region.type': 'enum',
    'projection.region.values': regions.join(','),
    'projection.day.type': 'date',
    'projection.day.format': trailFormat,
    'projection.day.range': `${firstDay},NOW`,
    'projection.day.interval': '1',
    'projection.day.interval.unit': 'DAYS',
    'storage.location.template': `${location}/\${account}/CloudTrail/\${region}/\${day}`,
  };
  return [
    `CREATE EXTERNAL TABLE ${name.split('.').map(quoted).join('.')} (`,
    fields.join(',\n'),
    ')',
    `PARTITIONED BY (account STRING, region STRING, ${quoted('day')} STRING)`,
    `ROW FORMAT SERDE ${literal('org.apache.hive.hcatalog.data.JsonSerDe')}`,
    `STORED AS INPUTFORMAT ${literal('com.amazon.emr.cloudtrail.CloudTrailInputFormat')}`,
    `OUTPUTFORMAT ${literal('org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat')}`,
    `LOCATION ${literal(`${location}/`)}`,
    'TBLPROPERTIES (',
    Object.entries(properties)
      .map(([key, value]) => `  ${literal(key)} = ${literal(value)}`)
      .join(',\n'),
    ')',
  ].join('\n');
}

function quoted(name: string): string {
  return `\`${name}\``;
}
