/** Works on all, so many at a time; work may add to the queue. @throws the first failure, when all that was begun has ended. */
export async function inParallel<One>(many: number, queue: One[], work: (one: One) => Promise<void>): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  while (failures.length === 0 && (queue.length > 0 || running.size > 0)) {
    const one = running.size < many ? queue.shift() : undefined;
    if (one === undefined) {
      await Promise.race(running);
      continue;
    }
    const job = work(one)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => running.delete(job));
    running.add(job);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}
