import { describe, expect, it } from '@jest/globals';
import { inverse, pairs, spread } from './measure';
import { table, verdict, withFigures } from './report';

const replies = (values: number[]) => (): Promise<number> => Promise.resolve(values.shift() ?? NaN);

describe('the ratio of two programs', () => {
  it('is taken pair by pair, after a run of each that does not count', async () => {
    const ratios = await pairs(replies([100, 2, 30, 4]), replies([1, 1, 10, 1]), 3);
    expect(ratios).toEqual({ median: 3, low: 2, high: 4 });
  });

  it('is taken in the order A B B A', async () => {
    const order: string[] = [];
    const named = (name: string) => (): Promise<number> => Promise.resolve(order.push(name));
    await pairs(named('A'), named('B'), 2);
    expect(order.join('')).toBe('ABABBA');
  });

  it('can be turned round', () => {
    expect(inverse(spread([1, 2, 4]))).toEqual({ median: 0.5, low: 0.25, high: 1 });
  });
});

describe('the report', () => {
  it('says of each target whether it is held', () => {
    const measured = spread([2]);
    expect(verdict({ what: 'x', atMost: 2, measured })).toBe('yes');
    expect(verdict({ what: 'x', atMost: 1.9, measured })).toBe('NO');
    expect(verdict({ what: 'x', atLeast: 2, measured })).toBe('yes');
    expect(verdict({ what: 'x', atLeast: 2.1, measured })).toBe('NO');
    expect(verdict({ what: 'x', atLeast: 2, measured: undefined })).toBe('not measured');
    expect(verdict({ what: 'x', measured })).toBe('');
  });

  it('gives the median with the lowest and the highest', () => {
    expect(table([{ what: 'time / zcat', atMost: 0.6, measured: spread([0.5, 0.512345, 0.7]) }])).toContain(
      '| time / zcat | at most 0.6 | 0.512 (0.5 to 0.7) | yes |',
    );
  });

  it('stands in the document between its marks, in place of what stood there', () => {
    const document = 'before\n<!-- figures: begin -->\nold\n<!-- figures: end -->\nafter\n';
    const once = withFigures(document, 'new\n');
    expect(once).toBe('before\n<!-- figures: begin -->\n\nnew\n\n<!-- figures: end -->\nafter\n');
    expect(withFigures(once, 'new\n')).toBe(once);
    expect(() => withFigures('no marks', 'new')).toThrow('<!-- figures: begin -->');
  });
});
