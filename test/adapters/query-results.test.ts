import { afterAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { recordOf } from '../../lambda/adapters/trail-files/rows';
import { readTrailFile } from '../../lambda/adapters/trail-files/trail-files';
import { consoleLogin, enableMfaDevice } from '../../lambda/events/samples';
import { parseTrailEvent } from '../../lambda/events/trail-event';
import { rowOf } from '../cli/athena/as-in-athena';
import { folderWith, removeFolders } from '../cli/folder';

afterAll(removeFolders);

const records: Record<string, unknown>[] = [
  enableMfaDevice({ with: 'console-mfa', by: 'o\'brien, "x"' }),
  consoleLogin({ outcome: 'Failure' }),
];

async function read(name: string, content: string | Buffer) {
  return readTrailFile(join(folderWith({ [name]: content }), name), name);
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const csv = (...rows: string[][]): string => rows.map((row) => `${row.map(quoted).join(',')}\n`).join('');

/** As Athena gives a structure: names in lower case. */
function lowered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), lowered(inner)]));
}

/** A row of CloudTrail's table in Athena, with `CAST(useridentity AS JSON)`. */
function row(record: Record<string, unknown>): [string, string][] {
  return Object.entries(record).map(([name, value]) => {
    if (name === 'userIdentity')
      return ['useridentity', JSON.stringify({ ...(lowered(value) as object), onbehalfof: null })];
    return [name.toLowerCase(), typeof value === 'string' ? value : JSON.stringify(value)];
  });
}
const columns = [...new Set(records.flatMap((record) => row(record).map(([name]) => name)))];
const table = [columns, ...records.map((record) => columns.map((name) => new Map(row(record)).get(name) ?? ''))];

const parsed = (some: readonly unknown[]) => some.map((record) => parseTrailEvent(record));

describe('whole records', () => {
  const rows = [['eventJson'], ...records.map((record) => [JSON.stringify(record)])];

  it.each([
    ['CSV', 'lake.csv', csv(...rows)],
    ['CSV of Windows', 'lake.csv', `\ufeff${csv(...rows).replaceAll('\n', '\r\n')}`],
    ['CSV, packed', 'lake.csv.gz', gzipSync(csv(...rows))],
    ['CSV under another name', 'lake.json', csv(...rows)],
    [
      "CloudTrail Lake's answer",
      'lake.json',
      JSON.stringify({
        QueryStatus: 'FINISHED',
        QueryResultRows: records.map((one) => [{ eventJson: JSON.stringify(one) }]),
      }),
    ],
    [
      "Athena's answer",
      'athena.json',
      JSON.stringify({ ResultSet: { Rows: rows.map(([cell]) => ({ Data: [{ VarCharValue: cell }] })) } }),
    ],
  ])('%s', async (_, name, content) => {
    const { records: found, problems } = await read(name, content);
    expect(problems).toEqual([]);
    expect(found.map(({ record }) => record)).toEqual(records);
  });
});

describe("the columns of CloudTrail's table", () => {
  it('in CSV make the same events', async () => {
    const { records: found, problems } = await read('athena.csv', csv(...table));
    expect(problems).toEqual([]);
    expect(parsed(found.map(({ record }) => record))).toEqual(parsed(records));
  });

  it('the same in JSON, of a later page too, which has no row of names', async () => {
    const cells = (some: string[]) => ({ Data: some.map((cell) => (cell === '' ? {} : { VarCharValue: cell })) });
    const ResultSetMetadata = { ColumnInfo: columns.map((Name) => ({ Name })) };
    for (const Rows of [table.map(cells), table.slice(1).map(cells)]) {
      const { records: found, problems } = await read(
        'a.json',
        JSON.stringify({ ResultSet: { Rows, ResultSetMetadata } }),
      );
      expect(problems).toEqual([]);
      expect(parsed(found.map(({ record }) => record))).toEqual(parsed(records));
    }
  });

  it('in CSV make the same records as --athena, an updated copy too', async () => {
    const copy = { ...records[0], addendum: { reason: 'UPDATED_DATA', originalEventID: 'first' } };
    const rows = [...records, copy].map((record) => rowOf(record));
    const names = Object.keys(rows[0] ?? {});
    const { records: found, problems } = await read(
      'athena.csv',
      csv(names, ...rows.map((row) => names.map((name) => row[name] ?? ''))),
    );
    expect(problems).toEqual([]);
    expect(found.map(({ at, record: value }) => ({ at, value }))).toEqual(
      rows.map((row, index) => recordOf(row, `line ${index + 2}`)),
    );
    expect(parsed(found.map(({ record }) => record))).toEqual(parsed([...records, copy]));
  });

  it.each([
    ['addendum', '{reason=UPDATED_DATA, originaleventid=x}', ['json_format(CAST(addendum AS JSON))']],
    ['requestparameters', '{"userName":"al', ['requestparameters is not JSON']],
    ['requestparameters', 'None', []],
    ['tlsdetails', '{tlsversion=TLSv1.3}', []],
    ['resources', '[{arn=x}]', []],
  ])('%s that holds %s', async (column, cell, expected) => {
    const row = { ...rowOf(records[0] ?? {}), [column]: cell };
    const names = Object.keys(row);
    const { records: found, problems } = await read(
      'a.csv',
      csv(
        names,
        Object.values(row).map((text) => text ?? ''),
      ),
    );
    expect(found).toHaveLength(1 - expected.length);
    expect(problems.map(({ what }) => what)).toEqual(expected.map((text) => expect.stringContaining(text)));
  });

  it("Athena's text of a structure is refused, with what to query instead; the row beside it is read", async () => {
    const at = columns.indexOf('useridentity');
    const text =
      '{type=IAMUser, principalid=AIDA, username=alice, sessioncontext={attributes={mfaauthenticated=true}}}';
    const [header = [], first = [], second = []] = table;
    const { records: found, problems } = await read('a.csv', csv(header, first.with(at, text), second));
    expect(found).toHaveLength(1);
    expect(problems).toEqual([
      { file: 'a.csv', at: 'line 2', what: expect.stringContaining('json_format(CAST(useridentity AS JSON))') },
    ]);
  });
});

describe('hostile tables', () => {
  const good = JSON.stringify(records[0]);

  it('a row that was cut off is not judged by what is left of it', async () => {
    const [header = [], first = [], second = []] = table;
    const cut = second.slice(0, -1);
    const expected = { what: expect.stringContaining(`${cut.length} cells, expected ${header.length}`) };
    const { records: found, problems } = await read('a.csv', csv(header, first, cut));
    expect(found).toHaveLength(1);
    expect(problems).toEqual([{ file: 'a.csv', at: 'line 3', ...expected }]);
    const Rows = [header, first, cut].map((row) => ({ Data: row.map((VarCharValue) => ({ VarCharValue })) }));
    const asJson = await read('a.json', JSON.stringify({ ResultSet: { Rows } }));
    expect(asJson.records).toHaveLength(1);
    expect(asJson.problems).toEqual([{ file: 'a.json', at: 'Rows[2]', ...expected }]);
  });

  it.each([
    ['a quote that never ends', `eventjson\n${quoted(good)}\n"{`, 'not CSV'],
    ['a last row that is cut', `eventjson,note\n${quoted(good)},\n${quoted(good)},`, 'as if cut off'],
    ['a cell that is no JSON', `eventjson\n${quoted(good)}\n{broken\n`, 'eventjson is not JSON'],
    ['a cell that is no record', `eventjson\n${quoted(good)}\n17\n`, 'expected a CloudTrail record'],
    ['a quote inside', `eventjson\n${quoted(good)}\na"b\n`, 'not CSV'],
  ])('%s: the rest is read', async (_, text, problem) => {
    const { records: found, problems } = await read('a.csv', text);
    expect(found.map(({ record }) => record)).toEqual([records[0]]);
    expect(problems.map(({ what }) => what)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ['a.csv', 'user,arn\nalice,x\n', 'no column eventTime, eventSource, eventName, userIdentity'],
    ['a.csv', 'eventname,eventtime\nx,y\n', 'no column eventSource, userIdentity'],
    ['a.csv', '', 'empty'],
    ['a.json', '{"ResultSet":{"Rows":7}}', 'neither rows of Athena'],
    ['a.json', '{"QueryResultRows":[[{"a":"1"}]]}', 'no column eventTime'],
  ])('%s of %j: %s', async (name, text, problem) => {
    const { records: found, problems } = await read(name, text);
    expect(found).toEqual([]);
    expect(problems.map(({ what }) => what)).toEqual([expect.stringContaining(problem)]);
  });

  it('a record that bears the name of a result is a record', async () => {
    const both = { ...records[0], ResultSet: { Rows: [] }, QueryResultRows: [] };
    const { records: found, problems } = await read('a.json', JSON.stringify(both));
    expect([found.map(({ record }) => record), problems]).toEqual([[both], []]);
  });

  it('names of the prototype are names', async () => {
    const lake = `{"QueryResultRows":[[{"__proto__":"x"},{"eventJson":${JSON.stringify(good)}}]]}`;
    expect((await read('a.json', lake)).records.map(({ record }) => record)).toEqual([records[0]]);
  });
});

describe('a saved result that is not whole', () => {
  const rows = { QueryResultRows: [[{ eventJson: JSON.stringify(records[0]) }]] };
  it.each<[string, object, number, RegExp]>([
    ['a page of more', { ...rows, NextToken: 'next' }, 1, /NextToken.*save the others/],
    ['of a query that failed', { QueryStatus: 'FAILED', ErrorMessage: 'no', QueryResultRows: [] }, 0, /FAILED: no/],
    ['of a query that runs', { ...rows, QueryStatus: 'RUNNING' }, 1, /RUNNING/],
    ['of one that has ended', { ...rows, QueryStatus: 'FINISHED' }, 1, /^$/],
  ])('%s', async (_, content, count, problem) => {
    const { records: found, problems } = await read('a.json', JSON.stringify(content));
    expect(found).toHaveLength(count);
    expect(problems.map(({ what }) => what).join()).toMatch(problem);
  });
});
