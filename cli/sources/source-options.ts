import type { Command } from 'commander';
import { addScopeOptions } from '../scope-options';

export const sourcesHelp = `
Files whose path says that they lie outside of --since, --until, --account and
--region are not opened (AWSLogs/<account>/CloudTrail/<region>/2026/11/20/…, an
organization's id in it or not); others are read, and their records judged.
The 8 days before --since are read besides, to compare with.

Saved query results, CSV or JSON, have whole records in a column eventjson, as
CloudTrail Lake's SELECT eventJson gives them, or the columns of Athena's table
with json_format(CAST(useridentity AS JSON)) AS useridentity.

What is fetched from s3:// and by --live is kept, so that an interrupted run
goes on where it ended. Permissions: s3:ListBucket, s3:GetObject, kms:Decrypt
where the trail is encrypted with a KMS key; for --live cloudtrail:LookupEvents.
`;

/** Says where to read from, and what of it. */
export function addSourceOptions(command: Command): Command {
  return addScopeOptions(command)
    .option('--live <days>', "read CloudTrail's event history of this account, such as 90d (the most there is)")
    .option('--requester-pays', 'with s3://: pay for a bucket whose owner makes readers pay')
    .option('--yes', 'with s3:// and --athena: go on without being asked')
    .option('--cache <folder>', 'where what is fetched lies (default: mfa-watch in $XDG_CACHE_HOME or ~/.cache)')
    .option('--no-cache', 'keep nothing of what is fetched');
}
