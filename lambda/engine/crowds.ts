import * as z from 'zod/mini';
import type { Observation } from '../events/timeline';
import { bounded } from '../events/text';
import { millis, type TrailEvent } from '../events/trail-event';
import { patience, type Clock, type Register, type Registers, type Timers } from './ports';
import { minute } from '../time';

/** So many attempts that AWS refused, in so many milliseconds, are a crowd. Every threshold of a detection is far below. */
const most = 100;
const span = 15 * minute;
/** An attempt joins only where there is time left to write it before the review reads. */
const margin = 2_000;

const crowdSchema = z.object({
  /** When all that stands there by then is judged, milliseconds since the epoch. */
  reviewAt: z.number(),
  /** Until when those that come are left to reviews. */
  until: z.number(),
});

/**
 * Anybody can make a million attempts that AWS refuses, and to judge each of them means to read what the others left. Once
 * there are very many of one subject, each is written down as ever, and a review a minute judges all of them.
 */
export class Crowds {
  constructor(
    private readonly registers: Registers,
    private readonly timers: Pick<Timers, 'set'>,
    private readonly clock: Clock,
  ) {}

  /** @returns those of the subjects that a review will judge together with all that has been written by now. */
  async leftToReview(event: TrailEvent, keys: readonly string[]): Promise<ReadonlySet<string>> {
    if (!isRefused(event)) return new Set();
    const registers = await this.registers.readAll(keys.map(nameOf));
    const left = await Promise.all(keys.map((key, index) => this.isLeft(key, crowdIn(registers[index]))));
    return new Set(keys.filter((_, index) => left[index]));
  }

  /** Plans the next review of a subject that is crowded. */
  async keep(key: string): Promise<void> {
    const now = this.clock();
    const { crowd, version } = crowdIn(await this.registers.read(nameOf(key)));
    if (crowd === undefined || crowd.reviewAt <= now + margin) await this.plan(key, now + span, version);
  }

  private async isLeft(key: string, { crowd, version }: Crowd): Promise<boolean> {
    const now = this.clock();
    if (crowd === undefined || crowd.until <= now) return false;
    // The last review is late, and this attempt must not have to read instead of it.
    if (crowd.reviewAt <= now + margin) await this.plan(key, crowd.until, version);
    return true;
  }

  /** The timer first: whoever finds the register written relies on it. */
  private async plan(key: string, until: number, version: number): Promise<void> {
    const reviewAt = this.clock() + minute;
    await this.timers.set(key, reviewAt - patience);
    // If somebody else has written it meanwhile, there is one review more.
    await this.registers.write(nameOf(key), { reviewAt, until }, version);
  }
}

interface Crowd {
  crowd: z.infer<typeof crowdSchema> | undefined;
  version: number;
}

function crowdIn({ value, version }: Register = { version: 0 }): Crowd {
  return { crowd: crowdSchema.safeParse(value).data, version };
}

/** @param observations in time order. @param now milliseconds since the epoch. */
export function isCrowded(observations: readonly Observation[], now: number): boolean {
  const refused = observations.filter(({ event }) => isRefused(event));
  const [first, last] = [refused.at(-most), refused.at(-1)];
  if (first === undefined || last === undefined) return false;
  return millis(last.event) - millis(first.event) <= span && now - millis(last.event) <= span;
}

/** An attempt that AWS did not let through: they may come by the million. */
export function isRefused({ errorCode, signIn }: TrailEvent): boolean {
  return errorCode !== undefined || signIn?.outcome === 'Failure';
}

function nameOf(key: string): string {
  return bounded(`crowd ${key}`);
}
