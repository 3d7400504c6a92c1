import type { Notice } from '../alerts/notice';
import { eachForItself } from './failures';
import type { Clock, Notebook, Wait } from './ports';
import type { Notices } from './telling/routing';

/** Longer than an attempt can last (the functions' timeout is 30 s), shorter than Lambda's first retry (1 minute). */
const claimFor = 40_000;

export interface Repeatable {
  /** Milliseconds after which the occasion may come again; absent: never. */
  quietFor?: number;
  /** An occasion that may come again at once. */
  ends?: string;
}

export interface OnceParts {
  notebook: Notebook;
  notices: Notices;
  clock: Clock;
  /** Absent: the next destination waits however long one takes. */
  wait?: Wait;
}

/**
 * Tells each destination for itself, so that one that refuses keeps no other from being told, and each once: whoever dies
 * between claim and mark is retried by Lambda after the claim has run out.
 */
export class Once {
  constructor(private readonly parts: OnceParts) {}

  /** @returns whether anybody was told. @throws if a destination could not be told. */
  async tell(
    occasion: string,
    told: readonly (readonly [destination: string, notice: Notice])[],
    { quietFor, ends }: Repeatable = {},
  ): Promise<boolean> {
    const { notebook, notices, clock, wait } = this.parts;
    let isTold = false;
    await eachForItself(
      told,
      async ([destination, notice]) => {
        const name = `${occasion} ${destination}`;
        const claim = await notebook.claim(name, clock(), clock() + claimFor);
        if (claim === 'done') return;
        if (claim === 'busy') throw new Error(`${name} is being told at this moment; it will be tried again`);
        if (ends !== undefined) await notebook.done(`${ends} ${destination}`, clock());
        await notices.notify(destination, notice);
        isTold = true;
        await notebook.done(name, quietFor === undefined ? undefined : clock() + quietFor);
      },
      (failed) => `${occasion}: ${failed} of ${told.length} destinations could not be told`,
      wait,
    );
    return isTold;
  }
}
