import * as z from 'zod/mini';
import { plural } from '../../events/names';
import type { Document } from './json-documents';
import { reasonOf } from '../reason';
import type { Column } from './columns';
import { recordOf } from './rows';

const wholeRecord = 'eventjson';
const needed: readonly Column[] = ['eventTime', 'eventSource', 'eventName', 'userIdentity'];
/** Of a table of alerts, and of exposures. */
const ownColumns = [
  ['detection', 'dedupKey'],
  ['check', 'remediation'],
];
/** Whether it is a saved table rather than JSON. @param file its suffix counts where its first line has no known column. */
export function isCsv(text: string, file: string): boolean {
  if (/^\s*(?:[[{]|$)/.test(text)) return false;
  const [header = ''] = text.slice(0, 10_000).split('\n');
  const columns = header.split(',').map((name) => name.replaceAll('"', '').trim().toLowerCase());
  return /\.csv(\.gz)?$/i.test(file) || columns.some((name) => name === wholeRecord || name === 'eventname');
}

/** The rows of a CSV file as records; `at` is such as `line 3`. */
export async function* csvDocuments(text: string): AsyncGenerator<Document> {
  const { parse } = await import('csv-parse/sync');
  const broken: Document[] = [];
  const options = {
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
  } as const;
  const onSkip = (error?: { lines?: number; message: string }): undefined => {
    broken.push({ at: `line ${error?.lines ?? '?'}`, problem: `not CSV: ${error?.message ?? 'unreadable'}` });
  };
  const rows = z.array(csvRowSchema).parse(parse(text, { ...options, on_skip: onSkip }));
  const columns = rows.shift()?.record ?? [];
  const isOwn = ownColumns.some((names) => names.every((name) => columns.includes(name)));
  const lacking = isOwn ? undefined : lackingOf(columns);
  if (isOwn)
    for (const { record, info } of rows)
      yield {
        at: `line ${info.lines}`,
        value: Object.fromEntries(columns.map((name, index) => [name, record[index]])),
      };
  else if (lacking === undefined)
    for (const [index, { record, info }] of rows.entries()) {
      const at = `line ${info.lines}`;
      const isCut = index === rows.length - 1 && record.length > 1 && text.endsWith(',');
      yield isCut
        ? { at, problem: 'it ends behind a comma, as if cut off: save the result anew' }
        : rowDocument(at, columns, record);
    }
  else yield { at: 'line 1', problem: lacking };
  yield* broken;
}

const csvRowSchema = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

const athenaSchema = z.object({
  ResultSet: z.object({
    Rows: z.array(z.object({ Data: z.array(z.object({ VarCharValue: z.optional(z.string()) })) })),
    ResultSetMetadata: z.optional(z.object({ ColumnInfo: z.array(z.object({ Name: z.string() })) })),
  }),
});
const lakeSchema = z.object({ QueryResultRows: z.array(z.array(z.record(z.string(), z.nullable(z.string())))) });

export function isQueryResult(value: Record<string, unknown>): boolean {
  const isRecord = Object.hasOwn(value, 'eventSource');
  return !isRecord && (Object.hasOwn(value, 'ResultSet') || Object.hasOwn(value, 'QueryResultRows'));
}

/** The rows of what `aws athena get-query-results` or `aws cloudtrail get-query-results` prints, as records. */
export function resultRows(value: Record<string, unknown>, at: string): Document[] {
  const missing = missingOf(value);
  return [...rowsOf(value, at), ...(missing === undefined ? [] : [{ at, problem: missing }])];
}

/** AWS gives a page at a time, and of a query that goes on what there is so far. @returns what is not in this file. */
export function missingOf({ NextToken, QueryStatus, ErrorMessage }: Record<string, unknown>): string | undefined {
  if (typeof QueryStatus === 'string' && QueryStatus !== 'FINISHED') {
    const why = typeof ErrorMessage === 'string' ? `: ${ErrorMessage.slice(0, 200)}` : '';
    return `the result of a query that is ${QueryStatus}${why}; expected one that is FINISHED: save the result anew then`;
  }
  if (typeof NextToken !== 'string' || NextToken === '') return undefined;
  return 'one page of a result that has more (NextToken): save the others too, each with --next-token, and give all files';
}

function rowsOf(value: Record<string, unknown>, at: string): Document[] {
  const where = (name: string): string => (at === '' ? name : `${at}: ${name}`);
  const athena = athenaSchema.safeParse(value);
  if (athena.success) return athenaRows(athena.data.ResultSet, where);
  const lake = lakeSchema.safeParse(value);
  if (!lake.success)
    return [{ at, problem: 'neither rows of Athena (ResultSet.Rows) nor of CloudTrail Lake (QueryResultRows)' }];
  return lake.data.QueryResultRows.map((cells, index) => {
    const row = cells.flatMap((cell) => Object.entries(cell));
    const columns = row.map(([name]) => name);
    const values = row.map(([, cell]) => cell ?? '');
    const place = where(`QueryResultRows[${index}]`);
    const lacking = lackingOf(columns);
    return lacking === undefined ? rowDocument(place, columns, values) : { at: place, problem: lacking };
  });
}

/** The first page begins with a row of the columns' names, the others do not. */
function athenaRows(
  { Rows, ResultSetMetadata }: z.infer<typeof athenaSchema>['ResultSet'],
  where: (name: string) => string,
): Document[] {
  const rows = Rows.map(({ Data }) => Data.map(({ VarCharValue = '' }) => VarCharValue));
  const columns = ResultSetMetadata?.ColumnInfo.map(({ Name }) => Name) ?? rows[0] ?? [];
  const lacking = lackingOf(columns);
  if (lacking !== undefined) return [{ at: where('ResultSet'), problem: lacking }];
  return rows.flatMap((row, index) =>
    index === 0 && row.join() === columns.join() ? [] : [rowDocument(where(`Rows[${index}]`), columns, row)],
  );
}

/** @returns what is wrong with a table of these columns. */
function lackingOf(columns: readonly string[]): string | undefined {
  const names = columns.map((name) => name.toLowerCase());
  const missing = needed.filter((name) => !names.includes(name.toLowerCase()));
  if (names.includes(wholeRecord) || missing.length === 0) return undefined;
  return `no column ${missing.join(', ')}: expected eventjson (whole records), or the columns of CloudTrail's table`;
}

function rowDocument(at: string, columns: readonly string[], cells: readonly string[]): Document {
  // What was cut off may be the error that says that nothing happened.
  if (cells.length !== columns.length)
    return {
      at,
      problem: `a row of ${plural(cells.length, 'cell')}, expected ${columns.length}, one for each column: save the result anew`,
    };
  // CSV knows no NULL.
  const row = Object.fromEntries(columns.map((name, index) => [name.toLowerCase(), cells[index] || undefined]));
  const whole = row[wholeRecord];
  if (whole !== undefined) return parsed(at, whole);
  return recordOf(row, at);
}

function parsed(at: string, text: string): Document {
  try {
    return { at, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { at, problem: `${wholeRecord} is not JSON: ${reasonOf(error)}` };
  }
}
