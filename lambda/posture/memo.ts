/**
 * A memory of what was computed for a key. Many people have the same policies.
 *
 * @param most keys that are kept; then all are forgotten.
 */
export function memo<Value>(most: number): (key: string, compute: () => Value) => Value {
  const known = new Map<string, { value: Value }>();
  return (key, compute) => {
    const found = known.get(key);
    if (found !== undefined) return found.value;
    if (known.size >= most) known.clear();
    const value = compute();
    known.set(key, { value });
    return value;
  };
}

/** May be run through several times; each value is taken from the source when it is first asked for. */
export class Rerun<Value> implements Iterable<Value> {
  private readonly seen: Value[] = [];

  constructor(private readonly source: Iterator<Value, void>) {}

  *[Symbol.iterator](): Iterator<Value, void> {
    for (let at = 0; ; at++) {
      if (at === this.seen.length) {
        const next = this.source.next();
        if (next.done === true) return;
        this.seen.push(next.value);
      }
      yield this.seen[at] as Value;
    }
  }
}
