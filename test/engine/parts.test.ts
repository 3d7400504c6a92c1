import { expect, it } from '@jest/globals';
import { partsOf } from '../../lambda/engine/parts';
import { enableMfaDevice } from '../../lambda/events/samples';
import { parse } from './world';

it('keeps together however many events have to do with each other', () => {
  const event = parse(enableMfaDevice());
  const steps = Array.from({ length: 200_000 }, () => ({ observation: { event }, todo: 'review' as const }));
  expect(partsOf(steps, () => ['one'], [1, 1]).map(({ length }) => length)).toEqual([200_000, 0]);
});
