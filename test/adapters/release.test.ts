import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, jest } from '@jest/globals';
import { release } from '../../lambda/adapters/trail-files/release';

const big = (): Buffer => Buffer.alloc(1024 * 1024, 'x');

/** The channel closes within a few turns of the event loop. */
async function released(buffer: Buffer): Promise<Buffer> {
  for (let turns = 0; turns < 100 && buffer.length > 0; turns += 1) {
    await turn();
    release(buffer);
  }
  return buffer;
}

it('gives back what a big buffer holds', async () => {
  expect(await released(big())).toHaveLength(0);
});

it('leaves small buffers alone, which share their memory with others', async () => {
  await released(big());
  const [one, other] = [Buffer.from('one'), Buffer.from('other')];
  release(one);
  expect([String(one), String(other)]).toEqual(['one', 'other']);
});

it('gives nothing to a channel that is still open and would keep it', () => {
  const buffer = big();
  jest.isolateModules(() => {
    jest.requireActual<{ release: typeof release }>('../../lambda/adapters/trail-files/release').release(buffer);
  });
  expect(buffer).toHaveLength(1024 * 1024);
});
