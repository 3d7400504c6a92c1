import { expect, it } from '@jest/globals';
import { partsOf } from '../../lambda/engine/parts';

it('keeps together however many events have to do with each other', () => {
  const events = Array.from({ length: 200_000 }, (_, index) => index);
  expect(partsOf(events, () => [0], [1, 1]).map(({ length }) => length)).toEqual([200_000, 0]);
});
