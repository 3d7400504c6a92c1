import type { Command } from 'commander';
import type { ScopeOptions } from '../scope-options';

export const athenaHelp = `
--athena runs one query on a table of CloudTrail records and judges here what
it finds; sql prints that query and such a table. It says what will be read, and
asks before it runs. With --since, the 8 days before are read to
compare with; devices enabled earlier still are known from --devices only. The
region is that of the shell (AWS_REGION). It needs athena:GetTableMetadata,
StartQueryExecution, GetQueryExecution, GetQueryResults, StopQueryExecution;
glue:GetDatabase, GetTable, GetPartitions; s3:GetObject and s3:ListBucket on the
trail; also s3:PutObject and s3:GetBucketLocation where the result goes.
`;

export interface AthenaOptions extends ScopeOptions {
  athena?: string;
  workgroup?: string;
  outputLocation?: string;
  yes?: boolean;
}

export function addAthenaOptions(command: Command): Command {
  return command
    .option('--athena <db.table>', 'read a table of CloudTrail in Athena instead of files')
    .option('--workgroup <name>', 'workgroup that the query runs in (default: primary)')
    .option('--output-location <s3-url>', 'where Athena puts the result, unless the workgroup says it');
}
