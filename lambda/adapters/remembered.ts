import type { Clock } from '../engine/ports';

/** As many as a warm function keeps, so that its memory is bounded however many accounts there are. */
const most = 1000;

/** What a warm function keeps for a while. What was kept first goes first. */
export class Remembered<Value> {
  private readonly kept = new Map<string, { value: Value; until: number }>();

  constructor(private readonly clock: Clock) {}

  get(key: string): Value | undefined {
    const found = this.kept.get(key);
    return found !== undefined && this.clock() < found.until ? found.value : undefined;
  }

  /** @param duration milliseconds. */
  set(key: string, value: Value, duration: number): void {
    this.kept.delete(key);
    this.kept.set(key, { value, until: this.clock() + duration });
    const [oldest] = this.kept.keys();
    if (oldest !== undefined && this.kept.size > most) this.kept.delete(oldest);
  }
}
