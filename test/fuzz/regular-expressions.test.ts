import { expect, it } from '@jest/globals';
import { checkSync } from 'recheck';
import { partsOf, regularExpressions } from './regular-expressions';

it('no regular expression takes more than linear time on any text', () => {
  const all = regularExpressions();
  const slow = all.filter((literal) => checkSync(...partsOf(literal), { timeout: 20_000 }).status === 'vulnerable');
  expect(slow).toEqual([]);
  expect(all.length).toBeGreaterThan(100);
});
