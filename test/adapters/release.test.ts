import { expect, it } from '@jest/globals';
import { release } from '../../lambda/adapters/release';

it('gives back what a big buffer holds', () => {
  const big = Buffer.alloc(1024 * 1024, 'x');
  release(big);
  expect(big).toHaveLength(0);
});

it('leaves small buffers alone, which share their memory with others', () => {
  const [one, other] = [Buffer.from('one'), Buffer.from('other')];
  release(one);
  expect([String(one), String(other)]).toEqual(['one', 'other']);
});
