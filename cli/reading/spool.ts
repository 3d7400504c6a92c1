import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { maxBytes } from '../../lambda/adapters/trail-files/gzip-members';

/**
 * What comes in once, kept in a temporary file so that it can be read again: what bytes alone do not tell must be parsed. Up
 * to the size that can be parsed; beyond it only the stream is left.
 */
export class Spool implements AsyncIterable<Buffer, undefined> {
  private readonly folder = mkdtempSync(join(tmpdir(), 'mfa-watch-'));
  readonly path = join(this.folder, 'input');
  private readonly file = openSync(this.path, 'w', 0o600);
  private readonly iterator: AsyncIterator<Buffer | string, undefined>;
  /** One after the other, whoever asks. */
  private last: Promise<IteratorResult<Buffer, undefined>> = Promise.resolve({ done: false, value: Buffer.alloc(0) });
  private size = 0;

  constructor(source: Readable) {
    this.iterator = source[Symbol.asyncIterator]() as AsyncIterator<Buffer | string, undefined>;
  }

  /** Ends only its own reading: `isWhole` goes on from there. */
  [Symbol.asyncIterator](): AsyncIterator<Buffer, undefined> {
    return { next: () => this.next() };
  }

  /** Reads to the end, unless that is too far. */
  async isWhole(): Promise<boolean> {
    while (this.size <= maxBytes) if ((await this.next()).done === true) return true;
    return false;
  }

  close(): void {
    closeSync(this.file);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private next(): Promise<IteratorResult<Buffer, undefined>> {
    this.last = this.last.then(async (before) => {
      if (before.done === true) return before;
      const next: IteratorResult<Buffer | string, undefined> = await this.iterator.next();
      if (next.done === true) return next;
      const piece = Buffer.from(next.value);
      this.size += piece.length;
      if (this.size <= maxBytes) for (let at = 0; at < piece.length;) at += writeSync(this.file, piece, at);
      return { done: false, value: piece };
    });
    // Who asks last may have gone; the next who asks is told.
    this.last.catch(() => undefined);
    return this.last;
  }
}
