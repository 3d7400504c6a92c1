import type { Severity } from '../../lambda/detections/severity';
import { limitedFunction, type Limits } from './function';
import type { Arrival } from './loads';
import { SimulatedTime } from './time';

const minute = 60_000;
const hour = 60 * minute;

/** Hands the load over at its times, with the minute's sweep, until everything that was due has happened. */
export async function simulate(
  load: Iterable<Arrival>,
  start: number,
  limits: Limits = {},
  heapAt: readonly number[] = [],
) {
  const time = new SimulatedTime(start);
  const deployed = { ...limitedFunction(time, limits), handed: () => handed };
  const arrivals = load[Symbol.iterator]();
  const told = new Map<string, number[]>();
  const severities = new Map<string, Severity>();
  let handed = 0;
  let last = start;
  let firstTold: number | undefined;
  const heap: number[] = [];

  const hand = ({ at, kind, event }: Arrival): void => {
    deployed.invoke(kind, event, `request ${(handed += 1)}`);
    if (heapAt.includes(handed)) {
      globalThis.gc?.();
      heap.push(process.memoryUsage().heapUsed);
    }
    last = at;
  };
  const come = (next = arrivals.next()): void => {
    if (next.done === true) return;
    const { value } = next;
    time.at(value.at, () => {
      hand(value);
      come();
    });
  };
  /** What has been sent is counted and let go. */
  const count = (): void => {
    for (const { destination, at, ...message } of deployed.world.sent.splice(0)) {
      const hours = told.get(destination) ?? [];
      told.set(destination, hours);
      const index = Math.floor((at - start) / hour);
      while (hours.length <= index) hours.push(0);
      hours[index] = (hours[index] ?? 0) + 1;
      firstTold ??= at - start;
      if (message.alert !== undefined) severities.set(message.alert.id, message.alert.severity);
    }
  };
  let quietMinutes = 0;
  const sweep = (): void => {
    count();
    quietMinutes = time.now > last + minute && deployed.isIdle() ? quietMinutes + 1 : 0;
    deployed.sweep();
    if (quietMinutes < 80 && time.now < start + 9 * hour) time.at(time.now + minute, sweep);
  };
  come();
  time.at(start + minute, sweep);
  await time.run();
  count();
  return { handed, told, severities, firstTold, heap, deployed };
}

export type Outcome = Awaited<ReturnType<typeof simulate>>;
