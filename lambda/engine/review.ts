import type { Alert } from '../alerts/alert';
import type { Exception, wasInForce } from '../config/exceptions';
import type { Observation } from '../events/timeline';
import { millis } from '../events/trail-event';
import { lookBack } from '../events/window';
import type { Announcer } from './announce';
import type { composeAlert } from './compose';
import type { Errand } from './telling/courier';
import type { Crowds } from './crowds';
import { exceptionFor } from './exceptions';
import { canBeLowered, lowered, type Expectations } from './expectations';
import type { Findings, Subjects } from './findings';
import type { Occasion } from './occasion';
import { Outdated } from './outdated';
import type { Addresses } from './origins';
import type { AccountFacts, Accounts } from './ports';
import { byEvent, storiesOf, type Located, type Story } from './story';
import { day } from '../time';

/** What brings a review about. */
export interface Cause extends Errand {
  /** Milliseconds since the epoch: of the event, or when the timer was due. */
  at: number;
  /** Absent: it was a timer. */
  own?: Observation;
}

/** What makes alerts of findings, and has them told. */
export interface Announcing {
  announcer: Announcer;
  compose: typeof composeAlert;
}

export interface ReviewParts {
  findings: Findings;
  /** Asked for once there is something to announce. */
  announcing: () => Promise<Announcing>;
  accounts: Accounts;
  exceptions?: readonly Exception[];
  /** Absent: an exception is in force in the days before its last one. */
  holds?: typeof wasInForce;
  /** Absent: nobody can announce anything. */
  expectations?: Pick<Expectations, 'all'>;
  /** Absent: nothing is said of countries and networks. */
  addresses?: () => Promise<Addresses>;
  /** Absent: each event is judged by itself, however many there are. */
  crowds?: Pick<Crowds, 'keep'>;
  /**
   * Set for what is no real event: keeps its memory apart from theirs, and tells every destination. Alerts of drills are
   * marked; what a heartbeat's destinations are sent is no alert.
   */
  exercise?: 'drill' | 'heartbeat';
}

/** How often one event is judged again because others came meanwhile, before Lambda's retry has to. */
const mostReadings = 20;

/** Judges some subjects, and has what is new of them told. */
export class Review {
  private readonly told = new Map<string, Alert>();
  /** This and the next as in the occasion. */
  private readonly filed = new Set<string>();
  private readonly known = new Map<string, number>();
  private readonly since: number;

  constructor(
    private readonly parts: ReviewParts,
    private readonly subjects: Subjects,
    private readonly cause: Cause,
  ) {
    this.since = cause.at - lookBack;
  }

  /**
   * An invocation on another event may have filed more than this one has read: then it reads again.
   *
   * @returns the alerts that it made or changed in a way that a person wants to know.
   */
  async run(): Promise<Alert[]> {
    for (let readings = 1; ; readings += 1)
      try {
        await this.judge();
        return [...this.told.values()];
      } catch (error) {
        if (!(error instanceof Outdated) || readings === mostReadings) throw error;
        for (const [id, version] of error.known) this.known.set(id, version);
      }
  }

  private async judge(): Promise<void> {
    const { trigger, attempt, own } = this.cause;
    const { crowds } = this.parts;
    const around = await this.parts.findings.around(this.subjects, this.since, own);
    const { findings, before, crowded, ...read } = around;
    for (const key of crowded) await crowds?.keep(key);
    const accounts = await this.describe([...findings, ...before]);
    const unitsOf = (account: string): readonly string[] => accounts.get(account)?.organizationalUnits ?? [];
    const stories = await this.storiesOf(findings, unitsOf);
    const storyOf = byEvent(stories);
    const occasion = { ...read, trigger, attempt, known: this.known, filed: this.filed, storyOf, unitsOf };
    const failures = await this.announce(stories, accounts, occasion);
    if (before.some(({ finding }) => finding.events.some(({ identity }) => !storyOf.has(identity))))
      this.note(await (await this.parts.announcing()).announcer.withdraw(occasion));
    if (failures.length > 0)
      throw failures.length === 1 ? failures[0] : new AggregateError(failures, 'several alerts could not be told');
  }

  /** One that cannot be told keeps no other from being told; the event is retried for its sake. @returns why not. */
  private async announce(
    stories: readonly Story[],
    accounts: ReadonlyMap<string, AccountFacts>,
    occasion: Occasion,
  ): Promise<unknown[]> {
    const failures: unknown[] = [];
    const fresh = stories.filter((one) => this.isFresh(one));
    if (fresh.length === 0) return failures;
    const { announcer, compose } = await this.parts.announcing();
    for (const story of fresh)
      try {
        const composed = compose(story, accounts, await this.parts.addresses?.());
        const alert = await announcer.announce(story, this.marked(composed), occasion);
        if (alert !== undefined) this.note([alert]);
      } catch (error) {
        if (error instanceof Outdated) throw error;
        failures.push(error);
      }
    return failures;
  }

  /** Near the edge of what was read a window may be cut: what lies there was told when it was fresh, and stands. */
  private isFresh({ events }: Story): boolean {
    return events.some((event) => millis(event) >= this.since + day);
  }

  private note(alerts: readonly Alert[]): void {
    for (const alert of alerts) this.told.set(alert.id, alert);
  }

  private async describe(findings: readonly Located[]): Promise<ReadonlyMap<string, AccountFacts>> {
    const ids = new Set(findings.flatMap(({ finding }) => finding.events.map(({ account }) => account)));
    return new Map(
      await Promise.all([...ids].map(async (id) => [id, await this.parts.accounts.describe(id)] as const)),
    );
  }

  private async storiesOf(findings: readonly Located[], unitsOf: Occasion['unitsOf']): Promise<Story[]> {
    const { exceptions = [], expectations, holds } = this.parts;
    const announced = findings.some(canBeLowered) ? ((await expectations?.all()) ?? []) : [];
    return storiesOf(
      findings.map((located) => {
        const exception = exceptionFor(located.detection.id, located.finding, exceptions, unitsOf, holds);
        return { ...lowered(located, announced), exception };
      }),
    );
  }

  private marked(alert: Alert): Alert {
    return this.parts.exercise === 'drill' ? { ...alert, drill: true } : alert;
  }
}
