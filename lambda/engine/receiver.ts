import type { Alert } from '../alerts/alert';
import { forwarderQueue, openEnvelope, type Envelope } from '../events/envelope';
import { parseTrailEvent } from '../events/trail-event';
import { eachForItself } from './failures';
import type { FollowUps } from './telling/follow-ups';
import type { Notifier } from './telling/notifier';
import type { Pipeline } from './pipeline';
import { patience, type Clock, type DeadLetters, type Journal } from './ports';
import type { SubscriptionWatch } from './health/subscription-watch';

/** What is done at certain times, and when something is not delivered. */
export interface Schedules {
  notifier: Pick<Notifier, 'alarm' | 'digest'>;
  followUps: Pick<FollowUps, 'run'>;
  subscriptionWatch: Pick<SubscriptionWatch, 'run'>;
}

export interface ReceiverParts {
  /** The function's own account. */
  account: string;
  /**
   * Whether events and alarms of forwarders in other accounts are expected: the bus lets in those of the organization only.
   * Drills, heartbeats, schedules and other alarms come from its own account.
   */
  hasMembers: boolean;
  real: Pipeline;
  drill: Pipeline;
  heartbeat: Pick<Pipeline, 'handle'>;
  /** Asked for once a schedule or an alarm comes. */
  schedules: () => Promise<Schedules>;
  watched: (record: unknown) => boolean;
  clock: Clock;
  deadLetters: DeadLetters;
  journal: Journal;
}

type Opened = Extract<Envelope, { ok: true }>;
type WithRecord = Extract<Envelope, { record: object }>;

/** Identities are short; all are forgotten beyond. */
const mostHandled = 1000;

/**
 * Takes what EventBridge delivers. What cannot be read will never be readable, so it is kept for a person and not
 * retried; everything else either is handled or throws, and is then retried by Lambda.
 */
export class Receiver {
  /** What was handled to the end: everybody has been told, so a copy that comes to the same function changes nothing. */
  private readonly handled = new Set<string>();

  constructor(private readonly parts: ReceiverParts) {}

  async receive(raw: unknown, attempt: string): Promise<void> {
    const { account, schedules, journal } = this.parts;
    const envelope = openEnvelope(raw);
    if (!envelope.ok) return this.setAside(raw, envelope.problem);
    if (envelope.account !== account && !this.isMembers(envelope))
      return this.setAside(raw, `from account ${envelope.account.slice(0, 20)}, expected ${account}`);
    switch (envelope.kind) {
      case 'sweep':
        return this.sweep(attempt);
      case 'digest':
        return (await schedules()).notifier.digest(envelope.time);
      case 'subscriptions':
        return (await schedules()).subscriptionWatch.run(envelope.time);
      case 'alarm': {
        // Every alarm says OK once when it is deployed.
        const isTold =
          envelope.alarm.isNews && (await (await schedules()).notifier.alarm(envelope.account, envelope.alarm));
        if (!isTold) journal.count('IgnoredEvents');
        return;
      }
      case 'reconcile':
      case 'posture':
        // Of another function; somebody sent it here from the dead-letter queue. The next one does the same.
        journal.count('IgnoredEvents');
        return;
      default:
        return this.judge(raw, envelope, attempt);
    }
  }

  private async judge(raw: unknown, { kind, record, account }: WithRecord, attempt: string): Promise<void> {
    const { real, drill, heartbeat, watched, journal } = this.parts;
    // A drill's sender does not know its account, and a record need not name its own; the bus knows.
    const parsed = parseTrailEvent({ ...record, recipientAccountId: account });
    if (!parsed.ok) return this.setAside(raw, parsed.problem);
    const { event } = parsed;
    if (!watched(record)) {
      journal.count('IgnoredEvents');
      return;
    }
    // Not counted here: only what has left a topic is a sign of life.
    if (kind === 'heartbeat') {
      await heartbeat.handle(event, attempt);
      return;
    }
    journal.count('Events');
    const name = `${kind} ${event.identity}`;
    if (this.handled.has(name)) {
      journal.count('DuplicateEvents');
      return;
    }
    const { isNew, told } = await (kind === 'drill' ? drill : real).handle(event, attempt);
    if (!isNew) journal.count('DuplicateEvents');
    this.tell(told);
    this.remember(name);
  }

  private isMembers(envelope: Opened): boolean {
    const mayBe = envelope.kind === 'event' || (envelope.kind === 'alarm' && envelope.alarm.queue === forwarderQueue);
    return this.parts.hasMembers && mayBe && /^\d{12}$/.test(envelope.account);
  }

  private remember(name: string): void {
    if (this.handled.size >= mostHandled) this.handled.clear();
    this.handled.add(name);
  }

  /**
   * What cannot be told of one keeps none of the others from being told. Follow-ups first: they escalate what nobody has answered,
   * and `floodLimit` bounds them. What a flood of events waits for may take all the time that the function has, minute after minute.
   */
  private async sweep(attempt: string): Promise<void> {
    const { real, drill, schedules, clock } = this.parts;
    const swept = [real, drill].map((pipeline) => async (): Promise<void> => {
      await pipeline.sweep(clock() - patience, attempt, (alerts) => {
        this.tell(alerts);
      });
    });
    await eachForItself(
      [async () => (await schedules()).followUps.run(attempt), ...swept],
      (work) => work(),
      (failed) => `${failed} parts of the sweep failed`,
    );
  }

  private tell(alerts: readonly Alert[]): void {
    for (const alert of alerts) {
      if (alert.devices?.status === 'unknown') this.parts.journal.count('UnknownInventories');
      if (alert.suppressed === undefined) this.parts.journal.told(alert);
      else this.parts.journal.suppressed(alert);
    }
  }

  /** Keeps for a person what will never be readable. */
  async setAside(raw: unknown, reason: string): Promise<void> {
    this.parts.journal.unreadable(reason);
    this.parts.journal.count('UnreadableEvents');
    await this.parts.deadLetters.keep(raw, reason);
  }
}
