import { GetQueryExecutionCommand, AthenaClient, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { columnNames, columns, isList, type Shape } from '../../lambda/adapters/trail-files/columns';
import { ddl } from '../../cli/athena/ddl';
import { heldAs } from '../cli/athena/as-in-athena';
import { clientIn, endpoint } from './aws';
import { Child } from './child';
import { emulatorPython } from './toolchain';
import { eventually } from './eventually';

export const results = 's3://athena-e2e/results/';
const athena = new AthenaClient(clientIn('us-east-1'));

export interface Placed {
  record: object;
  account: string;
  region: string;
  /** `yyyy-MM-dd`. */
  day: string;
}

/**
 * Makes the table that `sql --ddl` prints, but for two things that the emulator does not know: its rows are already
 * flattened (Parquet in place of CloudTrail's own format), and folders are named `column=value`.
 */
export async function makeTable(name: string, placed: readonly Placed[], folder: string): Promise<void> {
  await call('AWSGlue.CreateDatabase', { DatabaseInput: { Name: 'security' } }, /AlreadyExists/);
  await put('/athena-e2e');
  const log = join(folder, `${name}.log`);
  const rows = join(folder, `${name}.jsonl`);
  writeFileSync(
    rows,
    placed.map(({ record, ...keys }) => `${JSON.stringify({ ...heldAs(record), ...keys })}\n`).join(''),
  );
  const types: Record<string, string> = { account: 'VARCHAR', region: 'VARCHAR', day: 'VARCHAR' };
  for (const column of columnNames) types[column.toLowerCase()] = duckType(columns[column]);
  const made = join(folder, name);
  const script = join(__dirname, 'athena_table.py');
  const python = await emulatorPython(log);
  await Child.run(python, [script, rows, JSON.stringify(types), 'account,region,day', made], { log });
  for (const file of readdirSync(made, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.parquet')) await put(`/athena-e2e/${name}/${file}`, readFileSync(join(made, file)));
  await create(name, placed);
}

async function create(name: string, placed: readonly Placed[]): Promise<void> {
  const statement = ddl({
    name: `security.${name}`,
    location: `s3://athena-e2e/${name}`,
    accounts: [...new Set(placed.map(({ account }) => account))],
    regions: [...new Set(placed.map(({ region }) => region))],
    firstDay: '2020-01-01',
  })
    .replace(/ROW FORMAT[^]*?(?=\nLOCATION)/, 'STORED AS PARQUET')
    .replace('yyyy/MM/dd', 'yyyy-MM-dd');
  const started = await athena.send(
    new StartQueryExecutionCommand({ QueryString: statement, ResultConfiguration: { OutputLocation: results } }),
  );
  await eventually('the table', async () => {
    const { QueryExecutionId } = started;
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { State, StateChangeReason } = QueryExecution?.Status ?? {};
    if (State === 'FAILED') throw new Error(`CREATE TABLE: ${StateChangeReason ?? ''}`);
    return State === 'SUCCEEDED' ? [State] : [];
  });
}

function duckType(shape: Shape): string {
  if (shape === 'map') return 'MAP(VARCHAR, VARCHAR)';
  if (typeof shape === 'string') return 'VARCHAR';
  if (isList(shape)) return `${duckType(shape[0])}[]`;
  const fields = Object.entries(shape as Record<string, Shape>);
  return `STRUCT(${fields.map(([name, inner]) => `"${name.toLowerCase()}" ${duckType(inner)}`).join(', ')})`;
}

async function call(target: string, body: object, allowed: RegExp): Promise<void> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok && !allowed.test(text)) throw new Error(`${target}: ${answer.status}: ${text}`);
}

async function put(path: string, body?: Uint8Array<ArrayBuffer>): Promise<void> {
  const answer = await fetch(endpoint + path, { method: 'PUT', ...(body && { body }) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}: ${await answer.text()}`);
}
