import type { Command, Option } from 'commander';
import type { SqlOptions } from './sql-command';
import type { Terminal } from '../terminal/terminal';
import { addScopeOptions } from '../scope-options';

const help = `
Without --partitions, the table is taken to be one that --ddl makes. Of other
tables name the columns that they are partitioned by; what plays which part is
told by the name: account or account_id; region; day, date or timestamp (text
such as 2026/11/20); or year, month and day. "none" if there is nothing.
replay --athena sees that by itself.

The table must hold records as AWS's own CREATE TABLE for CloudTrail does (Athena
user guide). --without leaves out columns that an older table lacks.

Examples:
  npm start -- sql --table security.cloudtrail --since 2026-11-01
  npm start -- sql --table default.cloudtrail_logs_pp --partitions timestamp
  npm start -- sql --ddl --table security.cloudtrail \\
    --location s3://trail-bucket/AWSLogs/o-a1b2c3d4e5 \\
    --account 111122223333,444455556666 --region us-east-1,us-west-2

Exit codes:
  0  printed
  2  the command cannot be run as given
`;

/** @param done gets the exit code. */
export function addSqlCommand(
  program: Command,
  config: Option,
  terminal: Terminal,
  done: (code: number) => void,
): void {
  addScopeOptions(
    program
      .command('sql')
      .description('Print the query for Athena that finds the records a detection watches, or the table for it.')
      .option('--table <db.table>', 'the table of CloudTrail (default: athenaTable of the configuration)')
      .option('--since <time>', 'only events from 8 days before this time or date (UTC) on; with --ddl, such days')
      .option('--until <time>', 'only events up to this time, or to the end of this date (UTC)'),
  )
    .option('--partitions <columns>', 'what the table is partitioned by', 'account,region,day')
    .option('--without <columns>', 'columns that the table lacks')
    .option('--ddl', 'print the CREATE TABLE, with partition projection')
    .option('--location <s3-url>', 'with --ddl: the folder of accounts in the bucket of the trail')
    .addOption(config)
    .addHelpText('after', help)
    .action(async (options: SqlOptions) => {
      const { runSql } = await import('./sql-command');
      done(await runSql(options, terminal));
    });
}
