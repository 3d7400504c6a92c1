import { MessageChannel } from 'node:worker_threads';

const { port1: nowhere, port2 } = new MessageChannel();
/** Until the event loop has had a turn, the channel keeps what is posted. */
let isClosed = false;
nowhere.once('close', () => (isClosed = true));
port2.close();

/** Far above what Node.js puts into memory that several buffers share (`Buffer.poolSize`, 8 KB). */
const alone = 64 * 1024;

/**
 * Gives the memory of a big buffer back at once; whoever still has the buffer finds it empty. The garbage collector lets up to
 * 64 MB of such memory pile up in each thread before it looks, and what is new to the process costs more than what is used again.
 *
 * What is transferred to a port that is closed belongs to nobody (HTML standard, "message port post message steps").
 */
export function release({ buffer }: Buffer): void {
  if (isClosed && buffer.byteLength >= alone) nowhere.postMessage(null, [buffer as ArrayBuffer]);
}
