import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { handlers } from '../../../lib/functions/function-code';
import { calls, sizes } from './budget';
import { countedCalls, type Calls } from './counted';
import { kinds } from './kinds';
import { minifiedSizes } from './sizes';

describe('what a function asks of AWS for one event', () => {
  let counted: Record<string, Calls>;
  const log = jest.spyOn(console, 'info').mockReturnValue(undefined);
  beforeAll(async () => {
    counted = await countedCalls();
  });
  afterAll(() => {
    log.mockRestore();
  });

  it.each(Object.keys(kinds))('%s: as many calls as the budget says, which may only fall', (name) => {
    expect(counted[name]).toEqual(calls[name]);
  });
});

describe('the code of the functions', () => {
  const measured = minifiedSizes();

  it.each(handlers)('%s stays within its budget', (handler) => {
    expect(measured[handler].start).toBeLessThanOrEqual(sizes[handler].start);
    expect(measured[handler].all).toBeLessThanOrEqual(sizes[handler].all);
  });
});
