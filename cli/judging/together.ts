import type { Step } from '../../lambda/engine/steps';
import { unlessStopped } from '../stopped';
import type { Helper } from '../threads/helpers';
import type { Hooks, Judge, Judged } from './judge';

/** Below so many this thread has judged them before others know what to do. */
const worthSharing = 300;
/** Fewer are not worth a message. */
const leastSent = 20;
/** Parts that a helper has at a time, so that it need not wait for the next. */
const ahead = 2;

export interface JudgedTogether extends Judged {
  /** Steps that were judged, by those whose results are here. */
  judged: number;
}

/** The biggest first, and the last so small that all threads end at the same time. @param threads this one among them. */
export function inParts(steps: readonly Step[], own: Judge, threads: number): (readonly Step[])[] {
  if (threads === 1 || steps.length < worthSharing) return [steps];
  const sizes: number[] = [];
  for (let left = steps.length; left > 0; left -= sizes.at(-1) ?? left)
    sizes.push(Math.min(left, Math.max(leastSent, left / (2 * threads))));
  return own.partsOf(steps, sizes);
}

/**
 * Each thread takes the next part that nobody has taken, so that none waits for another: how long a part takes, and how fast a
 * thread is that has just begun, nobody knows before.
 *
 * @param all that have to do with each other are in one part.
 * @param until as `Judge.judge` takes it.
 * @param stop what a helper has found by then is lost.
 */
export async function judgeTogether(
  all: readonly (readonly Step[])[],
  until: number,
  own: Judge,
  helpers: readonly Helper[],
  { stop, progress }: Hooks,
): Promise<JudgedTogether> {
  const parts = all.values();
  const here = shared(parts, 1, stop, {
    judge: (part) => own.judge(part, until, { stop, progress }),
    result: () => Promise.resolve(own.result()),
  });
  const elsewhere = (all.length > 1 ? helpers : []).map((helper) => {
    const work = shared(parts, ahead, stop, {
      judge: async (part) => {
        const judged = await helper.judge({ steps: part, until });
        for (let step = 0; step < judged; step++) progress?.();
        return judged;
      },
      result: () => helper.result(),
    });
    return unlessStopped(work, stop, { alerts: [], open: 0, judged: 0 });
  });
  const results = await Promise.all([here, ...elsewhere]);
  return {
    alerts: results.flatMap(({ alerts }) => alerts),
    open: results.reduce((sum, { open }) => sum + open, 0),
    judged: results.reduce((sum, { judged }) => sum + judged, 0),
  };
}

async function shared(
  parts: Iterator<readonly Step[]>,
  atOnce: number,
  stop: AbortSignal | undefined,
  thread: { judge: (part: readonly Step[]) => Promise<number>; result: () => Promise<Judged> },
): Promise<JudgedTogether> {
  let judged = 0;
  const goOn = async (): Promise<void> => {
    for (let next; stop?.aborted !== true && (next = parts.next()).done !== true;) {
      const more = await thread.judge(next.value);
      judged += more;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, goOn));
  return { ...(await thread.result()), judged };
}
