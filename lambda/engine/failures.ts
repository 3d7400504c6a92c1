import type { Wait } from './ports';

/**
 * Does each thing for itself, so that one that fails keeps no other from being done.
 *
 * @param wait how long the next thing waits for one; absent: to its end.
 * @throws AggregateError once all were tried. Lambda logs its message alone, so that one says the first reason, too.
 */
export async function eachForItself<Thing>(
  things: Iterable<Thing> | AsyncIterable<Thing>,
  work: (thing: Thing) => Promise<unknown>,
  message: (failed: number) => string,
  wait: Wait = (begun) => begun,
): Promise<void> {
  const failures: unknown[] = [];
  const begun: Promise<void>[] = [];
  const attempted = async (thing: Thing): Promise<void> => {
    try {
      await work(thing);
    } catch (failure) {
      failures.push(failure);
    }
  };
  for await (const thing of things) {
    const one = attempted(thing);
    begun.push(one);
    await wait(one);
  }
  await Promise.all(begun);
  if (failures.length === 0) return;
  const [first] = failures;
  const reason = first instanceof Error ? first.message : String(first);
  throw new AggregateError(failures, `${message(failures.length)}: ${reason}`);
}
