import { setTimeout as pause } from 'node:timers/promises';
import { callError } from '../deployment/aws-error';
import { UsageError } from '../usage-error';
import type { PartitionKey } from './partitions';
import { failure, startError } from './failures';
import type { Row } from '../../lambda/adapters/trail-files/rows';

/** A table as the catalogue describes it. */
export interface Described {
  /** Types by names in lower case. */
  columns: ReadonlyMap<string, string>;
  partitions: PartitionKey[];
}

export interface Run {
  id: string;
  /** What Athena charges for. */
  scanned: number;
}

export interface Place {
  workgroup?: string;
  outputLocation?: string;
}

/** Milliseconds between looks: queries on small archives take seconds, on large ones many minutes. */
const firstPause = 250;
const longestPause = 5000;
const rowsAPage = 1000;

/** Athena in the region of the shell; close it. */
export async function openAthena() {
  const sdk = await import('@aws-sdk/client-athena');
  const client = new sdk.AthenaClient({ maxAttempts: 5 });

  const stop = (id: string) =>
    client.send(new sdk.StopQueryExecutionCommand({ QueryExecutionId: id })).catch((error: unknown) => {
      throw callError(error, {
        failure: `query ${id} cannot be stopped, runs on and is charged; stop it in the console of Athena`,
        actions: 'athena:StopQueryExecution',
        target: 'the query still to be known',
      });
    });

  return {
    describe: async (database: string, table: string): Promise<Described> => {
      const command = new sdk.GetTableMetadataCommand({
        CatalogName: 'AwsDataCatalog',
        DatabaseName: database,
        TableName: table,
      });
      const { TableMetadata: described } = await client.send(command).catch((error: unknown) => {
        throw describeError(error, `${database}.${table}`);
      });
      const { Columns = [], PartitionKeys = [], Parameters = {} } = described ?? {};
      return {
        columns: new Map(Columns.map(({ Name = '', Type = '' }) => [Name.toLowerCase(), Type.toLowerCase()])),
        partitions: PartitionKeys.map(({ Name: name = '', Type: type = 'string' }) => ({
          name,
          type,
          projection: projectionOf(name, Parameters),
        })),
      };
    },

    /** @param signal stops the query. @throws what is wrong with it, or the signal's reason. */
    run: async (sql: string, { workgroup, outputLocation }: Place, signal: AbortSignal): Promise<Run> => {
      signal.throwIfAborted();
      const command = new sdk.StartQueryExecutionCommand({
        QueryString: sql,
        ...(workgroup !== undefined && { WorkGroup: workgroup }),
        ...(outputLocation !== undefined && { ResultConfiguration: { OutputLocation: outputLocation } }),
      });
      const { QueryExecutionId: id = '' } = await client.send(command).catch((error: unknown) => {
        throw startError(error);
      });
      try {
        for (let wait = firstPause; ; wait = Math.min(longestPause, wait * 1.5)) {
          signal.throwIfAborted();
          const asked = new sdk.GetQueryExecutionCommand({ QueryExecutionId: id });
          const { QueryExecution: query } = await client.send(asked).catch((error: unknown) => {
            throw callError(error, { failure: `query ${id} cannot be followed`, ...reading });
          });
          const state = query?.Status?.State;
          if (state === 'SUCCEEDED') return { id, scanned: query?.Statistics?.DataScannedInBytes ?? 0 };
          if (state === 'FAILED' || state === 'CANCELLED') throw failure(state, query?.Status ?? {});
          await pause(wait, undefined, { signal });
        }
      } catch (error) {
        if (!signal.aborted) throw error;
        await stop(id);
        throw signal.reason;
      }
    },

    /** A page after the other, so that memory holds one. */
    rows: async function* (id: string, signal: AbortSignal): AsyncGenerator<Row> {
      let names: string[] | undefined;
      let NextToken: string | undefined;
      do {
        signal.throwIfAborted();
        const command = new sdk.GetQueryResultsCommand({ QueryExecutionId: id, MaxResults: rowsAPage, NextToken });
        const page = await client.send(command).catch((error: unknown) => {
          throw callError(error, { failure: `the result of query ${id} cannot be read`, ...reading });
        });
        const rows = page.ResultSet?.Rows ?? [];
        // The first row of the first page holds the names.
        const found = names === undefined ? rows.slice(1) : rows;
        names ??= page.ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Name = '' }) => Name) ?? [];
        for (const { Data = [] } of found)
          yield Object.fromEntries(names.map((name, index) => [name, Data[index]?.VarCharValue]));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
    },

    close: () => {
      client.destroy();
    },
  };
}
export type Athena = Awaited<ReturnType<typeof openAthena>>;

const reading = {
  actions: 'athena:GetQueryExecution and athena:GetQueryResults, and s3:GetObject on the result',
  target: 'the query still to be known: run this again',
};

function describeError(error: unknown, table: string): Error {
  const expected = {
    actions: 'athena:GetTableMetadata and glue:GetTable',
    target: 'a table of this region and account',
  };
  const known = callError(error, { failure: `table ${table} cannot be looked up`, ...expected });
  // Athena says MetadataException of a table that is not there, and of much else.
  if (/EntityNotFound|not found/i.test(known.message))
    return new UsageError(
      `table ${table} is not there: Athena knows none of that name in this region (AWS_REGION) and account\n` +
        'npm start -- sql --ddl prints one to make',
    );
  return /region is missing/i.test(known.message)
    ? new UsageError('no region: set AWS_REGION to the one in which Athena has the table')
    : known;
}

function projectionOf(name: string, parameters: Readonly<Record<string, string>>): Record<string, string> {
  if (parameters['projection.enabled'] !== 'true') return {};
  const start = `projection.${name}.`;
  const own = Object.entries(parameters).filter(([key]) => key.startsWith(start));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(start.length), value]));
}
