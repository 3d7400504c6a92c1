import { expect, it } from '@jest/globals';
import { boundedWait } from '../../lambda/adapters/bounded-wait';

const forever = new Promise<void>(() => undefined);

it('ends with what was begun, and also if that never ends', async () => {
  await expect(boundedWait(Promise.resolve())).resolves.toBeUndefined();
  await expect(boundedWait(forever, 1)).resolves.toBeUndefined();
});
