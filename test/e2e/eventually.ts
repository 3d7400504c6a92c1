import { setTimeout as pause } from 'node:timers/promises';

/** Looks again and again until there is something. @throws when there is nothing for too long. */
export async function eventually<T>(what: string, look: () => T[] | Promise<T[]>, seconds = 30): Promise<[T, ...T[]]> {
  for (const until = Date.now() + seconds * 1000; Date.now() < until;) {
    const [first, ...others] = await look();
    if (first !== undefined) return [first, ...others];
    await pause(100);
  }
  throw new Error(`${what}: not within ${seconds} s`);
}

/** Waits until what is looked at has not changed for some seconds. */
export async function settled(look: () => Promise<number>, seconds: number): Promise<void> {
  let seen = await look();
  let since = Date.now();
  while (Date.now() - since < seconds * 1000) {
    await pause(200);
    const now = await look();
    if (now === seen) continue;
    seen = now;
    since = Date.now();
  }
}
