import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { hiveType } from '../../../cli/athena/columns';
import { columnNames, columns } from '../../../lambda/adapters/trail-files/columns';
import { enableMfaDevice } from '../../../lambda/events/samples';
import { mfaWatch, type Ran, type Screen } from '../captured-terminal';
import { folderWith, removeFolders, trail } from '../folder';
import { rowOf } from './as-in-athena';

afterAll(removeFolders);

const athena = mockClient(AthenaClient);
const attack = enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', minute: 16 });
const onboarding = enableMfaDevice({ with: 'console', by: 'erin', minute: 5 });
const allColumns = columnNames.map((name) => ({ Name: name.toLowerCase(), Type: hiveType(columns[name]) }));
const projection = {
  'projection.enabled': 'true',
  'projection.account.type': 'enum',
  'projection.account.values': '111122223333,444455556666',
  'projection.day.format': 'yyyy/MM/dd',
  'projection.day.range': '2026/01/01,NOW',
};

beforeEach(() => {
  athena.reset();
  table(allColumns);
  athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'q-1' });
  ended({ State: 'SUCCEEDED' });
});

function table(Columns: { Name: string; Type: string }[]): void {
  const PartitionKeys = ['account', 'region', 'day'].map((Name) => ({ Name, Type: 'string' }));
  const TableMetadata = { Name: 'cloudtrail', Columns, PartitionKeys, Parameters: projection };
  athena.on(GetTableMetadataCommand).resolves({ TableMetadata });
}

function ended(Status: { State: 'SUCCEEDED' | 'FAILED' | 'RUNNING' | 'CANCELLED'; StateChangeReason?: string }): void {
  const Statistics = { DataScannedInBytes: 123_456_789_012 };
  athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: { Status, Statistics } });
}

/** Each list is a page. */
function found(...pages: object[][]): void {
  const names = Object.keys(rowOf({}));
  const data = (record: object) => ({
    Data: names.map((name) => {
      const VarCharValue = rowOf(record)[name];
      return VarCharValue === undefined ? {} : { VarCharValue };
    }),
  });
  const header = { Data: names.map((VarCharValue) => ({ VarCharValue })) };
  for (const [index, page] of pages.entries())
    athena
      .on(GetQueryResultsCommand, index === 0 ? { NextToken: undefined } : { NextToken: `page-${index}` })
      .resolves({
        ResultSet: {
          ResultSetMetadata: { ColumnInfo: names.map((Name) => ({ Name, Type: 'varchar' })) },
          Rows: [...(index === 0 ? [header] : []), ...page.map(data)],
        },
        ...(index + 1 < pages.length && { NextToken: `page-${index + 1}` }),
      });
}

const replay = (options: string[] = ['--yes'], screen: Screen = {}): Promise<Ran> =>
  mfaWatch(['replay', '--athena', 'security.cloudtrail', ...options], screen);

const query = (): string => athena.commandCalls(StartQueryExecutionCommand)[0]?.args[0].input.QueryString ?? '';

describe('a table in Athena', () => {
  it('gives the alerts of its records, page after page', async () => {
    found([onboarding], [attack, attack]);
    const ran = await replay();
    const folder = folderWith({ 'a.json': trail(onboarding, attack, attack) });
    expect(ran.stdout).toBe((await mfaWatch(['replay', folder])).stdout);
    expect(ran.stdout).toContain('"mfa-device-added-without-mfa"');
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(' in 3 records of table security.cloudtrail, from ');
    expect(ran.stderr).toContain('1 copy among them counted once');
  });

  it('makes a report with the records as the table gave them', async () => {
    found([attack]);
    const { stdout } = await replay(['--yes', '--format', 'html']);
    expect(stdout).toContain('id="record-');
    expect(stdout).toContain('mallory');
  });

  it('is asked for what is wanted, in the place that is named', async () => {
    found([]);
    const place = ['--workgroup', 'security', '--output-location', 's3://results/'];
    await replay(['--yes', '--since', '2026-11-01', '--account', '111122223333', ...place]);
    expect(query()).toContain(`"account" = '111122223333'\n  AND "day" >= '2026/10/24'`);
    expect(athena.commandCalls(StartQueryExecutionCommand)[0]?.args[0].input).toMatchObject({
      WorkGroup: 'security',
      ResultConfiguration: { OutputLocation: 's3://results/' },
    });
  });

  it('is told with what is read, and what that came to', async () => {
    found([]);
    const { stderr } = await replay(['--yes', '--since', '2026-11-01', '--until', '2026-11-05']);
    expect(stderr).toContain('Athena will read security.cloudtrail: 2 accounts × all regions × 14 days.');
    expect(stderr).toContain('Athena read 115.0 GB: about $0.56.');
  });

  it('is not asked for columns that it lacks, and that is said where it matters', async () => {
    table(allColumns.filter(({ Name }) => !['addendum', 'tlsdetails'].includes(Name)));
    found([attack]);
    const { stderr } = await replay();
    expect(query()).not.toMatch(/addendum|tlsdetails/);
    expect(stderr).toContain('lacks addendum: it does not tell which records AWS has sent again.');
    expect(stderr).not.toContain('tlsdetails');
  });
});

describe('before anything is charged', () => {
  it('somebody is asked, and no means no', async () => {
    const questions: string[] = [];
    const confirm = (question: string): Promise<boolean> => Promise.resolve(questions.push(question) > 1);
    const ran = await replay([], { confirm });
    expect([ran.code, questions]).toEqual([130, ['Run it?']]);
    expect(ran.stderr).toContain('mfa-watch: not run; nothing is charged');
    expect(athena.commandCalls(StartQueryExecutionCommand)).toEqual([]);
    found([]);
    expect((await replay([], { confirm })).code).toBe(0);
  });

  it('--yes is needed where nobody can be asked', async () => {
    const ran = await replay([]);
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('--yes runs it')]);
  });
});

it('Ctrl-C stops the query', async () => {
  ended({ State: 'RUNNING' });
  let press = (): void => undefined;
  athena.on(GetQueryExecutionCommand).callsFake(() => {
    press();
    return { QueryExecution: { Status: { State: 'RUNNING' } } };
  });
  athena.on(StopQueryExecutionCommand).resolves({});
  const onInterrupt = (stop: () => void): (() => void) => {
    press = stop;
    return () => undefined;
  };
  const ran = await replay(['--yes'], { onInterrupt });
  expect([ran.code, ran.stdout]).toEqual([130, '']);
  expect(ran.stderr).toContain('stopped; what Athena has read until now is charged');
  expect(athena.commandCalls(StopQueryExecutionCommand)[0]?.args[0].input).toEqual({ QueryExecutionId: 'q-1' });
});

describe('what goes wrong is said with how to mend it', () => {
  const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

  it.each([
    ['EntityNotFoundException: table not found', 'MetadataException', 'table security.cloudtrail is not there'],
    ['You are not allowed', 'AccessDeniedException', 'athena:GetTableMetadata and glue:GetTable'],
    ['Region is missing', 'Error', 'set AWS_REGION'],
  ])('a table that cannot be looked up: %s', async (message, name, expected) => {
    athena.on(GetTableMetadataCommand).rejects(named(name, message));
    const ran = await replay();
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining(expected)]);
  });

  it.each([
    ['No output location provided.', '--output-location s3://bucket/folder/'],
    ['WorkGroup soc is not found.', 'name a workgroup of this region'],
  ])('a query that is not taken: %s', async (message, expected) => {
    athena.on(StartQueryExecutionCommand).rejects(named('InvalidRequestException', message));
    const ran = await replay();
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining(expected)]);
  });

  it.each([
    ['COLUMN_NOT_FOUND: line 3:1: Column x cannot be resolved', 'sql --ddl prints one that is'],
    ['TABLE_NOT_FOUND: line 1:1', 'name a table of this region and account'],
    ['Access denied when writing to location', 's3:PutObject'],
    ['For the injected projected partition column account, the WHERE clause must', '--account or --region'],
  ])('a query that fails: %s', async (StateChangeReason, expected) => {
    ended({ State: 'FAILED', StateChangeReason });
    const ran = await replay();
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining(expected)]);
  });

  it('a query that is stopped because it reads too much, or by somebody', async () => {
    ended({ State: 'CANCELLED', StateChangeReason: 'Bytes scanned limit was exceeded' });
    expect((await replay()).stderr).toContain('the workgroup limits how much a query may scan');
    ended({ State: 'CANCELLED' });
    expect((await replay()).stderr).toContain('somebody stopped the query');
  });

  it('structs without names, which engine version 2 gives', async () => {
    const page = { ResultSetMetadata: { ColumnInfo: [{ Name: 'useridentity', Type: 'json' }] } };
    const Rows = ['useridentity', '["IAMUser"]'].map((VarCharValue) => ({ Data: [{ VarCharValue }] }));
    athena.on(GetQueryResultsCommand).resolves({ ResultSet: { ...page, Rows } });
    expect((await replay()).stderr).toContain('choose version 3 in the workgroup');
  });

  it('a table of something else', async () => {
    table([{ Name: 'requester', Type: 'string' }]);
    const ran = await replay();
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('is none of CloudTrail records: it lacks')]);
  });

  it.each([
    [['replay'], 'nothing to read'],
    [['replay', '.', '--athena', 'a.b'], 'no files beside it'],
    [['replay', '.', '--requester-pays'], '--requester-pays is for s3:// only'],
    [['replay', '.', '--yes'], '--yes agrees to what'],
    [['replay', '.', '--cache', 'x'], '--cache keeps what'],
    [['replay', '.', '--workgroup', 'w'], '--workgroup is for --athena only'],
    [['replay', '--athena', 'cloudtrail', '--yes'], 'names no database'],
    [['replay', '--athena', `a.b'; DROP`, '--yes'], 'is no table of Athena'],
  ])('%j', async (options, expected) => {
    const ran = await mfaWatch(options);
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining(expected)]);
    expect(athena.commandCalls(StartQueryExecutionCommand)).toEqual([]);
  });
});
