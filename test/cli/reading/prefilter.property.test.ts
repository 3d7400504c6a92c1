import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FileReader } from '../../../cli/reading/file-reader';
import type { RawRecord } from '../../../cli/reading/kept-events';
import type { ReadFile } from '../../../cli/reading/read-file';
import { detections } from '../../../lambda/detections';
import { apiCall, enableMfaDevice, getSessionToken } from '../../../lambda/events/samples';
import { runs } from '../../engine/runs';
import { mutated, mutatedBytes, samples } from '../../fuzz/mutations';

const usual = { withRaw: true, scope: { accounts: [], regions: [] } };
const fast = new FileReader(detections, { ...usual, prefilter: true });
const slow = new FileReader(detections, { ...usual, prefilter: false });

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mfa-watch-prefilter-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Both readings of a file with these bytes. */
async function read(bytes: Buffer): Promise<{ byBytes: unknown; byParsing: unknown }> {
  const path = join(folder, 'trail.json');
  const file = { name: path, path };
  writeFileSync(path, bytes);
  return { byBytes: meant(await fast.read(file)), byParsing: meant(await slow.read(file)) };
}

/** How a record is written only its bytes tell. */
function meant(read: ReadFile): unknown {
  const events = read.events.map(({ raw, ...event }) => ({ ...event, raw: raw && recordIn(raw) }));
  return { ...read, events };
}

function recordIn({ json, length, file }: RawRecord): unknown {
  if (json.length < length) return { file };
  const value = JSON.parse(json) as { detail?: unknown; 'detail-type'?: unknown };
  return { file, record: typeof value['detail-type'] === 'string' ? value.detail : value };
}

async function same(bytes: Buffer): Promise<void> {
  const { byBytes, byParsing } = await read(bytes);
  expect(byBytes).toEqual(byParsing);
}

const irrelevant = [
  apiCall('ec2', 'DescribeInstances', { filterSet: {}, list: [{ eventName: 'EnableMFADevice' }, 1.5e-3, null] }),
  apiCall('sts', 'AssumeRole', { roleArn: 'arn:aws:iam::111122223333:role/app', roleSessionName: '"}],{"\\' }),
  apiCall('s3', 'GetObject', { key: 'Records":[{"eventName":"DeactivateMFADevice"}]' }),
];
const relevant = [
  apiCall('sts', 'AssumeRole', { serialNumber: 'arn:aws:iam::111122223333:mfa/alice' }),
  enableMfaDevice(),
  getSessionToken(),
];
/** By each of these something else than a record is known, or what holds records. */
const marks: object[] = [
  ...[
    { digestStartTime: 'x', logFiles: [] },
    { hashSignature: 'x', queryCompleteTime: 'x' },
    { eventCategory: 'Insight' },
  ],
  ...[{ CloudTrailEvent: '{}' }, { ResultSet: {} }, { QueryResultRows: [] }, { Records: [] }, { Events: [] }],
  { 'detail-type': 'x', detail: {}, source: 'mfa-watch.drill' },
];
const marked = fc
  .subarray(marks, { minLength: 1, maxLength: 2 })
  .map((some): object => Object.assign(apiCall('ec2', 'DescribeRegions', {}), ...some) as object);
const record = fc.oneof(
  fc.constantFrom<unknown>(...irrelevant, ...relevant, ...samples),
  mutated([...irrelevant, ...relevant, ...samples]),
  fc.constantFrom<unknown>(null, 1, 'text', [], [[]], { Records: relevant }, { eventCategory: 'Insight' }, {}),
);
/** JSON as somebody else might write the same. */
const written = fc
  .tuple(fc.array(record, { maxLength: 6 }), fc.constantFrom(undefined, 2, '\t'))
  .chain(([records, indent]) => {
    const one = (value: unknown): string => JSON.stringify(value, undefined, indent);
    return fc.constantFrom(
      one({ Records: records }),
      one(records),
      records.map((value) => `${JSON.stringify(value)}\n`).join(''),
      records.map(one).join(' '),
      one({ Records: records }) + one({ Records: records }),
      `\ufeff${one({ Records: records })}\n`,
      one({ Records: records, more: 1 }),
      one({ Events: records.map((value) => ({ CloudTrailEvent: JSON.stringify(value) })) }),
      one(records[0] ?? {}),
    );
  });
const asEscape = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
/** Some of the letters of names that matter, as escapes. */
const escaped = fc
  .tuple(
    written,
    fc.array(fc.constantFrom('eventName', 'eventTime', 'EnableMFADevice', 'serialNumber', 'Records')),
    fc.nat(6),
  )
  .map(([text, words, place]) =>
    words.reduce(
      (so, word) => so.replace(word, word.slice(0, place) + asEscape(word.charAt(place)) + word.slice(place + 1)),
      text,
    ),
  );
const files = fc.oneof(written, escaped).map((text) => Buffer.from(text));

it('looking at bytes first gives what parsing each record gives', async () => {
  await fc.assert(fc.asyncProperty(files, same), runs(40));
});

it('the same where records bear marks of something else, and nothing else in the file makes it be parsed', async () => {
  const trail = fc
    .array(marked, { minLength: 1, maxLength: 3 })
    .map((Records) => Buffer.from(JSON.stringify({ Records })));
  await fc.assert(fc.asyncProperty(trail, same), runs(200));
});

it('the same for broken files: whatever parsing would tell of them is told', async () => {
  const broken = files.chain((bytes) => mutatedBytes([bytes]));
  await fc.assert(fc.asyncProperty(broken, same), runs(200));
});

it('the same for packed files, in one member or several', async () => {
  const packed = fc.tuple(files, fc.double({ min: 0, max: 1, noNaN: true })).map(([bytes, cut]) => {
    const at = Math.floor(bytes.length * cut);
    return Buffer.concat([gzipSync(bytes.subarray(0, at)), gzipSync(bytes.subarray(at))]);
  });
  await fc.assert(fc.asyncProperty(packed, same), runs(40));
});
