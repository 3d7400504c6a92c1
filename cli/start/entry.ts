import { isMainThread } from 'node:worker_threads';

/** What the bundle begins with, in each thread. */
void (isMainThread ? import('./main') : import('../threads/helper'));
