import type { TrailDevices } from '../../lambda/adapters/devices/devices-trail';
import type { Planner, Step } from '../../lambda/engine/steps';
import type { Observation } from '../../lambda/events/timeline';
import { millis, type TrailEvent } from '../../lambda/events/trail-event';
import type { Judge } from '../judging/judge';
import { inParts, type Part } from '../judging/together';
import type { KeptEvents } from '../reading/kept-events';
import type { Progress } from '../reading/read-trail';
import { isWithin, withLookBack, type TimeRange } from '../time-range';
import { collectGarbage } from '../start/v8-flags';
import { Turns } from '../turns';

export interface Choosing {
  range: TimeRange;
  progress: Progress;
  /** Somebody wants what there is, and no more. */
  stop?: AbortSignal | undefined;
}

export interface Chosen {
  /** How many there are. */
  count: number;
  parts: Iterator<Part>;
  /** In all parts. */
  events: number;
  /** Of those that were looked at: before the range, and judged for what is in it to be compared with. */
  earlier: number;
  /** Not looked at. */
  outside: number;
}

/** An event that may be worth judging, by the planner's index. */
export interface Candidate {
  index: number;
  observation: Observation;
}

/**
 * What is worth judging, in parts.
 *
 * @param threads that will judge.
 * @returns undefined: somebody stopped it.
 */
export async function choose(
  events: KeptEvents,
  own: Judge,
  devices: TrailDevices,
  threads: number,
  { range, progress, stop }: Choosing,
): Promise<Chosen | undefined> {
  if (!events.areLoose) collectGarbage();
  const planner = own.planner();
  const turns = new Turns(100);
  const loose: Candidate[] = [];
  const judged = withLookBack(range);
  let [seen, earlier, outside] = [0, 0, 0];
  for (const event of watchedOf(events, devices)) {
    if (turns.isDue()) {
      progress('choosing events', seen, events.relevant);
      await turns.give();
      if (stop?.aborted === true) return undefined;
    }
    const at = millis(event);
    if (!isWithin(at, judged)) outside++;
    else {
      if (at < range.since) earlier++;
      const observation = await own.observe(event);
      const index = planner.see(observation);
      seen++;
      if (events.areLoose) loose.push({ index, observation });
    }
  }
  const numbersOf = ({ index }: Candidate): readonly number[] => planner.numbersOf(index);
  if (events.areLoose) {
    const parts = inParts(loose, numbersOf, threads);
    return { earlier, outside, events: seen, count: parts.length, parts: planned(parts, planner) };
  }
  collectGarbage();
  // Too many to be kept; and few of them are needed.
  const plan = planner.plan(Array.from({ length: seen }, (_, index) => index));
  const steps: (Candidate & Step)[] = [];
  let index = 0;
  for (const event of watchedOf(events, devices)) {
    if (turns.isDue()) await turns.give();
    if (!isWithin(millis(event), judged)) continue;
    const todo = plan(index);
    if (todo !== undefined) steps.push({ index, observation: await own.observe(event), todo });
    index++;
  }
  collectGarbage();
  const parts = inParts(steps, numbersOf, threads).map((part) => ({ steps: part, events: part.length }));
  return { earlier, outside, events: steps.length, count: parts.length, parts: parts.values() };
}

export function* planned(parts: readonly (readonly Candidate[])[], planner: Planner): Generator<Part, undefined> {
  for (const part of parts) {
    const plan = planner.plan(part.map(({ index }) => index));
    const steps = part.flatMap(({ index, observation }): Step[] => {
      const todo = plan(index);
      return todo === undefined ? [] : [{ observation, todo }];
    });
    yield { steps, events: part.length };
  }
}

/** In time order. Meanwhile the devices are as they were at that time. */
function* watchedOf(events: KeptEvents, devices: TrailDevices): Generator<TrailEvent> {
  devices.restart();
  for (const { event, watched } of events) {
    devices.observe(event);
    if (watched) yield event;
  }
}
