import { isMainThread, type Worker } from 'node:worker_threads';

/**
 * What the bundle begins with, in each thread.
 *
 * @param startHelper a thread that begins here as well.
 */
export async function start(startHelper: () => Worker): Promise<void> {
  if (!isMainThread) await import('../threads/helper');
  else await (await import('./main')).main(startHelper);
}
