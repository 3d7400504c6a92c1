import type { QueryExecutionStatus } from '@aws-sdk/client-athena';
import { callError } from '../deployment/aws-error';
import { printable } from '../../lambda/alerts/plain';
import { UsageError } from '../usage-error';

/** What Athena says of a query that fails, and how to mend it; the first that fits. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /output location|OutputLocation/i,
    'say where the result goes: --output-location s3://bucket/folder/, or set it in the workgroup (--workgroup)',
  ],
  [/(TABLE|SCHEMA|CATALOG)_NOT_FOUND/, 'name a table of this region and account: --athena database.table'],
  [
    /COLUMN_NOT_FOUND|cannot be resolved/,
    'the table is not as AWS makes it for CloudTrail: npm start -- sql --ddl prints one that is',
  ],
  [
    /For the injected projected partition column|CONSTRAINT_VIOLATION/,
    'a partition of the table must be named: --account or --region',
  ],
  [
    /access denied|AccessDenied|permission|not authorized|Forbidden/i,
    'the credentials must be allowed to read the bucket of the trail (s3:GetObject, s3:ListBucket, kms:Decrypt of its key) and to write where the result goes (s3:PutObject, s3:GetBucketLocation)',
  ],
  [
    /bytes scanned|cutoff|limit exceeded/i,
    'the workgroup limits how much a query may scan: narrow it with --since, --until, --account or --region',
  ],
  [/workgroup/i, 'name a workgroup of this region: --workgroup'],
  [
    /HIVE_|exhausted resources|timeout/i,
    'narrow it with --since, --until, --account or --region, or look at the query in the console of Athena',
  ],
];

export function startError(error: unknown): Error {
  const known = callError(error, {
    failure: 'Athena does not take the query',
    actions: 'athena:StartQueryExecution, and glue:GetTable, glue:GetDatabase and glue:GetPartitions',
    target: 'a workgroup of this region: --workgroup',
  });
  return withRemedy(known.message) ?? known;
}

/** @param state in which it ended. */
export function failure(state: 'FAILED' | 'CANCELLED', status: QueryExecutionStatus): Error {
  const why = printable(status.StateChangeReason ?? status.AthenaError?.ErrorMessage ?? 'Athena gives no reason');
  const message =
    state === 'FAILED' ? `the query failed in Athena: ${why}` : `somebody stopped the query in Athena: ${why}`;
  return withRemedy(message) ?? (state === 'FAILED' ? new Error(message) : new UsageError(message));
}

function withRemedy(message: string): UsageError | undefined {
  const [, remedy] = remedies.find(([pattern]) => pattern.test(message)) ?? [];
  return remedy === undefined ? undefined : new UsageError(`${message}\n${remedy}`);
}
