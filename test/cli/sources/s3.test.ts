import { afterAll, beforeEach, describe, expect, it, test } from '@jest/globals';
import { GetObjectCommand, HeadBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { enableMfaDevice } from '../../../lambda/events/samples';
import { alertsOf, mfaWatch, type Screen } from '../captured-terminal';
import { folderWith, removeFolders, trail } from '../folder';

afterAll(removeFolders);

const s3 = mockClient(S3Client);
const attack = enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', minute: 16 });
const good = gzipSync(trail(attack));
const region = 'AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail/us-east-1';
const key = (date: string, name = 'x'): string => `${region}/${date}/${name}.json.gz`;

let bucket: Map<string, Buffer>;
let cache: string;
const failures = new Map<string, Error>();

/** What S3 says: with `Delimiter` the folders beneath the prefix, a page of two at a time. */
function list({ Prefix = '', Delimiter, ContinuationToken = '0' }: ListObjectsV2Command['input']) {
  const keys = [...bucket.keys()].filter((one) => one.startsWith(Prefix)).sort();
  const entry = (one: string): string => {
    const end = Delimiter === undefined ? -1 : one.indexOf(Delimiter, Prefix.length);
    return end === -1 ? one : one.slice(0, end + 1);
  };
  const entries = [...new Set(keys.map(entry))];
  const from = Number(ContinuationToken);
  const page = entries.slice(from, from + 2);
  return {
    Contents: page
      .filter((one) => bucket.has(one))
      .map((Key) => ({ Key, ETag: `"${Key.length}"`, Size: bucket.get(Key)?.length ?? 0 })),
    CommonPrefixes: page.filter((one) => !bucket.has(one)).map((one) => ({ Prefix: one })),
    ...(from + 2 < entries.length && { IsTruncated: true, NextContinuationToken: String(from + 2) }),
  };
}

const answered = (name: string, message = name): Error =>
  Object.assign(new Error(message), { name, $metadata: {}, $fault: 'client' });

beforeEach(() => {
  failures.clear();
  bucket = new Map([[key('2026/11/20'), good]]);
  cache = join(folderWith({}), 'cache');
  s3.reset();
  s3.on(HeadBucketCommand).resolves({ BucketRegion: 'eu-central-1' });
  s3.on(ListObjectsV2Command).callsFake(list);
  s3.on(GetObjectCommand).callsFake(({ Key }: GetObjectCommand['input']) => {
    const failure = failures.get(Key ?? '');
    if (failure !== undefined) throw failure;
    return { Body: Readable.from([bucket.get(Key ?? '')]) };
  });
});

const replay = (options: string[] = [], screen: Screen = {}, address = 's3://my-trail/AWSLogs') =>
  mfaWatch(['replay', address, '--cache', cache, ...options], screen);
const got = (): (string | undefined)[] => s3.commandCalls(GetObjectCommand).map(({ args: [{ input }] }) => input.Key);
const listed = (): (string | undefined)[] =>
  s3.commandCalls(ListObjectsV2Command).map(({ args: [{ input }] }) => input.Prefix);

describe('a trail in a bucket', () => {
  test('is read, page by page, whatever its suffix says of packing', async () => {
    for (const name of ['a', 'b', 'c', 'd'])
      bucket.set(key('2026/11/20', name), name === 'a' ? Buffer.from(trail(attack)) : good);
    bucket.set(`${region}/2026/11/20/LICENSE`, Buffer.from('text'));
    bucket.set(`${region}/2026/11/20/`, Buffer.from(''));
    const ran = await replay();
    expect(alertsOf(ran)).toHaveLength(1);
    expect(ran.stderr).toContain('in 5 records of 5 files');
    expect(ran.stderr).toContain(
      'Skipped: 1 file that does not end with .json, .jsonl, .ndjson or .csv, also with .gz.',
    );
    expect(s3.commandCalls(GetObjectCommand)[0]?.args[0].input).toMatchObject({
      Bucket: 'my-trail',
      IfMatch: expect.any(String),
    });
  });

  test('is listed only where something wanted may be', async () => {
    for (const date of ['2026/11/11', '2026/11/12', '2026/11/21', '2026/10/20', '2025/11/20'])
      bucket.set(key(date), good);
    bucket.set('AWSLogs/444455556666/CloudTrail/us-east-1/2026/11/20/x.json.gz', good);
    bucket.set('AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail-Digest/us-east-1/2026/11/20/x.json.gz', good);
    const ran = await replay(['--since', '2026-11-20', '--account', '111122223333']);
    expect(got().sort()).toEqual([key('2026/11/12'), key('2026/11/20'), key('2026/11/21')]);
    expect(listed().filter((one) => /444455556666|Digest|\/2025|\/10\/|\/11\/11\//.test(one ?? ''))).toEqual([]);
    expect(ran.stderr).toContain('nothing wanted is in them: 5 folders.');
  });

  test('is not fetched twice: the second run goes on where the first ended', async () => {
    bucket.set(key('2026/11/21'), good);
    failures.set(key('2026/11/21'), answered('SlowDown'));
    expect((await replay()).code).toBe(3);
    failures.clear();
    s3.resetHistory();
    const ran = await replay();
    expect(ran.code).toBe(1);
    expect(got()).toEqual([key('2026/11/21')]);
  });

  test('with --no-cache nothing stays', async () => {
    const args = ['replay', 's3://my-trail', '--no-cache'];
    const env = { XDG_CACHE_HOME: cache };
    const runs = [await mfaWatch(args, { env }), await mfaWatch(args, { env })];
    expect(runs.map(({ code }) => code)).toEqual([1, 1]);
    expect(got()).toHaveLength(2);
    expect(existsSync(cache)).toBe(false);
  });

  test('the reader pays if that is said', async () => {
    await replay(['--requester-pays']);
    const inputs = s3.calls().map(({ args: [{ input }] }) => input);
    expect(inputs.filter((input) => !('RequestPayer' in input))).toEqual([{ Bucket: 'my-trail' }]);
  });

  test('keys lead nowhere out of the cache', async () => {
    bucket.set('AWSLogs/../../../evil.json', good);
    bucket.set(`AWSLogs/${'long'.repeat(250)}.json`, good);
    expect((await replay()).stderr).toContain('of 3 files');
    expect(existsSync(join(cache, '..', 'evil.json'))).toBe(false);
  });
});

describe('an object that cannot be read is told, and the others are read', () => {
  it.each([
    ['AccessDenied', 'Access Denied', 'access denied: these credentials lack s3:GetObject, or kms:Decrypt'],
    [
      'AccessDenied',
      'User: x is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:111122223333:key/1',
      'encrypted with a KMS key, and these credentials may not use it: they lack kms:Decrypt',
    ],
    ['InvalidObjectState', 'no', 'archived (Glacier): restore it first'],
    ['PreconditionFailed', 'no', 'it was replaced while we were reading: run this again'],
    ['SlowDown', 'Reduce your rate', 'cannot be fetched: Reduce your rate'],
  ])('%s, %s', async (name, message, said) => {
    bucket.set(key('2026/11/20', 'bad'), good);
    failures.set(key('2026/11/20', 'bad'), answered(name, message));
    const ran = await replay();
    expect(ran.code).toBe(3);
    expect(alertsOf(ran)).toHaveLength(1);
    expect(ran.stderr).toContain('Could not be read: 1 place');
    expect(ran.stderr).toContain(`s3://my-trail/${key('2026/11/20', 'bad')}: ${said}`);
  });

  it('one that breaks off is asked for again, and never kept in part', async () => {
    const bad = key('2026/11/20', 'bad');
    bucket.set(bad, good);
    s3.on(GetObjectCommand, { Key: bad }).callsFake(() => ({ Body: Readable.from([good.subarray(0, 99)]) }));
    const ran = await replay();
    expect(got().filter((one) => one === bad)).toHaveLength(3);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(`bad.json.gz: cannot be fetched: 99 bytes came, expected ${good.length}`);
    s3.on(GetObjectCommand, { Key: bad }).callsFake(() => ({ Body: Readable.from([good]) }));
    expect((await replay()).code).toBe(1);
  });

  it.each([
    ['truncated', good.subarray(0, good.length - 20), 'truncated gzip'],
    ['garbage', Buffer.from('nothing'), 'not JSON'],
    ['nothing', Buffer.alloc(0), 'empty'],
    ['more behind', Buffer.concat([good, Buffer.from('more')]), '4 bytes of garbage'],
  ])('%s', async (_, bytes, said) => {
    bucket.set(key('2026/11/20', 'bad'), bytes);
    const ran = await replay();
    expect(ran.code).toBe(3);
    expect(alertsOf(ran)).toHaveLength(1);
    expect(ran.stderr).toContain(said);
  });
});

describe('more than 1 GB', () => {
  beforeEach(() => {
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: key('2026/11/20'), ETag: '"1"', Size: 5e9 }] });
  });
  const asked = (answer: boolean): Screen => ({ confirm: () => Promise.resolve(answer) });

  test('is not fetched unless somebody agrees; what it costs is said', async () => {
    const ran = await replay();
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('Objects still to be fetched from eu-central-1: 1, 5.0 GB.');
    expect(ran.stderr).toContain('costs at most $0.45 (AWS list prices of 2025)');
    expect(ran.stderr).toContain('Nothing was fetched: --yes agrees to it');
    expect(got()).toEqual([]);
  });

  test('whoever is at the keyboard is asked', async () => {
    const no = await replay([], asked(false));
    expect([no.code, got()]).toEqual([2, []]);
    expect(no.stderr).toContain('costs at most $0.45');
    await replay([], asked(true));
    expect(got().length).toBeGreaterThan(0);
  });

  test('--yes agrees', async () => {
    await replay(['--yes']);
    expect(got().length).toBeGreaterThan(0);
  });
});

describe('a bucket that cannot be listed', () => {
  it.each([
    ['NoSuchBucket', 'expected a bucket of that name'],
    ['AccessDenied', 'expected credentials that may call s3:ListBucket and s3:GetObject'],
    ['CredentialsProviderError', 'no AWS credentials'],
  ])('%s: %s', async (name, said) => {
    s3.on(HeadBucketCommand).rejects(answered(name));
    s3.on(ListObjectsV2Command).rejects(answered(name));
    const ran = await replay();
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(said);
  });

  it('in part is read in part', async () => {
    bucket.set('AWSLogs/444455556666/CloudTrail/us-east-1/2026/11/20/x.json.gz', good);
    s3.on(ListObjectsV2Command, { Prefix: 'AWSLogs/444455556666/' }).rejects(answered('AccessDenied'));
    const ran = await replay();
    expect(ran.code).toBe(3);
    expect(alertsOf(ran)).toHaveLength(1);
    expect(ran.stderr).toContain('s3://my-trail/AWSLogs/444455556666/: cannot be listed');
  });

  it('and holds nothing is a problem', async () => {
    const ran = await replay([], {}, 's3://my-trail/nowhere');
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('s3://my-trail/nowhere: not one trail file there');
  });
});
