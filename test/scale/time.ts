/** A clock that goes on when nothing is left to do at its present moment. */
export class SimulatedTime {
  /** Milliseconds since the epoch. */
  now: number;
  private readonly due = new Map<number, (() => void)[]>();
  private readonly moments: number[] = [];

  constructor(start: number) {
    this.now = start;
  }

  /** @param moment milliseconds since the epoch; parts of a millisecond are rounded up. */
  at(moment: number, act: () => void): void {
    const when = Math.max(this.now, Math.ceil(moment));
    const acts = this.due.get(when);
    if (acts !== undefined) {
      acts.push(act);
      return;
    }
    this.due.set(when, [act]);
    this.push(when);
  }

  wait(time: number): Promise<void> {
    return new Promise((resolve) => {
      this.at(this.now + time, resolve);
    });
  }

  /** Until nothing is planned any more, or until a moment. */
  async run(until = Infinity): Promise<void> {
    for (let next = this.moments[0]; next !== undefined && next <= until; next = this.moments[0]) {
      this.now = next;
      this.pop();
      const acts = this.due.get(next) ?? [];
      this.due.delete(next);
      acts.forEach((act) => {
        act();
      });
      // Everything that follows from it without waiting is done first.
      await new Promise(setImmediate);
    }
  }

  private push(moment: number): void {
    const heap = this.moments;
    let index = heap.push(moment) - 1;
    for (let above = (index - 1) >> 1; index > 0 && moment < (heap[above] as number); above = (index - 1) >> 1) {
      heap[index] = heap[above] as number;
      heap[above] = moment;
      index = above;
    }
  }

  private pop(): void {
    const heap = this.moments;
    const last = heap.pop() as number;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      const least = (heap[right] ?? Infinity) < (heap[left] ?? Infinity) ? right : left;
      if ((heap[least] ?? Infinity) >= last) break;
      heap[index] = heap[least] as number;
      index = least;
    }
    heap[index] = last;
  }
}

/** Numbers from 0 to 1 that are the same in every run. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
