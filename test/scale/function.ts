import { AsyncLocalStorage } from 'node:async_hooks';
import { MemoryDossiers, MemoryNotebook, MemoryRegisters, MemoryTimers } from '../../lambda/adapters/memory';
import { detections } from '../../lambda/detections';
import { watcher } from '../../lambda/engine/catalogue/pattern';
import type { Devices } from '../../lambda/engine/observe';
import { Receiver } from '../../lambda/engine/receiver';
import { drillSource, sweepDetailType } from '../../lambda/events/envelope';
import { account } from '../../lambda/events/samples';
import { live } from '../engine/live';
import { everywhere, schedules } from '../engine/world';
import { Allowance, quotas, takes } from './quotas';
import {
  isTransaction,
  NewestTimelines,
  type Share,
  sharesOf,
  sizeOf,
  Throughput,
  unitsOf,
  WeighedLedger,
} from './table';
import { chance, type SimulatedTime } from './time';

const minute = 60_000;
/** The SDK's tries of one call (lambda/adapters/aws-clients.ts) and its first wait after a throttle, in milliseconds. */
const attempts = 3;
const firstWait = 500;
const audiences = { mail: 'mail', slack: 'chat', queue: 'machine' } as const;

/** One try of one event. */
interface Invocation {
  kind: string;
  began: number;
  /** Lambda has stopped it. */
  isOver: boolean;
}

interface Waiting {
  kind: string;
  event: object;
  request: string;
  since: number;
  tries: number;
}

/** Of all invocations on one kind of event. */
export interface Use {
  events: number;
  invocations: number;
  duration: number;
  reads: number;
  writes: number;
  readUnits: number;
  writeUnits: number;
  published: number;
  looked: number;
}
const unused = (): Use => ({
  ...{ events: 0, invocations: 0, duration: 0, reads: 0, writes: 0, readUnits: 0, writeUnits: 0 },
  ...{ published: 0, looked: 0 },
});

function throttled(service: string): Error {
  return Object.assign(new Error(`${service} throttles`), { name: 'ThrottlingException' });
}

export interface Limits {
  concurrency?: number;
  /** As before there were crowds. */
  judgesEach?: boolean;
}

/** The deployed function, with Lambda around it and AWS's quotas between it and what it calls. */
export function limitedFunction(time: SimulatedTime, limits: Limits = {}) {
  const { concurrency = quotas.lambda.concurrency, judgesEach = false } = limits;
  const random = chance(7);
  const current = new AsyncLocalStorage<Invocation>();
  const throughput = new Throughput();
  const publishing = new Allowance(quotas.snsPublish);
  const sts = new Allowance(quotas.sts);
  const iam = new Map<string, Allowance>();
  const uses = new Map<string, Use>();
  const useOf = (kind: string): Use => {
    const use = uses.get(kind) ?? unused();
    uses.set(kind, use);
    return use;
  };
  const now = (): number => time.now;
  const figures = { largestItem: 0, errors: 0, stopped: 0, deadLettered: 0, busiest: 0, longestWait: 0, mostQueued: 0 };
  const deadLetters: string[] = [];
  const reasons = new Map<string, number>();

  /** Lets time go by; a function that has run for too long goes no further. */
  async function pass(duration: number): Promise<Invocation> {
    await time.wait(duration);
    const invocation = current.getStore();
    if (invocation === undefined) throw new Error('a call outside of any invocation');
    if (!invocation.isOver) return invocation;
    return new Promise(() => undefined);
  }

  async function admitted(service: string, admits: () => boolean): Promise<Invocation> {
    for (let attempt = 0; ; attempt += 1) {
      const invocation = await pass(attempt === 0 ? 0 : random() * firstWait * 2 ** (attempt - 1));
      if (admits()) return invocation;
      if (attempt + 1 === attempts) throw throttled(service);
    }
  }

  async function onTable(port: string, method: string, given: unknown[], effect: () => Promise<unknown>) {
    const shares = sharesOf(port, method, given);
    if (shares.length === 0) return effect();
    await pass(takes.dynamodb);
    const { kind } = await admitted('DynamoDB', () => throughput.admits(shares, now()));
    const use = useOf(kind);
    const isTogether = isTransaction(port, given, shares);
    const spend = (share: Share, bytes: number): number => {
      const units = unitsOf(share, bytes, isTogether);
      throughput.spend(share, units, now());
      return units;
    };
    if (shares[0]?.kind === 'write') {
      for (const share of shares) {
        figures.largestItem = Math.max(figures.largestItem, share.bytes);
        if (share.bytes > quotas.item) throw new Error('an item of more than 400 KB');
        use.writeUnits += spend(share, share.bytes);
      }
      use.writes += isTogether ? 1 : shares.length;
      return effect();
    }
    const result = await effect();
    const rows = rowsIn(result);
    const bytes = rows.reduce<number>((sum, row) => sum + bytesOf(row), 0);
    for (const share of shares) use.readUnits += spend(share, bytes / shares.length);
    use.reads += 1;
    await pass(rows.length * takes.row);
    return result;
  }

  async function onSns(effect: () => Promise<unknown>) {
    await pass(takes.sns);
    const { kind } = await admitted('SNS', () => publishing.admits(now()));
    publishing.spend(1, now());
    useOf(kind).published += 1;
    return effect();
  }

  const devices: Devices = {
    lookUp: async (of) => {
      const own = iam.get(of) ?? new Allowance(quotas.iamPerAccount);
      iam.set(of, own);
      try {
        if (of !== account) {
          await admitted('STS', () => sts.admits(now()));
          sts.spend(1, now());
        }
        const { kind } = await admitted('IAM', () => own.admits(now()));
        own.spend(1, now());
        useOf(kind).looked += 1;
        await pass(takes.iam);
        return { status: 'known', devices: [] };
      } catch {
        return { status: 'unknown', why: 'IAM throttles', devices: [] };
      }
    },
  };

  const notebook = new MemoryNotebook();
  const [ledger, timelines] = [new WeighedLedger(notebook), new NewestTimelines()];
  const stores = {
    ...{ ledger, notebook, timelines },
    dossiers: new MemoryDossiers(timelines, ledger),
    registers: new MemoryRegisters(),
    timers: new MemoryTimers(),
    reminders: new MemoryTimers(),
  };
  const names = new Map<object, string>(Object.entries(stores).map(([name, store]) => [store, name]));
  const world = live({
    ...{ audiences, stores, devices, judgesEach, hasMembers: true },
    routes: [everywhere(Object.keys(audiences).map((name) => ({ name, minSeverity: 'medium' as const })))],
    start: time.now,
    around: (port) =>
      new Proxy(port, {
        get: (target, method: string) => {
          const value: unknown = Reflect.get(target, method);
          if (typeof value !== 'function') return value;
          const name = names.get(target);
          return (...given: unknown[]) => {
            const effect = (): Promise<unknown> => Reflect.apply(value, target, given) as Promise<unknown>;
            return name === undefined ? onSns(effect) : onTable(name, method, given, effect);
          };
        },
      }),
  });
  // One clock for all.
  Object.defineProperty(world.clock, 'now', { get: now });
  const receiver = new Receiver({
    ...schedules({ followUps: world.followUps }),
    ...{ account, hasMembers: true, real: world.pipeline, drill: world.pipeline },
    watched: watcher(detections),
    clock: now,
    deadLetters: { keep: () => Promise.reject(new Error('every event of the simulation can be read')) },
    journal: {
      ...{ count: () => undefined, told: () => undefined, suppressed: () => undefined },
      ...{ latency: () => undefined, unreadable: () => undefined, unknownAccount: () => undefined },
    },
  });

  const queue: Waiting[] = [];
  let head = 0;
  let running = 0;
  let warm = 0;

  function next(): void {
    while (running < concurrency && head < queue.length) {
      const waiting = queue[head] as Waiting;
      head += 1;
      if (head > 10_000) {
        queue.splice(0, head);
        head = 0;
      }
      const waited = now() - waiting.since;
      figures.longestWait = Math.max(figures.longestWait, waited);
      if (waited > quotas.lambda.maxEventAge) lose(waiting);
      else void run(waiting);
    }
    figures.mostQueued = Math.max(figures.mostQueued, queue.length - head);
  }

  function lose({ kind, request }: Waiting): void {
    if (kind === 'sweep') return;
    figures.deadLettered += 1;
    deadLetters.push(request);
  }

  async function run(waiting: Waiting): Promise<void> {
    const { kind, event, request } = waiting;
    running += 1;
    figures.busiest = Math.max(figures.busiest, running);
    if (running > warm) {
      warm = running;
      await time.wait(takes.coldStart);
    }
    const invocation: Invocation = { kind, began: now(), isOver: false };
    const stop = time.wait(quotas.lambda.timeout).then(() => 'stopped' as const);
    const work = current.run(invocation, async () => {
      await pass(takes.invocation);
      await receiver.receive(event, request);
    });
    const outcome = await Promise.race([work.then(() => 'done' as const, failed), stop]);
    invocation.isOver = true;
    running -= 1;
    const use = useOf(kind);
    use.invocations += 1;
    use.duration += now() - invocation.began;
    if (outcome === 'done') use.events += 1;
    else again(waiting, outcome);
    next();
  }

  function failed(error: unknown): 'failed' {
    const reason = error instanceof Error ? error.message.replace(/[0-9a-f]{16,}/g, '…') : String(error);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    return 'failed';
  }

  /** As Lambda does with an asynchronous event: three tries, then the dead-letter queue. */
  function again(waiting: Waiting, outcome: 'failed' | 'stopped'): void {
    figures[outcome === 'failed' ? 'errors' : 'stopped'] += 1;
    const tries = waiting.tries + 1;
    if (tries === 3) {
      lose(waiting);
      return;
    }
    time.at(now() + tries * minute, () => {
      queue.push({ ...waiting, tries });
      next();
    });
  }

  function invoke(kind: string, event: object, request: string): void {
    queue.push({ kind, event, request, since: now(), tries: 0 });
    next();
  }

  let sweeps = 0;
  return {
    ...{ invoke, uses, figures, deadLetters, reasons, throughput, publishing, sts, iam, world, stores },
    isIdle: () => running === 0 && head === queue.length,
    sweep: () => {
      invoke('sweep', sweep, `sweep ${(sweeps += 1)}`);
    },
  };
}

const sweep = { source: drillSource, 'detail-type': sweepDetailType, account, detail: {} };

/** What a read has given. */
function rowsIn(result: unknown): unknown[] {
  if (result instanceof Map) return [...(result.keys() as Iterable<string>)];
  if (typeof result === 'object' && result !== null && 'observations' in result) return Object.values(result).flat();
  return [result].flat().filter((row) => row !== undefined);
}

function bytesOf(row: unknown): number {
  return typeof row === 'object' && row !== null ? sizeOf(row) : String(row).length + 150;
}
