import { afterAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { GzipBlocks } from '../../lambda/adapters/trail-files/gzip-blocks';
import { gunzipMembers } from '../../lambda/adapters/trail-files/gzip-members';
import { trailBytes } from '../../lambda/adapters/trail-files/trail-bytes';
import { folderWith, removeFolders } from '../cli/folder';
import { runs } from '../engine/runs';
import { mutatedBytes } from '../fuzz/mutations';

afterAll(removeFolders);

const blockBytes = 64;
const blocks = new GzipBlocks(blockBytes);

function unpacked(packed: Buffer): Buffer {
  const parts: Buffer[] = [];
  // Each is there until the next is asked for.
  for (const block of blocks.of(packed) ?? []) parts.push(Buffer.from(block));
  expect(parts.every(({ length }) => length > 0 && length <= blockBytes)).toBe(true);
  return Buffer.concat(parts);
}

const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.nat(2000).map((length) => Buffer.alloc(length, 'CloudTrail ')),
  fc.integer({ min: 1, max: 4 }).map((count) => Buffer.alloc(count * blockBytes, 'x')),
);
const members = fc.array(content, { minLength: 1, maxLength: 4 });
const packed = members.map((all) => Buffer.concat(all.map((one) => gzipSync(one))));

it('gives what all members hold, wherever blocks end', () => {
  fc.assert(
    fc.property(members, (all) => {
      expect(unpacked(Buffer.concat(all.map((one) => gzipSync(one))))).toEqual(Buffer.concat(all));
    }),
    runs(200),
  );
});

it('never passes a damaged file off as whole, and unpacks the next one all the same', () => {
  const broken = packed.chain((bytes) =>
    fc.oneof(
      mutatedBytes([bytes]),
      fc.nat(bytes.length).map((length) => bytes.subarray(0, length)),
      fc.uint8Array({ minLength: 1, maxLength: 20 }).map((more) => Buffer.concat([bytes, more])),
    ),
  );
  fc.assert(
    fc.property(broken, content, (bytes, next) => {
      let whole: Buffer | undefined;
      try {
        whole = unpacked(bytes);
      } catch {
        // Then it is read in another way.
      }
      if (whole !== undefined) expect({ bytes: whole, problems: [] }).toEqual(gunzipMembers(bytes));
      expect(unpacked(gzipSync(next))).toEqual(next);
    }),
    runs(300),
  );
});

it('unpacks one file at a time, also after one that nobody wanted to the end', () => {
  const file = gzipSync(Buffer.alloc(1000, 'a'));
  const first = blocks.of(file);
  first?.next();
  expect(blocks.of(file)).toBeUndefined();
  first?.return(undefined);
  expect(unpacked(file)).toEqual(Buffer.alloc(1000, 'a'));
});

it('files that are read at the same time do not get into each other', async () => {
  const texts = ['a', 'b', 'c'].map((letter) => Buffer.alloc(1_000_000, letter));
  const folder = folderWith(Object.fromEntries(texts.map((text, index) => [`${index}.json.gz`, gzipSync(text)])));
  const read = async (name: string): Promise<Buffer> => {
    const parts: Buffer[] = [];
    for await (const block of trailBytes(join(folder, name))) parts.push(Buffer.from(block));
    return Buffer.concat(parts);
  };
  const whole = await Promise.all(texts.map((_, index) => read(`${index}.json.gz`)));
  expect(whole.map((bytes, index) => bytes.equals(texts[index] ?? bytes))).toEqual([true, true, true]);
});
