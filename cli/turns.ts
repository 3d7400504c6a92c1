import { setImmediate as turn } from 'node:timers/promises';

/** Who works through much without waiting for anything lets all else of this process have a turn now and then: Ctrl-C is heard only then. */
export class Turns {
  private since = -Infinity;

  /** @param every so many milliseconds. */
  constructor(private readonly every: number) {}

  isDue(): boolean {
    return performance.now() - this.since > this.every;
  }

  async give(): Promise<void> {
    await turn();
    this.since = performance.now();
  }
}
