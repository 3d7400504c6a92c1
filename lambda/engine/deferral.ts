import type { Timer, Timers } from './ports';

/** Milliseconds: whatever right to send the attempt takes (40 s, in the 30 s that it can last), it has lost by then. */
export const untilNextTry = 2 * 60_000;

/**
 * Before what is due is looked at: what fails or never ends must not stand before all others the next time.
 *
 * @param now milliseconds since the epoch. @returns the timer that stands there in place of the other.
 */
export async function deferred(timers: Timers, { key, at }: Timer, now: number): Promise<Timer> {
  const later = { key, at: now + untilNextTry };
  await timers.set(key, later.at);
  await timers.done(key, at);
  return later;
}
