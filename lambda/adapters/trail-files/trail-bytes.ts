import { closeSync, createReadStream, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { GzipBlocks } from './gzip-blocks';
import { isGzip } from './gzip-members';
import { release } from './release';
import { blockBytes, NotProvable } from './scan/record-scan';

/** Files up to this many bytes, as they lie there, are read as a whole: faster, and the memory is used again for the next. */
const whole = 16 * 1024 * 1024;
/** So many bytes, unpacked, take a fifth of a second, in which nobody is heard who presses Ctrl-C. */
const mostAtOnce = 256 * 1024 * 1024;
const pieceBytes = 1024 * 1024;
const trailerBytes = 4;

/**
 * The bytes of a file, unpacked if they are packed; a big one in pieces, so that memory is bounded whatever its size. What is
 * given out is there until the next is asked for. Only for what is big anybody has to wait: with many small files that would
 * take longer than reading them.
 *
 * @throws NotProvable, having given out what is intact, where something is wrong with the packing; what the file system says.
 */
export function trailBytes(file: string): Iterable<Buffer> | AsyncIterable<Buffer> {
  const raw = contentsOf(file);
  if (raw === undefined) return isGzip(startOf(file)) ? unzipped(file, statSync(file).size) : pieces(file);
  if (!isGzip(raw)) return released(raw, [raw]);
  blocks ??= new GzipBlocks(blockBytes);
  const unpacked = saidSize(raw, raw.length) > mostAtOnce ? undefined : blocks.of(raw);
  return unpacked === undefined ? unzipped(file, raw.length) : released(raw, unpacked);
}

let blocks: GzipBlocks | undefined;

/** And then the memory is given back. */
function* released(raw: Buffer, bytes: Iterable<Buffer>): Generator<Buffer> {
  try {
    yield* bytes;
  } catch (error) {
    throw new NotProvable('damaged or truncated gzip', { cause: error });
  } finally {
    release(raw);
  }
}

/** In bytes, unpacked, as far as the file itself says it. */
export function unpackedSize(file: string): number {
  const { size } = statSync(file);
  return isGzip(startOf(file)) ? saidSize(partOf(file, Math.max(0, size - trailerBytes), trailerBytes), size) : size;
}

/** Deflate packs no tighter (zlib's technical notes). */
const tightest = 1032;

/**
 * A gzip file ends with the length of its last member, modulo 4 GiB (RFC 1952): no promise, but it need be none. Where the
 * end is missing anything stands there, so what cannot be is left out.
 *
 * @param size of the whole file, in bytes.
 */
function saidSize(end: Buffer, size: number): number {
  return end.length < trailerBytes ? 0 : Math.min(end.readUInt32LE(end.length - trailerBytes), size * tightest);
}

/** @returns undefined where it is too big to be read as a whole. */
function contentsOf(file: string): Buffer | undefined {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    if (size > whole) return undefined;
    // What is no file, such as a pipe, says nothing of its size.
    if (size === 0) return readFileSync(descriptor);
    const bytes = Buffer.allocUnsafe(size);
    let length = 0;
    for (let read = -1; length < size && read !== 0; length += read)
      read = readSync(descriptor, bytes, length, size - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

function startOf(file: string): Buffer {
  return partOf(file, 0, 2);
}

function partOf(file: string, from: number, length: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const part = Buffer.alloc(length);
    return part.subarray(0, readSync(descriptor, part, 0, length, from));
  } finally {
    closeSync(descriptor);
  }
}

async function* pieces(file: string): AsyncGenerator<Buffer> {
  for await (const piece of createReadStream(file, { highWaterMark: pieceBytes })) yield piece as Buffer;
}

async function* unzipped(file: string, size: number): AsyncGenerator<Buffer> {
  yield* unzippedStream(createReadStream(file, { highWaterMark: pieceBytes }), () => size);
}

/** @param size how many packed bytes there are, asked at the end. */
async function* unzippedStream(source: Readable, size: () => number): AsyncGenerator<Buffer> {
  const unzip = createGunzip({ chunkSize: pieceBytes });
  source.on('error', (error) => unzip.destroy(error));
  source.pipe(unzip);
  try {
    for await (const piece of unzip) yield piece as Buffer;
  } catch (error) {
    throw new NotProvable('damaged or truncated gzip', { cause: error });
  }
  // Node stops without a word at what is no member.
  if (unzip.bytesWritten < size())
    throw new NotProvable(`${size() - unzip.bytesWritten} bytes behind the end of the gzip data`);
}

/**
 * The bytes of what can be read only once, unpacked if they are packed.
 *
 * @throws NotProvable as `trailBytes` does; what the source says.
 */
export async function* streamedBytes(source: AsyncIterable<Buffer, undefined>): AsyncGenerator<Buffer> {
  let taken = 0;
  let isEnded = false;
  const iterator = source[Symbol.asyncIterator]();
  const start: Buffer[] = [];
  const next = async (): Promise<Buffer | undefined> => {
    const result: IteratorResult<Buffer, undefined> = await iterator.next();
    if (result.done === true) {
      isEnded = true;
      return undefined;
    }
    taken += result.value.length;
    return result.value;
  };
  for (let piece; Buffer.concat(start).length < 2 && (piece = await next()) !== undefined;) start.push(piece);
  const all = async function* (): AsyncGenerator<Buffer> {
    yield* start;
    for (let piece; (piece = await next()) !== undefined;) yield piece;
  };
  if (!isGzip(Buffer.concat(start))) yield* all();
  else yield* unzippedStream(Readable.from(all(), { objectMode: false }), () => (isEnded ? taken : Infinity));
}
