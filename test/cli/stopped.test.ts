import { getEventListeners } from 'node:events';
import { expect, it } from '@jest/globals';
import { unlessStopped } from '../../cli/stopped';

const never = new Promise<string>(() => undefined);

it('who has been stopped already waits for nothing', async () => {
  expect(await unlessStopped(never, AbortSignal.abort(), 'stopped')).toBe('stopped');
});

it('who is stopped meanwhile waits no longer', async () => {
  const stop = new AbortController();
  const answer = unlessStopped(never, stop.signal, 'stopped');
  stop.abort();
  expect(await answer).toBe('stopped');
});

it('who has some time left after it says what there is by then', async () => {
  const stop = new AbortController();
  const work = new Promise<string>((resolve) => {
    stop.signal.addEventListener('abort', () => {
      setImmediate(resolve, 'a part');
    });
  });
  const answer = unlessStopped(work, stop.signal, 'nothing', 10_000);
  stop.abort();
  expect(await answer).toBe('a part');
  expect(await unlessStopped(never, AbortSignal.abort(), 'nothing', 1)).toBe('nothing');
});

it('work that is done or fails leaves nobody listening', async () => {
  const { signal } = new AbortController();
  expect(await unlessStopped(Promise.resolve('done'), signal, 'stopped')).toBe('done');
  await expect(unlessStopped(Promise.reject(new Error('no')), signal, 'stopped')).rejects.toThrow('no');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
