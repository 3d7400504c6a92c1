import type { Notice } from '../alerts/notice';
import type { Exception } from '../config/exceptions';
import type { Alarm } from '../events/envelope';
import { day, dayOf } from '../events/window';
import { digestOf, reviewsOn, untoldOn } from './digest';
import type { Accounts, AlertLedger, Clock, Notebook, Notices } from './ports';
import { topicsIn } from './routing';

export interface NotifierParts {
  /** The function's own account. */
  account: string;
  exceptions: readonly Exception[];
  clock: Clock;
  accounts: Accounts;
  ledger: AlertLedger;
  notebook: Notebook;
  notices: Notices;
}

/** Longer than an attempt can last (the function's timeout is 30 s), shorter than Lambda's first retry (1 minute). */
const claimFor = 40_000;
const hour = 60 * 60_000;
const monday = 1;

/** Tells what is no alert: that events do not arrive, and once a day what nobody was told. */
export class Notifier {
  constructor(private readonly parts: NotifierParts) {}

  /**
   * Whoever may set an alarm's state in a member account could flood everybody, so each state is told once an hour. But OK
   * must never be the last word while it is ALARM: once an OK is told, the next ALARM is, too.
   *
   * @returns whether anybody was told.
   */
  async alarm(account: string, { state, region, time }: Alarm): Promise<boolean> {
    const { name: accountName } = await this.parts.accounts.describe(account);
    const notice: Notice = {
      ...{ schemaVersion: 1, kind: 'alarm', severity: 'high', state, time, account, region },
      ...(accountName !== undefined && { accountName }),
    };
    const told = this.everybody().map((topic) => [topic, notice] as const);
    const occasion = (of: Alarm['state']): string => `alarm ${account} ${region} ${of}`;
    return this.tell(occasion(state), told, { quietFor: hour, ...(state === 'OK' && { ends: occasion('ALARM') }) });
  }

  /** @param time of the schedule: what is told is the day before it. */
  async digest(time: string): Promise<void> {
    const { account, exceptions, ledger, notebook, notices } = this.parts;
    const now = Date.parse(time);
    const yesterday = dayOf(now - day);
    const { untold, isPartial } = await untoldOn(yesterday, notebook, ledger);
    const reviews = await reviewsOn(dayOf(now), exceptions, notebook);
    const toAll = this.everybody();
    const readers = topicsIn(notices.routes).filter((topic) => notices.takesDigest(topic));
    // What was the business of topics that are there no more is everybody's.
    const of = (own: readonly string[]): readonly string[] =>
      own.some((topic) => readers.includes(topic)) ? own : toAll;
    const told = readers.flatMap((topic) => {
      const alerts = untold.filter(({ topics }) => of(topics).includes(topic)).map(({ alert }) => alert);
      // By themselves they would make a mail every day, which nobody reads.
      const isTime = alerts.length > 0 || new Date(now).getUTCDay() === monday;
      const due = isTime && toAll.includes(topic) ? reviews : [];
      if (alerts.length + due.length === 0) return [];
      return [[topic, digestOf(yesterday, account, alerts, due, isPartial)] as const];
    });
    await this.tell(`digest ${yesterday}`, told);
  }

  private everybody(): string[] {
    return (this.parts.notices.routes.at(-1)?.topics ?? []).map(({ name }) => name);
  }

  /**
   * Each topic for itself, so that one that refuses keeps no other from being told, and each once: whoever dies between
   * claim and mark is retried by Lambda after the claim has run out.
   *
   * @param quietFor milliseconds after which the occasion may come again; absent: never.
   * @param ends an occasion that may come again at once.
   * @returns whether anybody was told.
   */
  private async tell(
    occasion: string,
    told: readonly (readonly [topic: string, notice: Notice])[],
    { quietFor, ends }: { quietFor?: number; ends?: string } = {},
  ): Promise<boolean> {
    const { notebook, notices, clock } = this.parts;
    const failures: unknown[] = [];
    let isTold = false;
    for (const [topic, notice] of told)
      try {
        const name = `${occasion} ${topic}`;
        if (!(await notebook.claim(name, clock(), clock() + claimFor))) continue;
        if (ends !== undefined) await notebook.done(`${ends} ${topic}`, clock());
        await notices.notify(topic, notice);
        isTold = true;
        await notebook.done(name, quietFor === undefined ? undefined : clock() + quietFor);
      } catch (failure) {
        failures.push(failure);
      }
    if (failures.length > 0)
      throw new AggregateError(failures, `${occasion}: ${failures.length} of ${told.length} topics could not be told`);
    return isTold;
  }
}
