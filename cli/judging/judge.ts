import { ConfiguredAccounts } from '../../lambda/adapters/accounts-configured';
import {
  MemoryDossiers,
  MemoryLedger,
  MemoryRegisters,
  MemoryTimelines,
  MemoryTimers,
} from '../../lambda/adapters/memory';
import { reasonOf } from '../../lambda/adapters/reason';
import type { Alert } from '../../lambda/alerts/alert';
import type { Exception } from '../../lambda/config/exceptions';
import type { Detection } from '../../lambda/detections/detection';
import { Crowds } from '../../lambda/engine/crowds';
import { again } from '../../lambda/engine/due';
import { patience } from '../../lambda/engine/ports';
import { Judgements } from '../../lambda/engine/judgements';
import { Pipeline } from '../../lambda/engine/pipeline';
import type { Devices } from '../../lambda/engine/observe';
import type { Addresses } from '../../lambda/engine/origins';
import { nowhere } from '../../lambda/engine/telling/routing';
import { Planner, type Step, type Todo } from '../../lambda/engine/steps';
import type { Observation } from '../../lambda/events/timeline';
import { isoTime, millis, type TrailEvent } from '../../lambda/events/trail-event';
import { lookBack } from '../../lambda/events/window';
import { Turns } from '../turns';
import { Routine } from './routine';

/** What events are judged by. */
export interface Rules {
  /** By detection id. */
  settings: Readonly<Record<string, unknown>>;
  exceptions?: readonly Exception[];
  /** Names by id. */
  accounts?: Readonly<Record<string, string>>;
}

export interface Judged {
  /** In their final state. */
  alerts: Alert[];
  /** Alerts that will be told, or changed, unless something happens after the end of the trail. */
  open: number;
  /** What could not be judged, and why. */
  failures: string[];
}

/** While it is judged. */
export interface Hooks {
  /** Somebody wants what there is, and no more. */
  stop?: AbortSignal | undefined;
  /** @param more events that are done with. */
  progress?: (more: number) => void;
}

/** The engine that runs in AWS, with memory in place of its table and the event's time as the clock. */
export class Judge {
  /** When alerts changed last, by id. */
  private readonly changed = new Map<string, number>();
  private readonly ledger = new MemoryLedger(undefined, (row) => {
    this.changed.set(row.alert.id, this.now);
    return row;
  });
  private readonly failures: string[] = [];
  /** Subjects with so many refused attempts that a review a minute judges them, as deployed; it may be due after the end. */
  private readonly crowded = new Set<string>();
  private readonly timers = new MemoryTimers();
  private readonly pipeline: Pipeline;
  private now = 0;

  /** @param addresses absent: nothing is said of country and network. */
  constructor(detections: readonly Detection[], rules: Rules, devices: Devices, addresses?: Addresses) {
    const timelines = new MemoryTimelines();
    const { ledger, timers } = this;
    this.pipeline = new Pipeline({
      detections,
      settings: rules.settings,
      exceptions: rules.exceptions ?? [],
      clock: () => this.now,
      accounts: new ConfiguredAccounts(rules.accounts ?? {}),
      ...(addresses && { addresses: () => Promise.resolve(addresses) }),
      ...{ devices, timelines, timers, ledger },
      dossiers: new MemoryDossiers(timelines, ledger),
      judgements: new Judgements(),
      crowds: new Crowds(
        new MemoryRegisters(),
        // Deployed, what is due is put off for late events; here none come.
        { set: (key, at) => this.setCrowded(key, at + patience) },
        () => this.now,
      ),
      destinations: nowhere,
    });
  }

  observe(event: TrailEvent): Promise<Observation> {
    return this.pipeline.observe(event);
  }

  planner(): Planner {
    return new Planner(this.pipeline.filing, lookBack);
  }

  /**
   * Part after part: none has to do with another, so each begins at its own time.
   *
   * @param steps all that have to do with each other, in time order.
   * @param until how long nothing more has happened; milliseconds since the epoch.
   * @returns how many were judged before somebody stopped it.
   */
  async judge(steps: readonly Step[], until: number, { stop, progress }: Hooks = {}): Promise<number> {
    this.now = 0;
    let judged = 0;
    const turns = new Turns(100);
    const routine = new Routine();
    for (const step of steps) {
      if (turns.isDue()) await turns.give();
      if (stop?.aborted === true) break;
      await this.goOn(millis(step.observation.event));
      const { due, todo } = this.todoOf(step, routine);
      for (const observation of due) await this.take({ observation, todo: 'review' });
      await this.take({ ...step, todo });
      judged++;
      progress?.(1);
    }
    for (const observation of routine.rest()) await this.take({ observation, todo: 'review' });
    if (stop?.aborted === true) return judged;
    await this.goOn(until);
    for (const key of this.crowded) await this.timers.set(key, this.now);
    this.crowded.clear();
    await this.goOn(until);
    return judged;
  }

  /**
   * What came of all that was judged. Nothing is judged after it.
   *
   * @param since milliseconds since the epoch: alerts that had come to their end before are left out.
   * @param stop of what may still follow nothing is said then.
   */
  async result(since = -Infinity, stop?: AbortSignal): Promise<Judged> {
    const { failures } = this;
    const all = this.ledger.alerts();
    const alerts = all.filter(({ id }) => (this.changed.get(id) ?? -Infinity) >= since);
    if (stop?.aborted === true) return { alerts, open: 0, failures };
    // Most of what is waited for has come by the end of the trail, and looking again changes nothing.
    const before = new Map(all.map((alert) => [alert.id, JSON.stringify(alert)]));
    await this.goOn(Infinity);
    const open = this.ledger.alerts().filter((alert) => JSON.stringify(alert) !== before.get(alert.id)).length;
    return { alerts, open, failures };
  }

  private todoOf({ observation, todo }: Step, routine: Routine): { due: readonly Observation[]; todo: Todo } {
    const keys = this.pipeline.filing.keysOf(observation.event);
    // A review reads all that is filed by then.
    if (todo === 'file') return { due: routine.take(keys), todo };
    const { due, mayWait } = routine.see(observation, keys);
    return { due, todo: mayWait ? 'file' : 'review' };
  }

  private setCrowded(key: string, at: number): Promise<void> {
    this.crowded.add(key);
    return this.timers.set(key, at);
  }

  /** One that cannot be judged keeps no other from it. */
  private async take({ observation, todo }: Step): Promise<void> {
    const { event } = observation;
    try {
      await (todo === 'file' ? this.pipeline.file(observation) : this.pipeline.handleObserved(observation));
    } catch (error) {
      this.failures.push(`${event.name} of ${event.time}, event id ${event.eventId}: ${reasonOf(error)}`);
    }
  }

  /** What was waited for happens at its own time, whatever comes when in other accounts. */
  private async goOn(until: number): Promise<void> {
    for (let next; (next = this.timers.open()[0]) !== undefined && next.at <= until;) {
      this.now = Math.max(this.now, next.at);
      try {
        await this.pipeline.sweep(this.now);
      } catch (error) {
        this.failures.push(`what was due at ${isoTime(this.now)}: ${reasonOf(error)}`);
        // Deployed, it is tried again in two minutes; here nothing will have changed by then.
        for (const { key, at } of [...this.timers.open()]) if (key.startsWith(again)) await this.timers.done(key, at);
      }
    }
    this.now = Math.max(this.now, until);
  }
}
