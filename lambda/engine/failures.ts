/**
 * Does each thing for itself, so that one that fails keeps no other from being done.
 *
 * @throws AggregateError once all were tried. Lambda logs its message alone, so that one says the first reason, too.
 */
export async function eachForItself<Thing>(
  things: Iterable<Thing> | AsyncIterable<Thing>,
  work: (thing: Thing) => Promise<unknown>,
  message: (failed: number) => string,
): Promise<void> {
  const failures: unknown[] = [];
  for await (const thing of things)
    try {
      await work(thing);
    } catch (failure) {
      failures.push(failure);
    }
  if (failures.length === 0) return;
  const [first] = failures;
  const reason = first instanceof Error ? first.message : String(first);
  throw new AggregateError(failures, `${message(failures.length)}: ${reason}`);
}
