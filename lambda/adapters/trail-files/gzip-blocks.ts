import { constants, createGunzip } from 'node:zlib';

/**
 * What Node.js has behind its streams, and what its own `gunzipSync` goes by. It is no documented interface: where it is a
 * different one, there are no blocks. What comes out has been compared with the checksums in the file, whatever it is.
 */
interface Unzip {
  _handle: {
    writeSync: (
      flush: number,
      from: Buffer,
      at: number,
      length: number,
      to: Buffer,
      toAt: number,
      room: number,
    ) => void;
    reset: () => void;
    /** It calls this in the middle of a write, and writes no state then. */
    onerror: (message: string) => void;
  };
  /** After each write: bytes of room that are left, and bytes that were not read. */
  _writeState: Uint32Array;
}

/** Unpacks files block by block into the same memory: what is looked at next is still in the processor's cache. */
export class GzipBlocks {
  private unzip = newUnzip();
  private isBusy = false;
  private readonly block: Buffer;

  /** @param size of a block, in bytes. */
  constructor(size: number) {
    this.block = Buffer.allocUnsafeSlow(size);
  }

  /**
   * Each block is there until the next is asked for.
   *
   * @returns what all members hold; undefined where this Node.js cannot do it, or another file is being unpacked.
   * @throws what is wrong with the packing, in words, having given out blocks before it.
   */
  of(packed: Buffer): Generator<Buffer, undefined> | undefined {
    return this.unzip === undefined || this.isBusy ? undefined : this.unpacked(packed, this.unzip);
  }

  private *unpacked(packed: Buffer, { _handle: handle, _writeState: state }: Unzip): Generator<Buffer, undefined> {
    const { block } = this;
    let problem: string | undefined;
    handle.onerror = (message) => {
      problem = message;
    };
    handle.reset();
    this.isBusy = true;
    try {
      for (let [left, room] = [packed.length, 0]; room === 0;) {
        handle.writeSync(constants.Z_FINISH, packed, packed.length - left, left, block, 0, block.length);
        if (problem !== undefined) throw new Error(problem);
        [room = 0, left = 0] = state;
        if (room < block.length) yield block.subarray(0, block.length - room);
        if (room > 0 && left > 0) throw new Error(`${left} bytes behind the end of the gzip data`);
      }
    } finally {
      this.isBusy = false;
      // Node.js itself does not go on with one that has failed.
      if (problem !== undefined) this.unzip = newUnzip();
    }
  }
}

function newUnzip(): Unzip | undefined {
  const unzip = createGunzip() as unknown as Partial<Unzip>;
  const { _handle: handle, _writeState: state } = unzip;
  const isKnown =
    typeof handle?.writeSync === 'function' && typeof handle.reset === 'function' && ArrayBuffer.isView(state);
  return isKnown ? (unzip as Unzip) : undefined;
}
