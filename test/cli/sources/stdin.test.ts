import { afterAll, describe, expect, it, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { FileReader } from '../../../cli/reading/file-reader';
import { detections } from '../../../lambda/detections';
import { enableMfaDevice } from '../../../lambda/events/samples';
import { runs } from '../../engine/runs';
import { mutatedBytes, samples } from '../../fuzz/mutations';
import { alertsOf, mfaWatch } from '../captured-terminal';
import { trail } from '../folder';

const attack = enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', minute: 16 });
const text = trail(attack, ...samples);
const lines = samples.map((record) => `${JSON.stringify(record)}\n`).join('');

const piped = (...pieces: Buffer[]) => mfaWatch(['replay', '-'], { stdin: () => Readable.from(pieces) });

test('CloudTrail comes in by a pipe, packed or not', async () => {
  const plain = await piped(Buffer.from(text));
  expect(alertsOf(plain).length).toBeGreaterThan(0);
  expect((await piped(gzipSync(text))).stdout).toBe(plain.stdout);
});

test('nothing in it is told', async () => {
  const ran = await piped();
  expect(ran.code).toBe(3);
  expect(ran.stderr).toContain('stdin: empty, expected CloudTrail records');
});

test('a pipe that breaks is told, and files beside it are read', async () => {
  const stdin = () =>
    new Readable({
      read() {
        this.destroy(Object.assign(new Error('the other end has gone'), { code: 'EIO' }));
      },
    });
  const ran = await mfaWatch(['replay', '-', 'samples/trail'], { stdin });
  expect(ran.code).toBe(3);
  expect(ran.stderr).toContain('stdin: cannot be read: the other end has gone');
  expect(alertsOf(ran).length).toBeGreaterThan(0);
});

describe('any bytes, cut anywhere', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mfa-watch-stdin-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const reader = new FileReader(detections, { prefilter: true, withRaw: false, scope: { accounts: [], regions: [] } });
  const half = Math.floor(text.length / 2);
  const hostile = [
    Buffer.from(text),
    Buffer.from(lines),
    Buffer.from(`\ufeff${text}`),
    Buffer.from('{"Records":null}'),
    Buffer.from(trail(null, 1, [[[[]]]], { __proto__: 1 }, attack)),
    Buffer.from(`[${'['.repeat(5000)}`),
    gzipSync(text),
    Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))]),
    Buffer.concat([gzipSync(text), gzipSync(text)]),
    Buffer.concat([gzipSync(text), Buffer.from('garbage')]),
    Buffer.concat([gzipSync(text), Buffer.alloc(600), gzipSync(text)]),
    gzipSync(text).subarray(0, 300),
  ];
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 });

  it('say what a file of them says', async () => {
    const bytes = fc.oneof(fc.constantFrom(...hostile), mutatedBytes(hostile));
    await fc.assert(
      fc.asyncProperty(bytes, cuts, async (all, at) => {
        const path = join(folder, 'trail');
        writeFileSync(path, all);
        const ends = [...at.map((part) => Math.floor(part * all.length)).sort((a, b) => a - b), all.length];
        const pieces = ends.map((end, index) => all.subarray(index === 0 ? 0 : ends[index - 1], end));
        const open = () => Readable.from(pieces.filter(({ length }) => length > 0));
        expect(await reader.readStream({ name: path, open })).toEqual(await reader.read({ name: path, path }));
      }),
      runs(200),
    );
  });
});
