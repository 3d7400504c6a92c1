import type { Notice } from '../../alerts/notice';
import type { Exception } from '../../config/exceptions';
import { forwarderQueue, type Alarm } from '../../events/envelope';
import { day, dayOf, hour } from '../../time';
import { digestOf, reviewsOn, untoldOn } from './digest';
import type { Once } from '../once';
import type { AlertLedger } from '../ledger';
import type { Accounts, Notebook } from '../ports';
import { type Notices, deployed, everybody } from './routing';

export interface NotifierParts {
  /** The function's own account. */
  account: string;
  exceptions: readonly Exception[];
  once: Once;
  accounts: Accounts;
  ledger: AlertLedger;
  notebook: Notebook;
  notices: Notices;
}

const monday = 1;

/** Tells what is no alert: that something is not delivered, and once a day what nobody was told. */
export class Notifier {
  constructor(private readonly parts: NotifierParts) {}

  /**
   * Whoever may set an alarm's state in a member account could flood everybody, so each state is told once an hour. But OK
   * must never be the last word while it is ALARM: once an OK is told, the next ALARM is, too.
   *
   * @returns whether anybody was told.
   */
  async alarm(account: string, { queue, state, region, time }: Alarm): Promise<boolean> {
    const { name: accountName } = await this.parts.accounts.describe(account);
    const notice: Notice = {
      ...{ schemaVersion: 1, kind: 'alarm', severity: 'high', state, time, account, region },
      ...(accountName !== undefined && { accountName }),
      ...(queue !== forwarderQueue && { queue }),
    };
    const told = everybody(this.parts.notices).map((destination) => [destination, notice] as const);
    const occasion = (of: Alarm['state']): string => `alarm ${account} ${region} ${queue} ${of}`;
    return this.parts.once.tell(occasion(state), told, {
      quietFor: hour,
      ...(state === 'OK' && { ends: occasion('ALARM') }),
    });
  }

  /** @param time of the schedule: what is told is the day before it. */
  async digest(time: string): Promise<void> {
    const { account, exceptions, once, ledger, notebook, notices } = this.parts;
    const now = Date.parse(time);
    const yesterday = dayOf(now - day);
    const { untold, isPartial } = await untoldOn(yesterday, notebook, ledger);
    const reviews = await reviewsOn(dayOf(now), exceptions, notebook);
    const toAll = everybody(notices);
    const readers = deployed(notices).filter((destination) => notices.takesDigest(destination));
    // What was the business of destinations that are there no more is everybody's.
    const of = (own: readonly string[]): readonly string[] =>
      own.some((destination) => readers.includes(destination)) ? own : toAll;
    const told = readers.flatMap((destination) => {
      const alerts = untold
        .filter(({ destinations }) => of(destinations).includes(destination))
        .map(({ alert }) => alert);
      // By themselves they would make a mail every day, which nobody reads.
      const isTime = alerts.length > 0 || new Date(now).getUTCDay() === monday;
      const due = isTime && toAll.includes(destination) ? reviews : [];
      if (alerts.length + due.length === 0) return [];
      return [[destination, digestOf(yesterday, account, alerts, due, isPartial)] as const];
    });
    await once.tell(`digest ${yesterday}`, told);
  }
}
