import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { kindOf, nameOf, NotProvable, RecordScan } from '../../../lambda/adapters/scan/record-scan';
import { runs } from '../../engine/runs';

const scan = new RecordScan(['EnableMFADevice', 'ConsoleLogin'].map(nameOf));

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

it('tells which kinds of texts are in a record', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 8, unit: 'grapheme-ascii' }).filter((text) => !/["\\]/.test(text))),
      (texts) => {
        const bytes = Buffer.from(`[{"eventName":"ConsoleLogin","more":${JSON.stringify(texts)}}]`);
        scan.restart();
        const look = (_: Buffer, _name: number, kinds: number): void => {
          for (const text of texts) expect(kinds & (1 << kindOf(text))).not.toBe(0);
        };
        scan.push(bytes, look);
        scan.finish(look);
      },
    ),
    runs(200),
  );
});
