/** Works on all, so many at a time; work may add to the queue. */
export async function inParallel<One>(many: number, queue: One[], work: (one: One) => Promise<void>): Promise<void> {
  const running = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  while (failure === undefined && (queue.length > 0 || running.size > 0)) {
    const one = running.size < many ? queue.shift() : undefined;
    if (one === undefined) {
      await Promise.race(running);
      continue;
    }
    const job = work(one)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => running.delete(job));
    running.add(job);
  }
  await Promise.all(running);
  if (failure !== undefined) throw (failure as { error: unknown }).error;
}
