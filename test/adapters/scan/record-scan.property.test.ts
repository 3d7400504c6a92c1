import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nameOf, NotProvable, RecordScan } from '../../../lambda/adapters/trail-files/scan/record-scan';
import { deleteVirtualMfaDevice, enableMfaDevice } from '../../../lambda/events/samples';
import { runs } from '../../engine/runs';

const scan = new RecordScan(new Set(['EnableMFADevice', 'ConsoleLogin'].map(nameOf)), new Set(), []);

function scanned(pieces: readonly Buffer[]): unknown {
  const looked: string[] = [];
  const look = (bytes: Buffer, name: number): void => void looked.push(`${name} ${bytes.toString()}`);
  scan.restart();
  try {
    for (const piece of pieces) scan.push(piece, look);
    scan.finish(look);
  } catch (error) {
    if (error instanceof NotProvable) return 'not provable';
    throw error;
  }
  return { looked, passed: scan.passed, first: scan.first, last: scan.last };
}

const json = fc.json({ maxDepth: 4 });
const record = fc
  .tuple(
    fc.constantFrom('EnableMFADevice', 'ConsoleLogin', 'Describe', 'GetObject'),
    fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
    json,
    fc.constantFrom('', ' ', '\n  '),
  )
  .map(([name, time, inner, blank]) => {
    const at = time.toISOString().slice(0, 19);
    const fields = [
      `"eventTime":"${at}Z"`,
      `"eventSource":"x.amazonaws.com"`,
      `"eventName":${blank}"${name}"`,
      `"more":${inner}`,
    ];
    return `{${blank}${fields.join(`${blank},`)}}`;
  });

it('accepts what JSON.parse accepts, and nothing else', () => {
  const text = fc.oneof(
    json,
    json.map((inner) => inner.replace(/[^]$/, '')),
    fc.string(),
    fc.constantFrom(
      '01',
      '1.',
      '-',
      '1e',
      '1e+5',
      '-0.5E-2',
      'tru',
      'nul',
      'falsey',
      '"\\x"',
      '"\\u12g4"',
      '"\t"',
      '[1,]',
      '{"a":1,}',
      '{,}',
      '[1 2]',
      '{"a" "b"}',
      '"\\',
    ),
  );
  fc.assert(
    fc.property(text, (inner) => {
      const whole = `[{"more":${inner}}]`;
      let valid = true;
      try {
        JSON.parse(whole);
      } catch {
        valid = false;
      }
      // What JSON.parse takes and the scan does not, is parsed; the other way round would be a hole.
      if (!valid) expect(scanned([Buffer.from(whole)])).toBe('not provable');
      else if (!/[\u0080-\uffff]/.test(inner)) expect(scanned([Buffer.from(whole)])).not.toBe('not provable');
    }),
    runs(2000),
  );
});

/** Whatever punctuation and values are made of. */
const mistakes = [
  ...['{', '}', '[', ']', ':', ',', '"', '\\', ' ', '0', '-', '.', 'e', 'x', '\n', '\u0001'],
  ...[
    'true',
    'null',
    '{}',
    '[]',
    ',"a":1',
    '":"',
    '","',
    ':{',
    '},',
    '\\u0041',
    '\\"',
    '"eventName":"ConsoleLogin",',
    '"Records":1,',
  ],
];
/** Put in before, in place of, or instead of nothing at a place. */
const mistake = fc.tuple(fc.nat(), fc.constantFrom(...mistakes), fc.nat({ max: 2 }));

it('refuses what JSON.parse refuses wherever in a record it is, and else tells the same records', () => {
  const long = enableMfaDevice();
  const other = deleteVirtualMfaDevice();
  fc.assert(
    fc.property(fc.array(mistake, { minLength: 1, maxLength: 3 }), fc.nat({ max: 64 }), (places, shift) => {
      const records = [{ shift: 'x'.repeat(shift), ...long }, other, { ...long, eventName: 'Describe' }];
      const head = '{"Records":[';
      let text = JSON.stringify({ Records: records });
      for (const [place, what, left] of places) {
        const at = head.length + (place % (text.length - head.length));
        text = text.slice(0, at) + (left === 2 ? '' : what) + text.slice(at + (left === 0 ? 0 : what.length));
      }
      const result = scanned([Buffer.from(text)]);
      const parsed = parsedRecords(text);
      if (parsed === undefined) expect(result).toBe('not provable');
      else if (result !== 'not provable') {
        const { looked, passed } = result as { looked: string[]; passed: number };
        expect(looked.length + passed).toBe(parsed.length);
        const isNamed = (record: unknown): boolean => /^(EnableMFADevice|ConsoleLogin)$/.test(nameIn(record));
        const seen = new Set(looked.map((one) => JSON.stringify(JSON.parse(one.slice(one.indexOf(' ') + 1)))));
        for (const one of parsed.filter(isNamed)) expect(seen).toContain(JSON.stringify(one));
      }
    }),
    runs(3000),
  );
});

function parsedRecords(text: string): unknown[] | undefined {
  try {
    const { Records } = JSON.parse(text) as { Records?: unknown };
    return Array.isArray(Records) ? (Records as unknown[]) : [];
  } catch {
    return undefined;
  }
}

function nameIn(record: unknown): string {
  return typeof record === 'object' && record !== null && 'eventName' in record ? String(record.eventName) : '';
}

it('accepts what may follow a number or a word, and nothing else, wherever they lie', () => {
  const values = ['7', '-12.5e3', 'true', 'null', '1'.repeat(70), '[0,7', '[false', '{"b":7'];
  const ends = [
    ',',
    ' ,',
    '}',
    ']',
    '],',
    ']}',
    '},',
    ' 2,',
    ' "a",',
    '  :',
    '\n}',
    ' {},',
    '"a":1,',
    ':1,',
    ' 1',
    '[],',
  ];
  for (let shift = 0; shift < 64; shift++)
    for (const value of values)
      for (const end of ends) {
        const text = `[{"shift":"${'x'.repeat(shift)}","n":${value}${end}"z":{"y":1}}]`;
        const isRight = parsedRecords(`{"Records":${text}}`) !== undefined;
        // All of it in one block or two, and something behind that fills another.
        const result = scanned([Buffer.from(text.padEnd(256))]);
        if ((result === 'not provable') === isRight) throw new Error(`${isRight ? 'refuses' : 'accepts'} ${text}`);
      }
});

it('is not deceived by a key that is written with an escape, wherever its parts lie', () => {
  for (let shift = 0; shift < 128; shift++) {
    const plain = '"eventTime":"2026-11-20T09:16:12Z","eventSource":"x.amazonaws.com","eventName":"Describe"';
    const text = `[{"shift":"${'x'.repeat(shift)}","event\\u004eame":"ConsoleLogin",${plain}}]`;
    expect(scanned([Buffer.from(text)])).toMatchObject({ looked: [expect.any(String)], passed: 0 });
  }
});

it('finds the same wherever the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(4000)),
      fc.boolean(),
      (records, cuts, isList) => {
        const bytes = Buffer.from(isList ? `{"Records":[${records.join(',')}]}` : records.join('\n'));
        const ends = [...new Set([...cuts.map((cut) => cut % bytes.length), bytes.length])].sort((a, b) => a - b);
        const pieces = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        expect(scanned(pieces)).toEqual(scanned([bytes]));
      },
    ),
    runs(500),
  );
});

it('gives out exactly the records that bear one of the names, and the times of all', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 8 }), (records) => {
      const bytes = Buffer.from(`{"Records":[${records.join(',')}]}`);
      const parsed = records.map((text) => JSON.parse(text) as { eventName: string; eventTime: string });
      const named = parsed.filter(({ eventName }) => ['EnableMFADevice', 'ConsoleLogin'].includes(eventName));
      const times = parsed.map(({ eventTime }) => Date.parse(eventTime));
      const leapDay = parsed.some(({ eventTime }) => eventTime.includes('-02-29'));
      const result = scanned([bytes]) as { looked: string[]; passed: number; first: number; last: number };
      if (leapDay) return;
      expect(result.passed).toBe(records.length - named.length);
      expect(result.looked.length).toBe(named.length);
      expect([result.first, result.last]).toEqual([Math.min(...times), Math.max(...times)]);
    }),
    runs(500),
  );
});

it('tells which of the texts that it looks for are in a record, and takes what stands behind an escape for any', () => {
  const wanted = ['serialNumber', 'MultiFactorAuthentication failed', 'errorMessage'];
  const named = new Set([nameOf('ConsoleLogin')]);
  const looking = new RecordScan(named, named, wanted);
  const some = fc.array(fc.oneof(fc.constantFrom(...wanted), fc.string({ unit: 'grapheme-ascii' })), { maxLength: 6 });
  fc.assert(
    fc.property(some, (texts) => {
      const fields = '"eventTime":"2026-11-20T09:16:12Z","eventSource":"x.amazonaws.com","eventName":"ConsoleLogin"';
      const json = `[{${fields},"more":${JSON.stringify(texts)}}]`;
      const isThere = wanted.map((text) => texts.some((one) => one.startsWith(text.slice(0, 8))));
      const bits = json.includes('\\') ? 0xffffffff : isThere.reduce((all, is, bit) => all | (is ? 1 << bit : 0), 0);
      const seen: number[] = [];
      looking.restart();
      const look = (_: Buffer, _name: number, found: number): void => void seen.push(found);
      looking.push(Buffer.from(json), look);
      looking.finish(look);
      expect(seen).toEqual(bits === 0 ? [] : [bits]);
      expect(looking.passed).toBe(bits === 0 ? 1 : 0);
    }),
    runs(300),
  );
});
