import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { replay } from '../../cli/replay';
import { readAddressDatabases } from '../../lambda/adapters/addresses-mmdb';
import { openDeadLetter } from '../../lambda/adapters/dead-letter';
import { readDevicesFile } from '../../lambda/adapters/devices-file';
import { queuedAnswers } from '../../lambda/adapters/queued-answers';
import { readTrailFile } from '../../lambda/adapters/trail-files';
import { legible } from '../../lambda/alerts/plain';
import { checkConfig } from '../../lambda/config/config';
import { readYaml } from '../../lambda/config/yaml';
import { detections } from '../../lambda/detections';
import { watcher } from '../../lambda/engine/pattern';
import { requestSchema } from '../../lambda/engine/request';
import { openEnvelope } from '../../lambda/events/envelope';
import { consoleLogin, deactivateMfaDevice, enableMfaDevice, iamCall } from '../../lambda/events/samples';
import { parseTrailEvent } from '../../lambda/events/trail-event';
import { partsOf, regularExpressions } from './regular-expressions';

/** One shape of input for one reader, at any size. */
interface Shape {
  name: string;
  size: number;
  /** Makes the input, so that only reading it is measured. */
  prepare: (size: number) => () => unknown;
}

function shapesFor<Input>(
  reader: string,
  size: number,
  read: (input: Input) => unknown,
  inputs: Record<string, (size: number) => Input>,
): Shape[] {
  return Object.entries(inputs).map(([name, make]) => ({
    name: `${reader}: ${name}`,
    size,
    prepare: (size) => {
      const input = make(size);
      return () => read(input);
    },
  }));
}

const folder = mkdtempSync(join(tmpdir(), 'mfa-watch-growth-'));
process.on('exit', () => {
  rmSync(folder, { recursive: true });
});
let files = 0;

/** The reader of a file, for what the file holds. */
function written<Content extends string | Buffer>(make: (size: number) => Content, ending = '.json') {
  return (size: number): string => {
    const file = join(folder, `${files++}${ending}`);
    writeFileSync(file, make(size));
    return file;
  };
}

const inFiles = (all: Record<string, (size: number) => string | Buffer>, ending?: string) =>
  Object.fromEntries(Object.entries(all).map(([name, make]) => [name, written(make, ending)]));

const listOf = <Item>(size: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: size }, (_, index) => item(index));
const keys = (size: number, value = '1'): string => listOf(size, (index) => `"k${index}":${value}`).join(',');
const deep = (size: number): string => '['.repeat(size) + ']'.repeat(size);

/** What JSON may be made of. */
const json: Record<string, (size: number) => string> = {
  'a long text': (size) => `{"a":"${'x'.repeat(size)}"}`,
  'a long text of backslashes': (size) => `{"a":"${'\\\\'.repeat(size)}"}`,
  'many keys': (size) => `{${keys(size)}}`,
  'one key many times': (size) => `{${'"a":1,'.repeat(size)}"a":1}`,
  'a long list': (size) => `[${'1,'.repeat(size)}1]`,
  'nested lists': deep,
  'nested objects': (size) => `${'{"a":'.repeat(size)}1${'}'.repeat(size)}`,
  'a long number': (size) => '1'.repeat(size),
  ...Object.fromEntries(
    [
      '[',
      '{',
      ']',
      '"',
      '\\',
      ',',
      ' ',
      '\n',
      '{"a"\n',
      '{"Records":[',
      '"Records":[',
      '{"Records":[{"',
      '\ufeff',
      '\u0000',
    ].map((text) => [`${JSON.stringify(text)} again and again`, (size: number) => text.repeat(size)]),
  ),
};

const record = JSON.stringify(iamCall('ListUsers', {}));
const trailFiles = inFiles({
  ...json,
  'many records': (size) => `{"Records":[${`${record},`.repeat(size / 20)}${record}]}`,
  'a record a line': (size) => `${record}\n`.repeat(size / 20),
  'many documents on a line': (size) => `{"Records":[${record}]}`.repeat(size / 20),
  'many junk entries': (size) => `{"Records":[${'null,'.repeat(size)}1]}`,
  'many broken records': (size) => `{"Records":[${'{"a":},'.repeat(size)}1]}`,
  'many broken lines': (size) => `{"broken\n${record}\n`.repeat(size / 40),
  'many gzip members': (size) => Buffer.concat(listOf(size / 20, () => gzipSync(`${record}\n`))),
  'many empty gzip members': (size) => Buffer.concat(listOf(size / 4, () => gzipSync(''))),
  'garbage between gzip members': (size) =>
    Buffer.concat(listOf(size / 20, () => Buffer.concat([gzipSync('[]\n'), Buffer.from('garbage')]))),
  'gzip heads only': (size) => Buffer.alloc(size * 3, Buffer.from([0x1f, 0x8b, 8])),
  'gzip members broken inside': (size) =>
    Buffer.concat(listOf(size / 20, () => Buffer.concat([gzipSync('[]\n').subarray(0, 12), Buffer.alloc(9, 0xff)]))),
  'gzip of blank space': (size) => gzipSync(Buffer.alloc(size * 100, ' ')),
});

/** Of the texts that an attacker words, in the fields where they stand. */
const attackTexts = [
  'x',
  '/',
  ':',
  ' ',
  '\n',
  '\u202e',
  '😀',
  '<!channel>',
  'on resource: ',
  ':user/',
  'arn:aws:iam::',
  '%3a',
  '\\u0000',
  '://',
];
const hostile = (text: string): unknown => ({
  ...enableMfaDevice({ with: 'role', error: 'AccessDenied', message: `on resource: ${text}` }),
  ...{ userAgent: text, eventID: text, awsRegion: text, errorCode: text },
  userIdentity: {
    type: 'AssumedRole',
    arn: text,
    principalId: text,
    userName: text,
    sessionContext: { sessionIssuer: { arn: text } },
  },
  requestParameters: { userName: text, serialNumber: text },
});
const params = (requestParameters: unknown): unknown => ({ ...iamCall('PutUserPolicy', {}), requestParameters });
const records: Record<string, (size: number) => unknown> = {
  ...Object.fromEntries(
    attackTexts.map((text) => [
      `${JSON.stringify(text)} again and again`,
      (size: number) => hostile(text.repeat(size)),
    ]),
  ),
  'a long policy': (size) => params({ userName: 'a', policyName: 'p', policyDocument: 'aws:multifactor'.repeat(size) }),
  'many parameters': (size) => params(JSON.parse(`{${keys(size)}}`)),
  'a long list': (size) => params({ list: listOf(size, String) }),
  'lists of lists': (size) => params({ list: listOf(size, () => [[]]) }),
  'nested lists': (size) => params(JSON.parse(deep(size))),
  'many fields': (size) => ({ ...enableMfaDevice(), ...(JSON.parse(`{${keys(size)}}`) as object) }),
};

const isWatched = watcher(detections);

function readRecord(raw: unknown): void {
  isWatched(raw);
  parseTrailEvent(raw);
  openEnvelope({ source: 'aws.iam', account: '111122223333', detail: raw });
}

const now = Date.parse('2026-11-20T12:00:00Z');
const repeated = (head: string, line: (index: number) => string) => (size: number) =>
  head + listOf(size, line).join('\n');
const channel = (index: number): string => `{ workspaceId: T01ABCDEF, channelId: C${10_000_000 + index} }`;
const due = 'reason: r, owner: o, expires: 2026-12-01';
const yaml: Record<string, (size: number) => string> = {
  'many keys': repeated('', (index) => `k${index}: 1`),
  'one key many times': repeated('', () => 'email: a@example.com'),
  'many keys in brackets': (size) => `{${listOf(size, (index) => `k${index}: 1`).join(', ')}}`,
  'many accounts': repeated('accounts:\n', (index) => `  "${100_000_000_000 + index}": name`),
  'many wrong accounts': repeated('accounts:\n', (index) => `  x${index}: name`),
  'many addresses': repeated('email:\n', (index) => `  - a${index}@example.com`),
  'many wrong addresses': repeated('email:\n', (index) => `  - a${index}`),
  'many channels': repeated('slack:\n', (index) => `  - ${channel(index)}`),
  'many destinations': repeated(
    'destinations:\n',
    (index) => `  - { name: d${index}, email: [a${index}@example.com] }`,
  ),
  'many exceptions': repeated('exceptions:\n', (index) => `  - { user: u${index}, account: "111122223333", ${due} }`),
  'many wrong exceptions': repeated('exceptions:\n', (index) => `  - { detection: d${index}, ${due} }`),
  'many overrides': repeated(
    'overrides:\n',
    (index) => `  - { accounts: ["${100_000_000_000 + index}"], slack: [${channel(index)}] }`,
  ),
  'many anchors': repeated('', (index) => `- &a${index} x`),
  'many aliases': repeated('- &a x\n', () => '- *a'),
  'many documents': repeated('', () => '---'),
};

const readConfig = (text: string): unknown => checkConfig(readYaml(text), 'x.yaml', {}, detections, now);

/** Of what YAML is made. */
const yamlMarks: Record<string, (size: number) => string> = {
  ...Object.fromEntries(
    [
      '[',
      '{',
      '- ',
      '? ',
      'a: ',
      'a: ]\n',
      '&a ',
      '!',
      ' ',
      '\n',
      '# x\n',
      '"',
      "'",
      "''",
      '|',
      ',',
      '\t',
      ':',
      '%x\n',
      '\\',
    ].flatMap((text) => [
      [`${JSON.stringify(text)} again and again`, (size: number) => text.repeat(size)],
      [`a text of ${JSON.stringify(text)}`, (size: number) => `email: "${text.repeat(size)}`],
      [`a block of ${JSON.stringify(text)}`, (size: number) => `email: |\n  ${`${text}x\n  `.repeat(size)}`],
    ]),
  ),
};

const device = '{"serialNumber":"GAHT1"}';
const devices = inFiles({
  ...json,
  'many accounts': (size) => `{${listOf(size, (index) => `"${100_000_000_000 + index}":{}`).join(',')}}`,
  'many users': (size) => `{"111122223333":{${keys(size, '[]')}}}`,
  'many devices': (size) => `{"111122223333":{"alice":[${`${device},`.repeat(size)}${device}]}}`,
  'many wrong devices': (size) => `{"111122223333":{"alice":[${'1,'.repeat(size)}1]}}`,
});

const answer = (body: string, index = 0): object => ({
  ...{
    eventSource: 'aws:sqs',
    messageId: String(index),
    body,
    attributes: { SenderId: 'AROA:chatbot-session-slack-U01ABC' },
  },
});

function readAnswers(event: unknown): void {
  for (const { request } of queuedAnswers(event) ?? []) requestSchema.safeParse(request);
}

const replayed = (file: string): Promise<unknown> =>
  replay([file], {
    ...{ detections, inventory: undefined, range: { since: -Infinity, until: Infinity } },
    settings: Object.fromEntries(detections.map(({ id, settings }) => [id, settings.parse({})])),
    progress: () => undefined,
  });
const trail = (record: (index: number) => unknown) => (size: number) =>
  JSON.stringify({ Records: listOf(size, record) });

/** Everything that reads what others have written, on inputs made to be slow. */
export const shapes: readonly Shape[] = [
  ...shapesFor('trail file', 8000, readTrailFile, trailFiles),
  ...shapesFor('record', 5000, readRecord, records),
  ...shapesFor('configuration', 500, readConfig, yaml),
  ...shapesFor('configuration', 2000, readConfig, yamlMarks),
  ...shapesFor('file of devices', 10_000, (file) => readDevicesFile(file).catch(() => undefined), devices),
  ...shapesFor('dead letter', 20_000, (Body) => openDeadLetter({ Body }), json),
  ...shapesFor('answers', 5000, readAnswers, {
    ...Object.fromEntries(
      Object.entries(json).map(([name, make]) => [name, (size) => ({ Records: [answer(make(size))] })]),
    ),
    many: (size) => ({ Records: listOf(size, (index) => answer('{"ack":"0123456789abcdef@soc"}', index)) }),
  }),
  ...shapesFor(
    'text for people',
    20_000,
    legible,
    Object.fromEntries(attackTexts.map((text) => [JSON.stringify(text), (size: number) => text.repeat(size)])),
  ),
  ...shapesFor(
    'address database',
    20_000,
    (file) => {
      try {
        return readAddressDatabases([file]);
      } catch {
        return undefined;
      }
    },
    inFiles(
      {
        zeros: (size) => Buffer.alloc(size * 10),
        'marks again and again': (size) => Buffer.alloc(size * 10, Buffer.from('\xab\xcd\xefMaxMind.co', 'latin1')),
      },
      '.mmdb',
    ),
  ),
  ...shapesFor(
    'replay',
    200,
    replayed,
    inFiles({
      'many failures of one user': trail((index) =>
        consoleLogin({ minute: 10 * index, outcome: 'Failure', id: `e${index}` }),
      ),
      'many users': trail((index) =>
        enableMfaDevice({
          minute: index,
          for: `user${index}`,
          by: `user${index}`,
          with: 'long-term-key',
          id: `e${index}`,
        }),
      ),
      'one actor, many users': trail((index) =>
        deactivateMfaDevice({ minute: index, for: `user${index}`, id: `e${index}` }),
      ),
    }),
  ),
  ...regularExpressions().flatMap((literal) => {
    const [source, flags] = partsOf(literal);
    const texts = [...new Set([...attackTexts, ...source, ...(source.match(/[\w :/.-]{2,}/g) ?? [])])];
    const read = (inputs: string[]): boolean[] => inputs.map((text) => new RegExp(source, flags).test(text));
    return shapesFor(literal, 2000, read, {
      'its own characters again and again': (size) =>
        texts.flatMap((text) => [text.repeat(size), `${text.repeat(size)}\u0000`]),
    });
  }),
];
