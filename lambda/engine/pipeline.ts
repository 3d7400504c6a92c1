import type { Alert } from '../alerts/alert';
import { configured } from '../config/detection-settings';
import type { Detection } from '../detections/detection';
import type { Observation } from '../events/timeline';
import { millis, type TrailEvent } from '../events/trail-event';
import type { Agenda } from './telling/agenda';
import type { Crowds } from './crowds';
import { eachDue } from './due';
import type { Pace } from './telling/deliveries';
import { Filing } from './filing';
import { Findings, type FindingsStores } from './findings';
import type { FloodGate } from './telling/flood-gate';
import { observe, type LookUps } from './observe';
import type { AlertLedger, LedgerRow } from './ledger';
import type { Journal, Notebook, Timelines, Wait } from './ports';
import { Review, type Announcing, type ReviewParts } from './review';
import type { Destinations } from './telling/routing';

export interface PipelineParts extends LookUps, FindingsStores, Omit<ReviewParts, 'findings' | 'announcing'> {
  detections: readonly Detection[];
  /** By detection id, as in mfa-watch.yaml; absent: the detection's defaults. */
  settings: Readonly<Record<string, unknown>>;
  timelines: Timelines;
  ledger: AlertLedger;
  destinations: Destinations;
  /** Absent: each destination waits for the one before. */
  wait?: Wait;
  pace?: Pace;
  /** Absent: no flood is held back. */
  gate?: FloodGate;
  /** Absent: each event is judged by itself, however many there are. */
  crowds?: Crowds;
  /** Absent: nothing is told later than its event. */
  agenda?: Agenda;
  /** Absent: what nobody is told is not told later, either. */
  notebook?: Notebook;
  /** Absent: nobody wants to know how long it took. */
  journal?: Pick<Journal, 'latency'>;
}

export interface Handled {
  /** False for an event that had been seen before. */
  isNew: boolean;
  /** Alerts that this event made or changed in a way that a person wants to know. */
  told: Alert[];
}

/** So begins the trigger of what was waited for; that of an event is its identity. */
const timer = 'timer ';

const atOnce: Pace = { quietMinutes: 0, escalateAfterMinutes: 30 };

/**
 * Gather, decide, act. The event is put on its subjects' timelines; findings, stories and alerts are then a pure function
 * of what stands there, so neither order nor repetition of events can change them, and running an event again after a
 * crash anywhere finishes what was left undone.
 */
export class Pipeline {
  readonly filing: Filing;
  private readonly reviewing: ReviewParts;

  constructor(private readonly parts: PipelineParts) {
    const { exercise } = parts;
    const catalogue = configured(parts.detections, parts.settings);
    this.filing = new Filing(catalogue, exercise === undefined ? '' : `${exercise}/`);
    let made: Promise<Announcing> | undefined;
    const announcing = (): Promise<Announcing> => (made ??= this.announcing());
    this.reviewing = { ...parts, findings: new Findings(this.filing, parts), announcing };
  }

  /** @param attempt names this invocation; a retry of it under the same name may finish what it began. */
  async handle(event: TrailEvent, attempt = event.identity): Promise<Handled> {
    return this.handleObserved(await this.observe(event), attempt);
  }

  /** The same for an event of which what must be looked up is known. */
  async handleObserved(own: Observation, attempt = own.event.identity): Promise<Handled> {
    const { event } = own;
    const isNew = (await this.file(own)) === 'added';
    const filedUnder = this.filing.keysOf(event);
    const left = (await this.parts.crowds?.leftToReview(event, filedUnder)) ?? new Set();
    const keys = filedUnder.filter((key) => !left.has(key));
    const cause = { trigger: event.identity, attempt, at: millis(event), own };
    return { isNew, told: await new Review(this.reviewing, { keys, left }, cause).run() };
  }

  /**
   * Looks again at the subjects for which something was due to happen, each for itself.
   *
   * @param until milliseconds since the epoch: deployed, some minutes before now, so that late events can still come.
   * @param tell hears of the alerts that were made or changed in a way that a person wants to know.
   * @throws once all were looked at, if it failed with one; that one is looked at again in two minutes.
   */
  async sweep(until: number, attempt = 'sweep', tell: (alerts: Alert[]) => void = () => undefined): Promise<void> {
    await eachDue(this.parts.timers, {
      now: until,
      work: async ({ key, at }) => {
        const cause = { trigger: `${timer}${key} ${at}`, attempt, at };
        tell(await new Review(this.reviewing, { keys: [key] }, cause).run());
      },
      message: (failed) => `of ${failed} subjects it could not be judged, or told, that something due did not happen`,
    });
  }

  async observe(event: TrailEvent): Promise<Observation> {
    return observe(event, this.filing, this.parts);
  }

  /** Puts an event on its timelines and leaves it at that. */
  async file(observation: Observation): Promise<'added' | 'present'> {
    return this.parts.timelines.append(this.filing.keysOf(observation.event), observation);
  }

  /**
   * Whether the event stands on one of its timelines already, mostly by one read. One that belongs on none changes nothing
   * and counts as seen.
   */
  async hasSeen(event: TrailEvent): Promise<boolean> {
    const keys = this.filing.keysOf(event);
    for (const key of keys) if (await this.parts.timelines.has(key, event)) return true;
    return keys.length === 0;
  }

  private async announcing(): Promise<Announcing> {
    const { Announcer, composeAlert, Courier, Deliveries, toEveryDestination } = await import('./late/announcing');
    const { ledger, clock, wait, notebook, agenda, pace = atOnce, gate, exercise } = this.parts;
    const destinations = exercise === undefined ? this.parts.destinations : toEveryDestination(this.parts.destinations);
    const announcer = new Announcer({
      ...{ ledger, destinations, clock, notebook },
      deliveries: new Deliveries(destinations, clock, pace, gate),
      courier: new Courier(ledger, destinations, clock, agenda, {
        wait,
        firstAccepted: (row) => {
          this.measure(row);
        },
      }),
    });
    return { announcer, compose: composeAlert };
  }

  /** What was waited for is late on purpose, and the record of a drill may be of any time. */
  private measure({ alert, lease }: LedgerRow): void {
    if (this.parts.exercise !== undefined || lease?.trigger.startsWith(timer) === true) return;
    this.parts.journal?.latency(Math.max(0, this.parts.clock() - Date.parse(alert.lastSeen)));
  }
}
