import type { Alert } from '../../lambda/alerts/alert';
import { watcher } from '../../lambda/engine/catalogue/pattern';
import { Receiver } from '../../lambda/engine/receiver';
import { detections } from '../../lambda/detections';
import type { LedgerRow } from '../../lambda/engine/ledger';
import type { Devices } from '../../lambda/engine/observe';
import { drillSource, sweepDetailType } from '../../lambda/events/envelope';
import { account, at } from '../../lambda/events/samples';
import { live } from '../engine/live';
import { everywhere, schedules } from '../engine/world';

export type Service = 'DynamoDB' | 'SNS';

/** One call of a port. */
export interface Call {
  service: Service;
  /** Such as `timelines` or `SNS`. */
  port: string;
  /** Of SNS: which destination is told. */
  destination: string | undefined;
  /** Of all calls, from 1. */
  index: number;
  /** Of the calls of this service, from 1. */
  ofService: number;
  /** Milliseconds since the invocation began. */
  elapsed: number;
  /** The fault is mended: what failed has been taken up again. */
  isMended: boolean;
  /** Lets time go by, in milliseconds. */
  wait(time: number): void;
}

/** Stands between the function and what it calls. */
export type Disturbance = (call: Call, effect: () => Promise<unknown>) => Promise<unknown>;

/** The process is gone: nothing that it has begun goes on. */
export class Killed extends Error {}

/** Nothing goes on any more that is not waiting for this. */
export const stillness = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

export const minute = 60_000;
const sweep = { source: drillSource, 'detail-type': sweepDetailType, account, detail: {} };
const destinations = ['mail', 'slack', 'queue'];
const ports: Record<string, string> = {
  MemoryTimelines: 'timelines',
  MemoryDossiers: 'dossiers',
  MemoryLedger: 'ledger',
  MemoryNotebook: 'notebook',
  MemoryRegisters: 'registers',
  MemoryTimers: 'timers',
};

interface Invoked {
  /** Of the port. */
  name: string;
  method: string;
  args: unknown[];
}

interface Circumstances {
  devices: Devices;
  disturb: Disturbance;
  /** Milliseconds by which the function's clock is ahead of CloudTrail's. */
  skew: number;
}

/** The function from the envelope to the destinations, with what Lambda does around it, over stores in memory. */
export function deployedFunction({ devices, disturb, skew }: Circumstances) {
  const state = { isDead: false, isMended: false, began: 0, calls: 0, tries: 0 };
  /** Alerts that destinations have accepted, and that are not marked so. */
  const unmarked = new Set<string>();
  const ofService: Record<Service, number> = { DynamoDB: 0, SNS: 0 };
  const world = live({
    routes: [everywhere(destinations.map((name) => ({ name, minSeverity: 'info' as const })))],
    audiences: { mail: 'mail', slack: 'chat' },
    start: Date.parse(at(1)) + skew,
    // Nothing takes time here but what never ends.
    wait: (begun) => Promise.race([begun, stillness()]),
    devices,
    around: (port) =>
      new Proxy(port, {
        get: (target, method: string) => {
          const value: unknown = Reflect.get(target, method);
          if (typeof value !== 'function') return value;
          const name = ports[target.constructor.name] ?? 'SNS';
          return (...args: unknown[]) =>
            call({ name, method, args }, () => Reflect.apply(value, target, args) as Promise<unknown>);
        },
      }),
  });
  const { clock } = world;

  function marked({ alert, deliveries }: LedgerRow): void {
    for (const { destination, state: told } of deliveries)
      if (told === 'sent') unmarked.delete(`${alert.id} ${destination}`);
  }

  async function call({ name: port, method, args }: Invoked, effect: () => Promise<unknown>): Promise<unknown> {
    if (state.isDead) throw new Killed();
    const service = port === 'SNS' ? 'SNS' : 'DynamoDB';
    state.calls += 1;
    ofService[service] += 1;
    const marking = async (): Promise<unknown> => {
      const result = await effect();
      if (method === 'publish') unmarked.add(`${(args[1] as Alert).id} ${String(args[0])}`);
      if (port === 'ledger' && method === 'put' && result === true) marked(args[0] as LedgerRow);
      return result;
    };
    try {
      return await disturb(
        {
          destination: service === 'SNS' ? String(args[0]) : undefined,
          ...{ service, port, index: state.calls, ofService: ofService[service], isMended: state.isMended },
          elapsed: clock.now - state.began,
          wait: (time) => (clock.now += time),
        },
        marking,
      );
    } catch (error) {
      state.isDead ||= error instanceof Killed;
      throw error;
    }
  }

  const deadLetters: unknown[] = [];
  const unreadable: string[] = [];
  let deadLettered = 0;
  let atRisk = 0;
  let mostAtRisk = 0;
  /** Until the events were handled. */
  let calls = { all: 0, ...ofService };
  // As if each invocation were in an environment of its own, which remembers nothing.
  const newReceiver = (): Receiver =>
    new Receiver({
      ...schedules({ followUps: world.followUps }),
      ...{ account, hasMembers: false, real: world.pipeline, drill: world.pipeline },
      watched: watcher(detections),
      clock: () => clock.now,
      deadLetters: { keep: (_, reason) => Promise.resolve(void unreadable.push(reason)) },
      journal: {
        ...{ count: () => undefined, told: () => undefined, suppressed: () => undefined },
        ...{ unreadable: () => undefined, unknownAccount: () => undefined, latency: () => undefined },
      },
    });

  /** @returns whether the function was through with it. */
  async function attempt(event: unknown, request: string): Promise<boolean> {
    Object.assign(state, { isDead: false, began: clock.now });
    unmarked.clear();
    try {
      await newReceiver().receive(event, request);
      return true;
    } catch {
      // What was accepted and not marked, the next try may say again.
      atRisk += unmarked.size;
      mostAtRisk = Math.max(mostAtRisk, unmarked.size);
      return false;
    }
  }

  /** As Lambda does with an asynchronous event: three tries, then the dead-letter queue. */
  async function invoke(event: unknown, request: string): Promise<void> {
    for (let tries = 1; tries <= 3; tries += 1) {
      state.tries = Math.max(state.tries, tries);
      if (await attempt(event, request)) return;
      clock.now += minute;
    }
    deadLettered += 1;
    deadLetters.push(event);
  }

  return {
    invoke,
    /** The fault is mended, the queue is redriven, and the schedule goes on until no quiet hour is left. */
    async recover(): Promise<void> {
      state.isMended = true;
      calls = { all: state.calls, ...ofService };
      for (const [index, event] of deadLetters.splice(0).entries()) await invoke(event, `redriven ${index}`);
      for (let minutes = 0; minutes < 70; minutes += 1) {
        await attempt(sweep, `sweep ${minutes}`);
        clock.now += minute;
      }
    },
    outcome: () => ({
      ...{ sent: world.sent, alerts: world.stores.ledger.alerts(), unreadable, deadLettered, atRisk, mostAtRisk },
      ...{ left: deadLetters.length, tries: state.tries, calls },
    }),
  };
}

export type Outcome = ReturnType<ReturnType<typeof deployedFunction>['outcome']>;
