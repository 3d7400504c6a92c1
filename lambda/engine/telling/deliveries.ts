import type { Update } from '../../alerts/alert';
import type { Environment } from '../../config/environment';
import { rank } from '../../detections/severity';
import type { FloodGate } from './flood-gate';
import type { Delivery, LedgerRow } from '../ledger';
import type { Clock } from '../ports';
import { type Destinations, type Wanting, deployed, secondLine, wantingOf } from './routing';
import { minute } from '../../time';

export type Pace = Omit<Environment['pace'], 'floodLimit'>;

type Escalation = Extract<Update, 'unanswered' | 'escalated'>;

/** Decides who is told when there is news of an alert, and when. */
export class Deliveries {
  constructor(
    private readonly destinations: Destinations,
    private readonly clock: Clock,
    private readonly pace: Pace,
    /** Absent: nothing is held back. */
    private readonly gate: FloodGate | undefined,
  ) {}

  /**
   * The row with what is due because of the news. Whoever was told of the alert hears of it further, also where the
   * account is meanwhile somebody else's.
   *
   * @param units ids of the organizational units that the alert's account is in.
   */
  async withNews(row: LedgerRow, update: Update, units: readonly string[]): Promise<LedgerRow> {
    const { severity, suppressed } = row.alert;
    const told = new Map(row.deliveries.map((delivery) => [delivery.destination, delivery]));
    const wanting = wantingOf(this.destinations, row.alert, units)
      .filter((one) => one.when === undefined && rank(severity) >= rank(one.minSeverity))
      .map(({ name }) => name);
    const names = (suppressed === undefined ? deployed(this.destinations) : []).filter(
      (name) => told.has(name) || wanting.includes(name),
    );
    const due = await Promise.all(names.map((name) => this.next(row, name, told.get(name), update)));
    return { ...this.withDeliveries(row, due), answerDue: this.answerDue(row, update, due) };
  }

  /** The row with what has waited long enough. */
  async withWhatWaited(row: LedgerRow): Promise<LedgerRow> {
    const now = this.clock();
    const over = this.ofDeployed(row).filter(({ state, until = 0 }) => state === 'quiet' && until <= now);
    const due = await Promise.all(
      over.map((delivery) => this.next(row, delivery.destination, { ...delivery, at: undefined }, 'widened')),
    );
    return this.withDeliveries(row, due);
  }

  /**
   * The row with those to be told who are told only of what nobody answers; `told` are their names.
   *
   * @param why `escalated`: somebody asked for it, and the threads say so themselves.
   */
  async escalated(
    row: LedgerRow,
    units: readonly string[],
    why: Escalation,
  ): Promise<{ row: LedgerRow; told: string[] }> {
    const told = this.escalations(row, units).map(({ name }) => name);
    // A thread shows that somebody else has been told; a mail of it would tell its readers nothing new.
    const threads = this.ofDeployed(row)
      .map(({ destination }) => destination)
      .filter((name) => why === 'unanswered' && this.destinations.audienceOf(name) === 'chat' && !told.includes(name));
    const due = (told.length === 0 ? [] : [...told, ...threads]).map((name) => {
      const before = row.deliveries.find(({ destination }) => destination === name);
      return this.next(row, name, before, why);
    });
    return { row: { ...this.withDeliveries(row, await Promise.all(due)), answerDue: undefined }, told };
  }

  private async next(
    row: LedgerRow,
    destination: string,
    before: Delivery | undefined,
    news: Update,
  ): Promise<Delivery> {
    const { alert } = row;
    const audience = this.destinations.audienceOf(destination);
    const update = updateFor(before, row, news);
    const delivery = { ...before, destination, update };
    const now = this.clock();
    const quietUntil = (before?.at ?? -Infinity) + this.pace.quietMinutes * minute;
    if (audience === 'mail' && update === 'widened' && now < quietUntil)
      return { ...delivery, state: 'quiet', until: quietUntil };
    // A summary will tell it in the state that it has then.
    if (before?.state === 'flood' && news === 'lowered') return before;
    const name = `${alert.id} ${update} ${alert.severity}`;
    const message = { account: alert.account, destination, name, severity: alert.severity, subject: alert.dedupKey };
    const isCounted = audience !== 'machine' && update !== 'lowered';
    const summaryDue = isCounted ? await this.gate?.summaryDue(message) : undefined;
    if (summaryDue === undefined) return { ...delivery, state: 'pending', until: undefined };
    return { ...delivery, state: 'flood', until: summaryDue };
  }

  /**
   * When (ms) others are told, if nobody answers until then. Whose business it is shows only then: the story may grow, and
   * units of an account cannot always be asked for. News that is no rise leaves it as it was.
   */
  private answerDue(row: LedgerRow, update: Update, due: readonly Delivery[]): number | undefined {
    const second = secondLine(this.destinations);
    if (!needsAnswer(row) || due.length === 0 || second.length === 0) return undefined;
    const isEscalated = row.deliveries.some(({ destination }) => second.includes(destination));
    if (!['new', 'raised'].includes(update) && (row.answerDue !== undefined || isEscalated)) return row.answerDue;
    return this.clock() + this.pace.escalateAfterMinutes * minute;
  }

  private ofDeployed({ deliveries }: LedgerRow): Delivery[] {
    const names = deployed(this.destinations);
    return deliveries.filter(({ destination }) => names.includes(destination));
  }

  private escalations({ alert }: Pick<LedgerRow, 'alert'>, units: readonly string[]): Wanting[] {
    return wantingOf(this.destinations, alert, units).filter(
      ({ when, minSeverity }) => when === 'unanswered' && rank(alert.severity) >= rank(minSeverity),
    );
  }

  private withDeliveries(row: LedgerRow, due: readonly Delivery[]): LedgerRow {
    const untouched = row.deliveries.filter(({ destination }) => !due.some((one) => one.destination === destination));
    return { ...row, deliveries: [...untouched, ...due] };
  }
}

/** Nobody has answered it as severe as it is now. */
export function needsAnswer({ alert, answer }: Pick<LedgerRow, 'alert' | 'answer'>): boolean {
  if (rank(alert.severity) < rank('high') || alert.suppressed !== undefined) return false;
  return answer === undefined || rank(answer.severity) < rank(alert.severity);
}

export function isPending({ state }: Delivery): boolean {
  return state === 'pending';
}

/** Somebody has been told of the alert, or will be. */
export function isTold({ deliveries }: Pick<LedgerRow, 'deliveries'>): boolean {
  return deliveries.some(({ state }) => state !== 'pending');
}

/** A destination that has not accepted the last message compares with what it accepted before. */
function updateFor(before: Delivery | undefined, { alert }: LedgerRow, update: Update): Update {
  if (update === 'unanswered' || update === 'escalated') return update;
  if (before?.told === undefined) return 'new';
  if (before.state === 'sent') return update;
  const change = rank(alert.severity) - rank(before.told);
  return change > 0 ? 'raised' : change < 0 ? 'lowered' : 'widened';
}
