import { constants, crc32, inflateRawSync } from 'node:zlib';
import { codeOf } from '../reason';

/** V8 cannot hold a longer string, and CloudTrail's own files stay far below; stops a gzip bomb as well. */
export const maxBytes = 512 * 1024 * 1024 - 24;

const trailerLength = 8;

export function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks every member by hand: Node's gunzip throws everything away when garbage follows or the end is missing, and
 * after zero padding it stops without a word, blind to the members behind it.
 * @param most bytes that are unpacked of all members together; with what follows, reading takes five times that at most.
 * @returns what could be unpacked, and in words what could not.
 */
export function gunzipMembers(bytes: Buffer, most = maxBytes): { bytes: Buffer; problems: string[] } {
  const parts: Buffer[] = [];
  const problems: string[] = [];
  let size = 0;
  let at = 0;
  while (at < bytes.length) {
    if (!isGzip(bytes.subarray(at))) {
      const next = bytes.indexOf(Buffer.from([0x1f, 0x8b, 8]), at);
      const end = next === -1 ? bytes.length : next;
      if (bytes.subarray(at, end).some((byte) => byte !== 0))
        problems.push(`${end - at} bytes of garbage at byte ${at}, expected a gzip member or the end of the file`);
      at = end;
      continue;
    }
    const member = inflateMember(bytes.subarray(at), most - size);
    if (member.problem !== undefined) problems.push(`${member.problem} (gzip member at byte ${at})`);
    parts.push(member.bytes);
    size += member.bytes.length;
    at += member.length;
  }
  const [only] = parts;
  return { bytes: parts.length === 1 && only !== undefined ? only : Buffer.concat(parts), problems };
}

interface Member {
  bytes: Buffer;
  /** Compressed, header and trailer counted. */
  length: number;
  problem?: string;
}

function inflateMember(member: Buffer, room: number): Member {
  const start = headerLength(member);
  const lost = (problem: string): Member => ({ bytes: Buffer.alloc(0), length: member.length, problem });
  if (start === undefined) return lost('truncated gzip header');
  try {
    const { bytes, length } = inflate(member.subarray(start), room);
    const trailer = member.subarray(start + length, start + length + trailerLength);
    const problem =
      trailer.length < trailerLength
        ? `truncated gzip: ${bytes.length} bytes could be unpacked, the rest is missing`
        : trailer.readUInt32LE(0) !== crc32(bytes)
          ? 'damaged gzip: the checksum does not match what was unpacked'
          : undefined;
    return { bytes, length: start + length + trailerLength, ...(problem !== undefined && { problem }) };
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE')
      return lost(`unpacks to more than ${maxBytes} bytes, expected a CloudTrail file (they are far smaller)`);
    const bytes = longestIntactStart(member.subarray(start), room);
    return { bytes, length: member.length, problem: `damaged gzip: only ${bytes.length} bytes could be unpacked` };
  }
}

/** `Z_SYNC_FLUSH` gives what there is of a truncated stream instead of throwing. */
function inflate(deflated: Buffer, room: number): { bytes: Buffer; length: number } {
  const result = inflateRawSync(deflated, {
    info: true,
    chunkSize: likelySize(deflated, room),
    finishFlush: constants.Z_SYNC_FLUSH,
    maxOutputLength: Math.max(room, 1),
  }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
  return { bytes: result.buffer, length: result.engine.bytesWritten };
}

/** What the end of a file with one member says, so that it is unpacked in one piece; in others any number may stand there. */
function likelySize(deflated: Buffer, room: number): number {
  const said = deflated.length < trailerLength ? 0 : deflated.readUInt32LE(deflated.length - 4) + 1;
  return Math.max(64 * 1024, Math.min(said, 16 * 1024 * 1024, room));
}

/** Inflating fails from the damaged byte on and works for everything shorter: found by halving. */
function longestIntactStart(deflated: Buffer, room: number): Buffer {
  let intact: Buffer = Buffer.alloc(0);
  let [low, high] = [0, deflated.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    try {
      intact = inflate(deflated.subarray(0, middle), room).bytes;
      low = middle;
    } catch {
      high = middle - 1;
    }
  }
  return intact;
}

/** RFC 1952: ten fixed bytes, then what the flags announce. */
function headerLength(member: Buffer): number | undefined {
  const flags = member[3];
  if (flags === undefined) return undefined;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + (member.length >= at + 2 ? member.readUInt16LE(at) : 0);
  for (const named of [8, 16]) {
    if ((flags & named) === 0) continue;
    const end = member.indexOf(0, at);
    if (end === -1) return undefined;
    at = end + 1;
  }
  if ((flags & 2) !== 0) at += 2;
  return at <= member.length ? at : undefined;
}
