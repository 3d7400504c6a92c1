import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

/** A trail file, and what was written into it. */
export interface Trail {
  bytes: Buffer;
  /** Records, also those that lack what every record has. */
  records: number;
  /** What is no record, or lacks what every record has. */
  unreadable: number;
  /** Nothing in the bytes says that something is missing. */
  isWhole: boolean;
  isDamaged: boolean;
}

/** A record that no detection watches. */
function record(number: number): string {
  return JSON.stringify({
    eventVersion: '1.11',
    eventID: `written-${number}`,
    eventTime: `2026-11-20T08:${String(number % 60).padStart(2, '0')}:00Z`,
    eventSource: 'iam.amazonaws.com',
    eventName: 'ListUsers',
    userAgent: 'a "quoted" [agent] {with} \\ all, ends – 木',
    ...(number % 3 === 0 ? {} : { userIdentity: { type: 'IAMUser', userName: 'bob' } }),
  });
}

/** As JSON: writing recurses, so deep nesting must be put in afterwards. */
const twists = [
  (record: string) => record,
  (record: string) => record.replace('{', '{"__proto__":{"polluted":true},'),
  (record: string) => record.replace('{', `{"deep":${'['.repeat(20_000)}${']'.repeat(20_000)},`),
  (record: string) => record.replace('{', '{"eventName":"EnableMFADevice",'),
  (record: string) => record.replace('"eventName"', '"\\u0065ventName"'),
];
const junk = ['null', '7', 'true', '"text"', '""', '-1e999', '[[[[1]]]]'];

interface Entry {
  text: string;
  isRecord: boolean;
  isReadable: boolean;
}

const entry: fc.Arbitrary<Entry> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.nat(1000), fc.constantFrom(...twists))
      .map(([number, twist]) => ({ text: twist(record(number)), isRecord: true, isReadable: true })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...junk).map((text) => ({ text, isRecord: false, isReadable: false })),
  },
  { weight: 1, arbitrary: fc.constant({ text: '{"name":"mfa-watch"}', isRecord: true, isReadable: false }) },
);

/** Documents that hold the entries. */
const layouts: Record<string, (entries: readonly string[]) => string[]> = {
  "CloudTrail's own": (entries) => [`{"Records":[${entries.join(',')}]}`],
  'a bare array': (entries) => [`[${entries.join(',')}]`],
  'one record a line': (entries) => entries.map((text) => `${text}\n`),
  'pretty-printed': (entries) => [`{\n  "Records" : [\n    ${entries.join(',\n    ')}\n  ]\n}\n`],
  'a document for each': (entries) => entries.map((text) => `{"Records":[${text}]}`),
  'what jq -s makes': (entries) => [`[${entries.map((text) => `{"Records":[${text}]}`).join(',')}]`],
  'keys beside, and padding': (entries) => [
    `  {"a":{},"Records":[${entries.join(`,${' '.repeat(2000)}`)}],"z":[]}\n\n`,
  ],
  'escaped names': (entries) => [`{"\\u0052ecords":[${entries.join(',')}]}`],
};

const packings: Record<string, (documents: readonly string[]) => Buffer> = {
  plain: (documents) => Buffer.from(documents.join('')),
  'byte order mark': (documents) => Buffer.from(`\ufeff${documents.join('')}`),
  'UTF-16': (documents) => Buffer.from(`\ufeff${documents.join('')}`, 'utf16le'),
  gzip: (documents) => gzipSync(documents.join('')),
  'a gzip member for each document': (documents) => Buffer.concat(documents.map((text) => gzipSync(text))),
  'one document over two gzip members': (documents) => {
    const [text, half] = [documents.join(''), (documents[0] ?? '').length >> 1];
    return Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))]);
  },
  'gzip members between zeros': (documents) =>
    Buffer.concat(documents.flatMap((text) => [gzipSync(text), Buffer.alloc(32)])),
};

/** At a place from 0 to 1. */
const damages: Record<string, (bytes: Buffer, place: number) => Buffer> = {
  'cut off': (bytes, place) => bytes.subarray(0, Math.floor(place * bytes.length)),
  'garbage behind': (bytes) => Buffer.concat([bytes, Buffer.from('garbage')]),
  'garbage within': (bytes, place) => spliced(bytes, place, Buffer.from('{"garbage')),
  'no UTF-8': (bytes, place) => spliced(bytes, place, Buffer.from([0xff, 0xfe])),
  'a quote too many': (bytes, place) => spliced(bytes, place, Buffer.from('"')),
  'a bit turned': (bytes, place) => {
    const turned = Buffer.from(bytes);
    const at = Math.floor(place * bytes.length);
    turned[at] = (turned[at] ?? 0) ^ 0x10;
    return turned;
  },
};

function spliced(bytes: Buffer, place: number, added: Buffer): Buffer {
  const at = Math.floor(place * bytes.length);
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]);
}

const oneOf = <Value>(all: Record<string, Value>): fc.Arbitrary<Value> => fc.constantFrom(...Object.values(all));

/** Files of every layout, every second one damaged in one place. */
export const trails: fc.Arbitrary<Trail> = fc
  .record({
    entries: fc.array(entry, { minLength: 1, maxLength: 6 }),
    layout: oneOf(layouts),
    pack: oneOf(packings),
    damage: fc.option(oneOf(damages), { nil: undefined, freq: 2 }),
    place: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  })
  .map(({ entries, layout, pack, damage, place }) => {
    const documents = layout(entries.map(({ text }) => text));
    const bytes = damage === undefined ? pack(documents) : damage(pack(documents), place);
    return {
      bytes,
      records: entries.filter(({ isRecord }) => isRecord).length,
      unreadable: entries.filter(({ isReadable }) => !isReadable).length,
      isWhole: documents.some((_, fewer) => trimmed(pack(documents.slice(0, fewer))).equals(trimmed(bytes))),
      isDamaged: damage !== undefined,
    };
  });

/** A file that was cut off between two documents is a file of fewer. */
function trimmed(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && [0, 10].includes(bytes[end - 1] ?? 1)) end--;
  return bytes.subarray(0, end);
}
