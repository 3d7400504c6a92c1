import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recordOf, type Row } from '../../../lambda/adapters/trail-files/rows';
import { parseTrailEvent } from '../../../lambda/events/trail-event';
import { mutated, samples } from '../../fuzz/mutations';
import { runs } from '../../engine/runs';
import { rowOf } from './as-in-athena';
import { caseRecords } from './case-records';

function readable(row: Row): Record<string, unknown> {
  const read = recordOf(row, 'row 1');
  if ('problem' in read) throw new Error(read.problem);
  return read.value as Record<string, unknown>;
}

describe('a row of Athena', () => {
  it.each(caseRecords().map((record) => [JSON.stringify(record).slice(0, 80), record] as const))(
    'gives the event of the record that it was made of: %s',
    (_, record) => {
      expect(parseTrailEvent(readable(rowOf(record)))).toEqual(parseTrailEvent(record));
    },
  );

  it('gives the whole record again, but for what AWS adds that no column holds', () => {
    for (const record of caseRecords()) {
      const known = readable(rowOf(record));
      expect(readable(rowOf(known))).toEqual(known);
      expect(record).toMatchObject(known);
    }
  });

  it('never makes anything throw, whatever the columns hold', () => {
    const text = fc.option(fc.oneof(fc.string(), fc.json(), fc.constantFrom('None', '{', '[]', 'null')), {
      nil: undefined,
    });
    const columns = Object.keys(rowOf({}));
    fc.assert(
      fc.property(fc.array(text, { minLength: columns.length, maxLength: columns.length }), (values) => {
        const read = recordOf(Object.fromEntries(columns.map((name, index) => [name, values[index]])), 'row 1');
        if ('value' in read) expect(parseTrailEvent(read.value)).toHaveProperty('ok');
        else expect(read.problem).toMatch(/^(userid|addendum|request|response|additional|service|edge)/);
      }),
      runs(300),
    );
  });

  it('keeps what the request says to the letter', () => {
    fc.assert(
      fc.property(mutated(samples), (record) => {
        if (typeof record !== 'object' || record === null || Array.isArray(record)) return;
        const { requestParameters } = record as { requestParameters?: unknown };
        if (typeof requestParameters !== 'object' || requestParameters === null) return;
        expect(readable(rowOf(record))['requestParameters']).toEqual(JSON.parse(JSON.stringify(requestParameters)));
      }),
      runs(300),
    );
  });
});
