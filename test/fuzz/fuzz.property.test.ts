import { it } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '../engine/runs';
import { targets } from './targets';

it.each(targets)(
  'no input makes $name fail in a way that is not documented, or lose something silently',
  async (target) => {
    await fc.assert(target.property as fc.IAsyncProperty<unknown>, runs(20));
  },
);
