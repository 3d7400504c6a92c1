const unpack = 'unpack it first';
const replace = 'leave it out, or name the file that was meant';

/** What people take for a trail's file, by its first bytes in hexadecimal (each format's own specification). */
const kinds: readonly (readonly [start: string, what: string, mend: string])[] = [
  ['504b0304', 'a zip archive', unpack],
  ['28b52ffd', 'packed with zstd', unpack],
  ['425a68', 'packed with bzip2', unpack],
  ['fd377a585a00', 'packed with xz', unpack],
  ['1f8b', 'packed with gzip twice', 'unpack it once'],
  ['50415231', 'a Parquet file', 'read its table with --athena, or save it as JSON'],
  ['89504e47', 'a PNG picture', replace],
  ['ffd8ff', 'a JPEG picture', replace],
  ['25504446', 'a PDF', replace],
];
const see = 'see what it is; a file of the trail may be damaged';
const longestStart = 6;

/** No text has these; UTF-16 with its mark has them, and is known by that. */
const looked = 1000;
const isControl = (byte: number): boolean => byte < 9 || (byte > 13 && byte < 32);

/** @returns what these bytes are, what is expected and how to mend it, in one line; undefined if they may be JSON. */
export function binaryData(bytes: Buffer): string | undefined {
  const first = bytes.subarray(0, looked);
  if (!first.some(isControl) || /^(?:\xff\xfe|\s*[[{])/.test(first.toString('latin1'))) return undefined;
  const start = first.toString('hex', 0, longestStart);
  const [, what, mend] = kinds.find(([known]) => start.startsWith(known)) ?? [start, 'binary data', see];
  return `${what}; expected CloudTrail records, JSON or CSV, as they are or packed with gzip: ${mend}`;
}
