import { setImmediate as turn } from 'node:timers/promises';
import { ConfiguredAccounts } from '../../lambda/adapters/accounts-configured';
import { MemoryDossiers, MemoryLedger, MemoryTimelines, MemoryTimers } from '../../lambda/adapters/memory';
import type { Alert } from '../../lambda/alerts/alert';
import { configured } from '../../lambda/config/detection-settings';
import type { Exception } from '../../lambda/config/exceptions';
import type { Detection } from '../../lambda/detections/detection';
import { Judgements } from '../../lambda/engine/judgements';
import { Filing } from '../../lambda/engine/filing';
import { observe, type Devices } from '../../lambda/engine/observe';
import { Pipeline, type PipelineParts } from '../../lambda/engine/pipeline';
import type { Addresses } from '../../lambda/engine/origins';
import { nowhere } from '../../lambda/engine/telling/routing';
import { stepsFor, type Step } from '../../lambda/engine/steps';
import { lookBack } from '../../lambda/engine/review';
import { sharesOf } from '../../lambda/engine/shares';
import type { Observation } from '../../lambda/events/timeline';
import { millis, type TrailEvent } from '../../lambda/events/trail-event';

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
  /** Waits that the trail ends before: what was due then can still happen. */
  open: number;
  /** Events that were not judged, because somebody stopped it. */
  unjudged: number;
}

/** While it is judged. */
export interface Hooks {
  /** Somebody wants what there is, and no more. */
  stop?: AbortSignal | undefined;
  /** @param done steps. */
  progress?: (done: number, total: number) => void;
}

/** Milliseconds after which anything else of this process gets a turn, such as Ctrl-C. */
const longest = 100;

/** The engine that runs in AWS, with memory in place of its table and the event's time as the clock. */
export class Judge {
  private readonly filing: Filing;

  /** @param addresses absent: nothing is said of country and network. */
  constructor(
    private readonly detections: readonly Detection[],
    private readonly rules: Rules,
    private readonly devices: Devices,
    private readonly addresses?: Addresses,
  ) {
    this.filing = new Filing(configured(detections, rules.settings), '');
  }

  observe(event: TrailEvent): Promise<Observation> {
    return observe(event, this.filing, { devices: this.devices });
  }

  /** @see sharesOf in lambda/engine/shares.ts */
  sharesOf(observations: readonly Observation[], count: number): Observation[][] {
    return sharesOf(observations, (event) => this.filing.keysOf(event), count);
  }

  /**
   * @param observations all that have to do with each other, in time order, each event once.
   * @param until how long nothing more has happened; milliseconds since the epoch.
   */
  async judge(observations: readonly Observation[], until: number, hooks: Hooks = {}): Promise<Judged> {
    const { detections, filing, rules, devices, addresses } = this;
    const steps = stepsFor(observations, filing, lookBack);
    return new Trial({
      ...{ detections, filing, devices },
      settings: rules.settings,
      exceptions: rules.exceptions ?? [],
      accounts: new ConfiguredAccounts(rules.accounts ?? {}),
      ...(addresses && { addresses: () => Promise.resolve(addresses) }),
    }).run(steps, until, hooks);
  }
}

type TrialParts = Omit<
  PipelineParts,
  'clock' | 'timelines' | 'timers' | 'ledger' | 'dossiers' | 'judgements' | 'destinations'
>;

/** One share of the events; what it keeps of them is gone with it. */
class Trial {
  private readonly ledger = new MemoryLedger();
  private readonly timers = new MemoryTimers();
  private readonly pipeline: Pipeline;
  private now = 0;

  constructor(parts: TrialParts) {
    const timelines = new MemoryTimelines();
    const { ledger, timers } = this;
    this.pipeline = new Pipeline({
      ...parts,
      clock: () => this.now,
      ...{ timelines, timers, ledger },
      dossiers: new MemoryDossiers(timelines, ledger),
      judgements: new Judgements(),
      destinations: nowhere,
    });
  }

  async run(steps: readonly Step[], until: number, { stop, progress }: Hooks): Promise<Judged> {
    let judged = 0;
    let since = -Infinity;
    for (const step of steps) {
      progress?.(judged, steps.length);
      if (performance.now() - since > longest) {
        await turn();
        since = performance.now();
      }
      if (stop?.aborted === true) break;
      judged++;
      await this.goOn(millis(step.observation.event));
      await (step.todo === 'file'
        ? this.pipeline.file(step.observation)
        : this.pipeline.handleObserved(step.observation));
    }
    const unjudged = steps.length - judged;
    if (unjudged === 0) await this.goOn(until);
    return { alerts: this.ledger.alerts(), open: this.timers.open().length, unjudged };
  }

  /** What was waited for happens at its own time, whatever comes when in other accounts. */
  private async goOn(until: number): Promise<void> {
    for (let next; (next = this.timers.open()[0]) !== undefined && next.at <= until;) {
      this.now = Math.max(this.now, next.at);
      await this.pipeline.sweep(this.now);
    }
    this.now = Math.max(this.now, until);
  }
}
