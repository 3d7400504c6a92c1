import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { gunzipMembers } from '../../lambda/adapters/trail-files/gzip-members';
import { findTrailFiles, readTrailFile } from '../../lambda/adapters/trail-files/trail-files';
import { enableMfaDevice } from '../../lambda/events/samples';
import { folderWith, removeFolders, trail } from '../cli/folder';

afterAll(removeFolders);

const a = enableMfaDevice({ id: 'a' });
const b = enableMfaDevice({ id: 'b' });
const lookedUp = (record: object) => ({ EventId: 'x', CloudTrailEvent: JSON.stringify(record) });
const envelope = (record: object, source = 'aws.iam') => ({
  'detail-type': 'AWS API Call via CloudTrail',
  source,
  account: '111122223333',
  detail: record,
});
const lines = (...values: unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

async function read(content: string | Buffer, name = 'trail.json') {
  return readTrailFile(join(folderWith({ [name]: content }), name));
}

async function recordsOf(content: string | Buffer): Promise<unknown[]> {
  const { records, problems } = await read(content);
  expect(problems).toEqual([]);
  return records.map(({ record }) => record);
}

describe('forms of content that are understood', () => {
  const forms: Record<string, string | Buffer> = {
    "CloudTrail's own": trail(a, b),
    'pretty-printed': JSON.stringify({ Records: [a, b] }, null, 2),
    'a bare array': JSON.stringify([a, b]),
    'one record a line': lines(a, b),
    'one record a line, the last line unfinished by a newline': `${JSON.stringify(a)}\r\n${JSON.stringify(b)}`,
    'one file of records a line': lines({ Records: [a] }, { Records: [b] }),
    'several documents without anything between': trail(a) + trail(b),
    'several pretty-printed documents': JSON.stringify({ Records: [a] }, null, 2) + JSON.stringify(b, null, 2),
    'EventBridge envelopes': lines(envelope(a), envelope(b)),
    'LookupEvents output': JSON.stringify({ Events: [lookedUp(a), lookedUp(b)] }, null, 4),
    'LookupEvents narrowed by --query': JSON.stringify([JSON.stringify(a), lookedUp(b)]),
    'what jq -s makes of two files': JSON.stringify([{ Records: [a] }, { Records: [b] }]),
    'a byte order mark': `\uFEFF${trail(a, b)}`,
    'UTF-16, as Windows PowerShell redirects': Buffer.from(`\uFEFF${trail(a, b)}`, 'utf16le'),
    'escaped names': trail(a, b).replaceAll('"eventName"', '"\\u0065ventName"').replace('Records', '\\u0052ecords'),
    'gzip, whatever the name says': gzipSync(trail(a, b)),
    'one document over two gzip members': Buffer.concat([
      gzipSync(trail(a, b).slice(0, 700)),
      gzipSync(trail(a, b).slice(700)),
    ]),
    'a second gzip member with a second document': Buffer.concat([gzipSync(trail(a)), gzipSync(trail(b))]),
    'zero bytes between gzip members and after them': Buffer.concat([
      gzipSync(trail(a)),
      Buffer.alloc(512),
      gzipSync(trail(b)),
      Buffer.alloc(100),
    ]),
    padding: `${' '.repeat(4_000_000)}${trail(a)}${'\n'.repeat(4_000_000)}${trail(b)}`,
  };
  test.each(Object.entries(forms))('%s', async (_, content) => {
    expect(await recordsOf(content)).toEqual([a, b]);
  });

  test('one record', async () => {
    expect(await recordsOf(JSON.stringify(a))).toEqual([a]);
  });

  test('no records at all', async () => {
    expect(await recordsOf('{"Records":null}')).toEqual([]);
    expect(await recordsOf('{"Records":[]}')).toEqual([]);
  });

  test('of a name given twice the last value counts', async () => {
    expect(await recordsOf('{"Records":[{"eventName":"ListUsers","eventName":"EnableMFADevice"}]}')).toEqual([
      { eventName: 'EnableMFADevice' },
    ]);
  });
});

describe('what lies beside records is passed over and counted', () => {
  test.each([
    ['digest', { digestStartTime: '2026-11-20T08:00:00Z', digestEndTime: '2026-11-20T09:00:00Z', logFiles: [] }],
    ['insight', { Records: [{ eventCategory: 'Insight', insightDetails: {}, eventTime: '2026-11-20T09:00:00Z' }] }],
    ['drill', envelope(a, 'mfa-watch')],
    ['own', { detection: 'mfa-device-added', dedupKey: 'x' }],
    ['own', { '111122223333': { alice: [] } }],
  ] as const)('%s', async (kind, content) => {
    const { records, skipped, problems } = await read(JSON.stringify(content));
    expect({ records, problems, count: skipped[kind] }).toEqual({ records: [], problems: [], count: 1 });
  });
});

test.each([{ detection: 'x', dedupKey: 'x' }, { metadata: { product: { name: 'mfa-watch' } } }])(
  'a record with marks of our own results is a record',
  async (marks) => {
    expect(await recordsOf(JSON.stringify({ Records: [{ ...a, ...marks }] }))).toHaveLength(1);
  },
);

describe('what cannot be read is named, and the rest still read', () => {
  test.each(['zip', 'bz2', 'zst', 'xz', '7z', 'tar.gz', 'tgz', 'parquet'])('a .%s that may hold a trail', (ending) => {
    const folder = folderWith({ 'a.ndjson': '', [`b.json.${ending}`]: '' });
    const { files, problems } = findTrailFiles([folder]);
    expect(files).toEqual([join(folder, 'a.ndjson')]);
    expect(problems).toEqual([
      { file: join(folder, `b.json.${ending}`), at: '', what: expect.stringContaining('unpack it') },
    ]);
  });

  const deep = '['.repeat(200_000) + ']'.repeat(200_000);
  const broken = JSON.stringify(a).replace('"eventName":', '"eventName"');
  const cases: [name: string, content: string | Buffer, records: number, where: string, what: RegExp][] = [
    ['an empty file', '', 0, '', /^empty/],
    ['blank space', ' \n\n', 0, '', /^empty/],
    ['an empty gzip', gzipSync(''), 0, '', /^empty/],
    ['a truncated gzip', gzipSync(trail(a, b), { level: 0 }).subarray(0, -500), 1, '', /truncated gzip: \d+ bytes/],
    ['a gzip cut inside its header', gzipSync(trail(a)).subarray(0, 6), 0, '', /truncated gzip header/],
    ['garbage after a gzip', Buffer.concat([gzipSync(trail(a)), Buffer.from('garbage')]), 1, '', /7 bytes of garbage/],
    [
      'garbage between gzip members',
      Buffer.concat([gzipSync(trail(a)), Buffer.from('garbage'), gzipSync(trail(b))]),
      2,
      '',
      /7 bytes of garbage/,
    ],
    ['a gzip with a wrong checksum', withByte(gzipSync(trail(a)), -6), 1, '', /checksum/],
    ['a gzip damaged inside', withByte(gzipSync(trail(a)), 40), 0, '', /damaged gzip/],
    ['invalid UTF-8', Buffer.from(trail(a).replace('Firefox', '\xff'), 'latin1'), 1, '', /not valid UTF-8/],
    ['a file that breaks off', trail(a, b).slice(0, -100), 1, 'line 1: Records[1]', /breaks off/],
    ['a list that breaks off between records', `${trail(a).slice(0, -2)},`, 1, 'line 1', /breaks off after 1 records/],
    [
      'a broken record among others',
      `{"Records":[${broken},${JSON.stringify(b)}]}`,
      1,
      'line 1: Records[0]',
      /not JSON/,
    ],
    [
      'a broken line among others',
      `${JSON.stringify(a)}\n{"eventName\n${JSON.stringify(b)}\n`,
      2,
      'line 2',
      /not JSON/,
    ],
    ['a line that seems to hold the lines behind it', `{"a"\n${JSON.stringify(a)}\n}`, 1, 'line 1', /not JSON/],
    ['text that is no JSON', 'hello\n', 0, 'line 1', /not JSON/],
    [
      'two lists in one document',
      `{"Records":[${JSON.stringify(a)}],"Records":[${JSON.stringify(b)}]}`,
      1,
      'Records',
      /twice/,
    ],
    ['records that are no list', '{"Records":{"a":1}}', 0, 'Records', /an object, expected a list/],
    ['a junk entry', trail(a, 7, b), 2, 'Records[1]', /a number, expected a CloudTrail record/],
    [
      'an unreadable CloudTrailEvent',
      JSON.stringify({ Events: [{ CloudTrailEvent: '{"a' }, lookedUp(b)] }),
      1,
      'Events[0]',
      /CloudTrailEvent/,
    ],
    [
      'a page of LookupEvents that has more',
      JSON.stringify({ Events: [lookedUp(a)], NextToken: 'x' }),
      1,
      '',
      /one page of a result that has more/,
    ],
    ['a list nested deep', `[${JSON.stringify(a)},${deep}]`, 1, '[1][0][0][0]', /nested too deep/],
  ];
  test.each(cases)('%s', async (_, content, records, at, what) => {
    const result = await read(content);
    expect(result.records).toHaveLength(records);
    expect(result.problems).toContainEqual({ file: result.file, at, what: expect.stringMatching(what) });
  });

  const lines = '\n[\n,\n}\n\0'.repeat(50);
  test.each([
    [
      'a PNG picture',
      Buffer.from(`\x89PNG\r\n\x1a\n\0\0\0\rIHDR${lines}`, 'latin1'),
      /^a PNG picture; .*: leave it out, or/,
    ],
    ['the same, packed', gzipSync(Buffer.from(`\x89PNG\r\n\x1a\n${lines}`, 'latin1')), /^a PNG picture; /],
    ['a zip archive', Buffer.from(`PK\x03\x04\x14\0${lines}`, 'latin1'), /^a zip archive; .*: unpack it first$/],
    ['what is packed twice', gzipSync(gzipSync(trail(a))), /^packed with gzip twice; .*: unpack it once$/],
    [
      'any other',
      Buffer.from(`\0\x01\x02${lines}`, 'latin1'),
      /^binary data; expected CloudTrail records, JSON or CSV, .*: see what/,
    ],
  ])('binary data is told in one line: %s', async (_, content, what) => {
    const result = await read(content);
    expect(result.records).toEqual([]);
    expect(result.problems).toEqual([{ file: result.file, at: '', what: expect.stringMatching(what) }]);
  });

  test.each([
    ['binary data with records in it', `\0\x01${lines}${trail(a)}`, 1, /not JSON/],
    ['JSON that is damaged', `{"Records":[{"eventVersion":"\0\x01`, 0, /breaks off/],
  ])('%s is told place by place', async (_, content, records, what) => {
    const result = await read(content);
    expect(result.records).toHaveLength(records);
    expect(result.problems).toContainEqual(expect.objectContaining({ what: expect.stringMatching(what) }));
  });

  test('a record nested 200,000 deep, and one with __proto__, are records', async () => {
    const nested = `{"deep":${deep}}`;
    const polluting = '{"__proto__":{"polluted":true}}';
    const { records, problems } = await read(`{"Records":[${nested},${polluting},${JSON.stringify(a)}]}`);
    expect([records.length, problems]).toEqual([3, []]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('a gzip that unpacks to more than can be held, in one member or in many', () => {
    const member = gzipSync(Buffer.alloc(600));
    for (const [bomb, unpacked] of [
      [gzipSync(Buffer.alloc(1_000_000)), 0],
      [Buffer.concat([member, member, member]), 600],
    ] as const) {
      const { bytes, problems } = gunzipMembers(bomb, 1000);
      expect(bytes).toHaveLength(unpacked);
      expect(problems).toEqual([expect.stringMatching(/^unpacks to more than/)]);
    }
  });

  test('a file that is not there', async () => {
    const { records, problems } = await readTrailFile('/no/such.json');
    expect([records, problems[0]?.what]).toEqual([[], expect.stringContaining('no such file')]);
  });
});

describe('files are found', () => {
  test('in folders, by suffix in any case, each once', () => {
    const folder = folderWith({
      'a/1.json': '',
      'a/b/2.JSON.GZ': '',
      '3.jsonl': '',
      '4.jsonl.gz': '',
      LICENSE: '',
      'x.csv': '',
      'x.txt': '',
    });
    symlinkSync(folder, join(folder, 'a', 'loop'));
    const { files, foreign, problems } = findTrailFiles([folder, join(folder, '3.jsonl')]);
    expect(files.map((file) => file.slice(folder.length + 1))).toEqual([
      '3.jsonl',
      '4.jsonl.gz',
      'a/1.json',
      'a/b/2.JSON.GZ',
      'x.csv',
    ]);
    expect([foreign, problems]).toEqual([2, []]);
  });

  test('and a folder without any is a problem, an empty folder beside others is none', () => {
    const folder = folderWith({ 'full/1.json': '', 'foreign/LICENSE': '' });
    mkdirSync(join(folder, 'empty'));
    expect(findTrailFiles([folder]).problems).toEqual([]);
    const { problems } = findTrailFiles([join(folder, 'empty'), join(folder, 'foreign'), join(folder, 'full')]);
    expect(problems.map(({ file }) => file)).toEqual([join(folder, 'empty'), join(folder, 'foreign')]);
  });
});

function withByte(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  const index = at < 0 ? bytes.length + at : at;
  changed.writeUInt8((changed.readUInt8(index) + 0x55) % 256, index);
  return changed;
}

test('finds each intact record behind many broken ones, however many', async () => {
  const { records, problems } = await read(
    Array.from({ length: 500 }, () => `{"broken\n${JSON.stringify(a)}\n`).join(''),
  );
  expect(records).toHaveLength(500);
  expect(problems).toHaveLength(500);
});
