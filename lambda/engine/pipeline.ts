import type { Alert } from '../alerts/alert';
import { composeAlert } from './compose';
import type { Detection } from '../detections/detection';
import { configured } from '../config/detection-settings';
import type { Observation } from '../events/timeline';
import { type Exception, wasInForce } from '../config/exceptions';
import { millis, type TrailEvent } from '../events/trail-event';
import { day } from '../events/window';
import type { Agenda } from './agenda';
import { Announcer, Outdated } from './announce';
import { Courier } from './courier';
import type { Crowds } from './crowds';
import { Deliveries, type Pace } from './deliveries';
import { exceptionFor } from './exceptions';
import { canBeLowered, lowered, type Expectations } from './expectations';
import { Findings, isFresh, type Around, type Subjects } from './findings';
import type { FloodGate } from './flood-gate';
import type { Judgements } from './judgements';
import type { Occasion } from './occasion';
import type {
  AccountFacts,
  Accounts,
  Addresses,
  AlertLedger,
  Clock,
  Devices,
  Dossiers,
  ExposureList,
  Journal,
  LedgerRow,
  Notebook,
  Policies,
  Timelines,
  Timers,
  Destinations,
  Wait,
} from './ports';
import { toEveryDestination } from './routing';
import { sharesOf } from './shares';
import { byEvent, storiesOf, type Located, type Story } from './story';

export interface PipelineParts {
  detections: readonly Detection[];
  /** By detection id, as in mfa-watch.yaml; absent: the detection's defaults. */
  settings: Readonly<Record<string, unknown>>;
  exceptions?: readonly Exception[];
  /** Absent: an exception is in force in the days before its last one. */
  holds?: typeof wasInForce;
  clock: Clock;
  /** Absent: each destination waits for the one before. */
  wait?: Wait;
  accounts: Accounts;
  devices: Devices;
  /** Absent: policy texts are known from the trail alone. */
  policies?: Policies;
  /** Absent: nobody looks at accounts. */
  exposures?: ExposureList | undefined;
  timelines: Timelines;
  dossiers: Dossiers;
  timers: Timers;
  /** Absent: nothing is remembered from one event to the next. */
  judgements?: Judgements;
  ledger: AlertLedger;
  destinations: Destinations;
  /** Absent: nothing is said of countries and networks. */
  addresses?: () => Promise<Addresses>;
  /** Absent: nobody can announce anything. */
  expectations?: Pick<Expectations, 'all'>;
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
  /**
   * Set for what is no real event: keeps its memory apart from theirs, and tells every destination. Alerts of drills are
   * marked; what a heartbeat's destinations are sent is no alert.
   */
  exercise?: 'drill' | 'heartbeat';
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

/** The longest that a detection remembers (a week), and a day more, so that no window is cut where it matters. */
const lookBack = 8 * day;

/** How often one event is judged again because others came meanwhile, before Lambda's retry has to. */
const mostReviews = 20;

/**
 * Gather, decide, act. The event is put on its subjects' timelines; findings, stories and alerts are then a pure function
 * of what stands there, so neither order nor repetition of events can change them, and running an event again after a
 * crash anywhere finishes what was left undone.
 */
export class Pipeline {
  private readonly announcer: Announcer;
  private readonly findings: Findings;

  constructor(private readonly parts: PipelineParts) {
    const { ledger, clock, wait, notebook, agenda, pace = atOnce, gate, exercise } = parts;
    const destinations = exercise === undefined ? parts.destinations : toEveryDestination(parts.destinations);
    this.announcer = new Announcer({
      ...{ ledger, destinations, clock, notebook },
      deliveries: new Deliveries(destinations, clock, pace, gate),
      courier: new Courier(ledger, destinations, clock, agenda, {
        wait,
        firstAccepted: (row) => {
          this.measure(row);
        },
      }),
    });
    const catalogue = configured(parts.detections, parts.settings);
    this.findings = new Findings(catalogue, parts, exercise === undefined ? '' : `${exercise}/`);
  }

  /** @param attempt names this invocation; a retry of it under the same name may finish what it began. */
  async handle(event: TrailEvent, attempt = event.identity): Promise<Handled> {
    return this.handleObserved(await this.observe(event), attempt);
  }

  /** The same for an event of which what must be looked up is known. */
  async handleObserved(observation: Observation, attempt = observation.event.identity): Promise<Handled> {
    const { event } = observation;
    const keys = this.findings.keysOf(event);
    const isNew = (await this.file(observation)) === 'added';
    const left = (await this.parts.crowds?.leftToReview(event, keys)) ?? new Set();
    const own = keys.filter((key) => !left.has(key));
    const told = await this.review({ keys: own, left }, event.identity, millis(event) - lookBack, attempt, observation);
    return { isNew, told };
  }

  /**
   * Whether the event stands on one of its timelines already, mostly by one read. One that belongs on none changes nothing
   * and counts as seen.
   */
  async hasSeen(event: TrailEvent): Promise<boolean> {
    const keys = this.findings.keysOf(event);
    for (const key of keys) if (await this.parts.timelines.has(key, event)) return true;
    return keys.length === 0;
  }

  /**
   * Looks again at the subjects for which something was due to happen.
   * @param until milliseconds since the epoch: deployed, some minutes before now, so that late events can still come.
   */
  async sweep(until: number, attempt = 'sweep'): Promise<Alert[]> {
    const { timers } = this.parts;
    const told: Alert[] = [];
    for (let due = await timers.due(until); due.length > 0; due = await timers.due(until))
      for (const { key, at } of due) {
        told.push(...(await this.review({ keys: [key] }, `${timer}${key} ${at}`, at - lookBack, attempt)));
        await timers.done(key, at);
      }
    return told;
  }

  /** Puts an event on its timelines and leaves it at that. */
  async file(observation: Observation): Promise<'added' | 'present'> {
    return this.parts.timelines.append(this.findings.keysOf(observation.event), observation);
  }

  /**
   * Of events that are all known beforehand, those of which nothing can come, so that it is enough to file them.
   * @param observations in time order, each event once.
   */
  quietAmong(observations: readonly Observation[]): ReadonlySet<Observation> {
    return this.findings.quietAmong(observations, lookBack);
  }

  /** @see sharesOf */
  sharesOf(observations: readonly Observation[], count: number): Observation[][] {
    return sharesOf(observations, (event) => this.findings.keysOf(event), count);
  }

  /** Looks up what must be known of an event as it was when it came. */
  async observe(event: TrailEvent): Promise<Observation> {
    const { devices, policies, exposures } = this.parts;
    const { account, policy, target } = event;
    const [listed, exposure] = await Promise.all([
      this.findings.asksFor('devices', event) ? devices.lookUp(account, target) : undefined,
      this.findings.asksFor('exposure', event) ? exposures?.lookUp(account, target) : undefined,
    ]);
    const policyMentionsMfa =
      policy !== undefined && this.findings.asksFor('policy', event)
        ? await policies?.mentionMfa(account, policy.id)
        : undefined;
    return {
      event,
      ...(listed && { devices: listed }),
      ...(policyMentionsMfa !== undefined && { policyMentionsMfa }),
      ...(exposure && { exposure }),
    };
  }

  /** What was waited for is late on purpose, and the record of a drill may be of any time. */
  private measure({ alert, lease }: LedgerRow): void {
    if (this.parts.exercise !== undefined || lease?.trigger.startsWith(timer) === true) return;
    this.parts.journal?.latency(Math.max(0, this.parts.clock() - Date.parse(alert.lastSeen)));
  }

  /** An invocation on another event may have filed more than this one has read: then it reads again. */
  private async review(
    on: Subjects,
    trigger: string,
    since: number,
    attempt: string,
    own?: Observation,
  ): Promise<Alert[]> {
    const told = new Map<string, Alert>();
    const filed = new Set<string>();
    let known: ReadonlyMap<string, number> = new Map();
    let announced: ReturnType<Expectations['all']> | undefined;
    const expectations = () => (announced ??= this.parts.expectations?.all() ?? Promise.resolve([]));
    for (let reviews = 1; ; reviews += 1)
      try {
        const around = await this.findings.around(on, since, trigger, own);
        for (const key of around.crowded) await this.parts.crowds?.keep(key);
        for await (const alert of this.announcements(around, since, { trigger, attempt, known, filed }, expectations))
          told.set(alert.id, alert);
        return [...told.values()];
      } catch (error) {
        if (!(error instanceof Outdated) || reviews === mostReviews) throw error;
        known = error.known;
      }
  }

  private async *announcements(
    { findings, before, ...read }: Around,
    since: number,
    attempt: Pick<Occasion, 'trigger' | 'attempt' | 'known' | 'filed'>,
    announced: Expectations['all'],
  ): AsyncGenerator<Alert> {
    const accounts = await this.describe([...findings, ...before]);
    const unitsOf = (account: string): readonly string[] => accounts.get(account)?.organizationalUnits ?? [];
    const expectations = findings.some(canBeLowered) ? await announced() : [];
    const stories = storiesOf(findings.map((located) => this.excepted(lowered(located, expectations), unitsOf)));
    const storyOf = byEvent(stories);
    const occasion = { ...attempt, ...read, storyOf, unitsOf };
    const failures: unknown[] = [];
    for (const story of stories.filter(({ events }) => events.some((event) => isFresh(event, since))))
      try {
        const alert = await this.announcer.announce(story, await this.alertOf(story, accounts), occasion);
        if (alert !== undefined) yield alert;
      } catch (error) {
        if (error instanceof Outdated) throw error;
        failures.push(error);
      }
    if (before.some(({ finding }) => finding.events.some(({ identity }) => !storyOf.has(identity))))
      yield* await this.announcer.withdraw(occasion);
    // One story that cannot be told keeps no other from being told; the event is retried for its sake.
    if (failures.length > 0)
      throw failures.length === 1 ? failures[0] : new AggregateError(failures, 'several alerts could not be told');
  }

  private async describe(findings: readonly Located[]): Promise<ReadonlyMap<string, AccountFacts>> {
    const ids = new Set<string>();
    for (const { finding } of findings) for (const { account } of finding.events) ids.add(account);
    return new Map(
      await Promise.all([...ids].map(async (id) => [id, await this.parts.accounts.describe(id)] as const)),
    );
  }

  private excepted(located: Located, unitsOf: Occasion['unitsOf']): Located {
    const { detection, finding } = located;
    const { exceptions = [], holds = wasInForce } = this.parts;
    return { ...located, exception: exceptionFor(detection.id, finding, exceptions, unitsOf, holds) };
  }

  private async alertOf(story: Story, accounts: ReadonlyMap<string, AccountFacts>): Promise<Alert> {
    const alert = composeAlert(story, accounts, await this.parts.addresses?.());
    return this.parts.exercise === 'drill' ? { ...alert, drill: true } : alert;
  }
}
