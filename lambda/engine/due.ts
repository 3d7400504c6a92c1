import { eachForItself } from './failures';
import type { Timer, Timers } from './ports';

/** Milliseconds: whatever right to send the attempt takes (40 s, in the 30 s that it can last), it has lost by then. */
const untilNextTry = 2 * 60_000;
/** A timer of its own, or taking it away would take that of another wait of the same moment. */
export const again = 'again ';

interface Due {
  /** Milliseconds since the epoch. */
  now: number;
  work: (timer: Timer) => Promise<unknown>;
  message: (failed: number) => string;
  /** Of those that are read together; absent: the earliest first. */
  inOrder?: (timers: Timer[]) => Timer[];
}

/**
 * Does what is due, each for itself. It is put off before it is done: what fails, or never ends, must not stand before all others
 * the next time.
 *
 * @throws once all were tried, if one failed; it is tried again in two minutes.
 */
export async function eachDue(timers: Timers, { now, work, message, inOrder = (some) => some }: Due): Promise<void> {
  /** What could not be put off is due again at once, and is left to the next time. */
  const stuck = new Set<string>();
  const due = async function* (): AsyncGenerator<Timer> {
    for (;;) {
      const some = (await timers.due(now)).filter((timer) => !stuck.has(nameOf(timer)));
      if (some.length === 0) return;
      yield* inOrder(some);
    }
  };
  await eachForItself(
    due(),
    async (timer) => {
      const own = { ...timer, key: timer.key.startsWith(again) ? timer.key.slice(again.length) : timer.key };
      const later = { key: again + own.key, at: now + untilNextTry };
      stuck.add(nameOf(timer));
      await timers.set(later.key, later.at);
      await timers.done(timer.key, timer.at);
      stuck.delete(nameOf(timer));
      await work(own);
      await timers.done(later.key, later.at);
    },
    message,
  );
}

function nameOf({ key, at }: Timer): string {
  return `${at} ${key}`;
}
