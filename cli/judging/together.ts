import { partsOf } from '../../lambda/engine/parts';
import type { Step } from '../../lambda/engine/steps';
import { unlessStopped } from '../stopped';
import type { TimeRange } from '../time-range';
import type { Helper } from '../threads/helpers';
import type { Hooks, Judge, Judged } from './judge';

/** Below so many this thread has judged them before others know what to do. */
const worthSharing = 300;
/** Fewer are not worth a message. */
const leastSent = 20;
/** Milliseconds that a helper has after Ctrl-C to say what it has found. */
const lastWord = 3_000;
/** Parts that a helper has at a time, so that it need not wait for the next. */
const ahead = 2;

export interface JudgedTogether extends Judged {
  /** Events that are done with, by those whose results are here. */
  judged: number;
}

/** Events that have no timeline in common with any other, even by way of others. */
export interface Part {
  events: number;
  /** Those of which something may come. */
  steps: readonly Step[];
}

/** @param numbersOf as `partsOf` takes it. @param threads this one among them. */
export function inParts<Event>(
  events: readonly Event[],
  numbersOf: (event: Event) => readonly number[],
  threads: number,
): (readonly Event[])[] {
  return threads === 1 || events.length < worthSharing
    ? [events]
    : partsOf(events, numbersOf, sizesOf(events.length, threads));
}

/** The biggest first, which hold the longest stories, yet none so big that who takes it ends last; the last so small that all end at the same time. */
function sizesOf(events: number, threads: number): number[] {
  const sizes: number[] = [];
  for (let left = events; left > 0; left -= sizes.at(-1) ?? left)
    sizes.push(Math.min(left, Math.max(leastSent, left / (4 * threads))));
  return sizes;
}

/**
 * Each thread takes the next part that nobody has taken, so that none waits for another: how long a part takes, and how fast a
 * thread is that has just begun, nobody knows before.
 *
 * @param parts may be made when they are asked for: while one is made, others are judged.
 * @param range `until` as `Judge.judge` takes it, `since` as `Judge.result`.
 * @param stop each says what it has found by then.
 */
export async function judgeTogether(
  parts: Iterator<Part>,
  { since, until }: TimeRange,
  own: Judge,
  helpers: readonly Helper[],
  hooks: Hooks,
): Promise<JudgedTogether> {
  const { stop, progress } = hooks;
  // First, since they have nothing to do.
  const elsewhere = helpers.map((helper) => {
    if (stop?.aborted === true) helper.stop();
    stop?.addEventListener('abort', () => {
      helper.stop();
    });
    const work = shared(parts, ahead, hooks, {
      judge: async (steps) => {
        const judged = await helper.judge({ steps, until });
        progress?.(judged);
        return judged;
      },
      result: () => helper.result(since),
    });
    return unlessStopped(work, stop, { alerts: [], open: 0, failures: [], judged: 0 }, lastWord);
  });
  const here = shared(parts, 1, hooks, {
    judge: (steps) => own.judge(steps, until, hooks),
    result: () => own.result(since, stop),
  });
  const results = await Promise.all([...elsewhere, here]);
  return {
    alerts: results.flatMap(({ alerts }) => alerts),
    open: results.reduce((sum, { open }) => sum + open, 0),
    failures: results.flatMap(({ failures }) => failures),
    judged: results.reduce((sum, { judged }) => sum + judged, 0),
  };
}

async function shared(
  parts: Iterator<Part>,
  atOnce: number,
  { stop, progress }: Hooks,
  thread: { judge: (steps: readonly Step[]) => Promise<number>; result: () => Promise<Judged> },
): Promise<JudgedTogether> {
  let [judged, isAsked] = [0, false];
  const goOn = async (): Promise<void> => {
    for (let next; stop?.aborted !== true && (next = parts.next()).done !== true;) {
      const { steps, events } = next.value;
      isAsked ||= steps.length > 0;
      const done = steps.length === 0 ? 0 : await thread.judge(steps);
      if (done < steps.length) judged += done;
      else {
        judged += events;
        progress?.(events - done);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, goOn));
  return { ...(isAsked ? await thread.result() : { alerts: [], open: 0, failures: [] }), judged };
}
