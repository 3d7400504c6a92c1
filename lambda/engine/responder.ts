import type { Answer } from '../alerts/answer';
import type { Expectation } from '../alerts/expectation';
import type { Notice } from '../alerts/notice';
import { plural } from '../events/names';
import { day } from '../events/window';
import type { Courier } from './courier';
import type { Deliveries } from './deliveries';
import { heldBack } from './digest';
import { mostExpectations, type Expectations } from './expectations';
import { filedList, rowAt, rowOf } from './filed';
import type { Once } from './once';
import type { Accounts, AlertLedger, Clock, LedgerRow, Notebook, Notices } from './ports';
import { buttonSchema, requestSchema, type Button, type Reply, type Request, type Standing } from './request';
import { deployed } from './routing';

const minute = 60_000;
const tries = 20;
/** Lambda answers with 6 MB at most. */
const mostListed = 200;

export interface ResponderParts {
  /** The function's own account. */
  account: string;
  /** Whether events of other accounts are expected. */
  hasMembers: boolean;
  accounts: Accounts;
  ledger: AlertLedger;
  notebook: Notebook;
  deliveries: Deliveries;
  courier: Courier;
  expectations: Expectations;
  notices: Notices;
  once: Once;
  clock: Clock;
  /** Makes an id that nobody else has. */
  newId: () => string;
}

/** Time mends it. */
class Busy extends Error {}

type Action<Name> = Extract<Request, { action: Name }>;

const said = { acknowledged: 'acknowledged', expected: 'marked as expected', escalated: 'escalated' } as const;

/** Does what people ask: answers alerts, lists them, and takes announcements of changes. */
export class Responder {
  constructor(private readonly parts: ResponderParts) {}

  /** @param attempt names this invocation. @throws when a store or a destination fails; then nothing is half said. */
  async respond(raw: unknown, attempt: string): Promise<Reply> {
    const parsed = requestSchema.safeParse(raw);
    if (!parsed.success)
      return refused(
        `not a request of mfa-watch: ${parsed.error.issues[0]?.message ?? ''}; expected what the command line of ` +
          'the same version sends, or a button of an alert in Slack',
      );
    const request = 'action' in parsed.data ? parsed.data : answerOf(parsed.data);
    switch (request.action) {
      case 'answer':
        return this.answer(request, attempt).catch((error: unknown) => {
          if (error instanceof Busy) return refused(error.message);
          throw error;
        });
      case 'alerts':
        return this.list(request);
      case 'expect':
        return this.expect(request);
      case 'cancel':
        return this.cancel(request);
      case 'expectations':
        return this.announced();
    }
  }

  /**
   * The same for a button whose presser is known. Nobody waits for what it returns, so what time mends is thrown, too.
   *
   * @param sender for people.
   */
  async pressed(raw: unknown, sender: string, attempt: string): Promise<Reply> {
    const parsed = buttonSchema.safeParse(raw);
    if (!parsed.success) return refused('not a button of an alert in Slack');
    return this.answer(answerOf(parsed.data, sender), attempt);
  }

  private async answer({ alert: id, answer, by, note }: Action<'answer'>, attempt: string): Promise<Reply> {
    const { ledger, notebook, clock, accounts, deliveries, courier } = this.parts;
    for (let turn = 0; turn < tries; turn += 1) {
      const row = await rowOf(id, clock(), { notebook, ledger });
      if (row === undefined)
        return refused(`there is no alert ${id} of the last 90 days; "npm start -- alerts" lists those of a week`);
      if (row.withdrawn === true)
        return done(`Alert ${id} needs no answer: an event that came late explains it, and it was withdrawn.`);
      const given: Answer = {
        ...{ answer, by, at: new Date(clock()).toISOString(), severity: row.alert.severity },
        ...(note !== undefined && { note }),
      };
      if (isRepeated(row, given)) return done(`Alert ${id} was ${said[answer]} before, by ${row.answer?.by ?? ''}.`);
      const { organizationalUnits } = await accounts.describe(row.alert.account);
      const answered = { ...row, answer: given, answerDue: undefined, version: row.version + 1 };
      const escalated = answer === 'escalated' ? await deliveries.escalated(answered, organizationalUnits) : undefined;
      if (escalated !== undefined && courier.isBusy(row, attempt))
        throw new Busy(`alert ${id} is being sent at this moment: try again in a minute`);
      const next = escalated === undefined ? answered : courier.leased(escalated.row, { trigger: given.at, attempt });
      if (!(await courier.put(next))) continue;
      await courier.send(next, attempt);
      await this.tellAnswer(row, given, escalated?.told);
      return done(answerText(row, given, escalated?.told));
    }
    throw new Error(`alert ${id}: ${tries} writes in a row met a newer version; try again`);
  }

  /** To those who know of the alert; by mail only where no thread shows it. */
  private async tellAnswer({ alert, deliveries }: LedgerRow, answer: Answer, escalatedTo?: string[]): Promise<void> {
    const { accountName } = alert;
    const notice: Notice = {
      ...{ schemaVersion: 1, kind: 'answer', severity: 'info', account: alert.account, alert: heldBack(alert), answer },
      ...(accountName !== undefined && { accountName }),
      ...(escalatedTo !== undefined && { escalatedTo }),
    };
    const { notices } = this.parts;
    const told = deliveries.filter((delivery) => delivery.told !== undefined).map(({ destination }) => destination);
    const known = deployed(notices).filter((name) => told.includes(name));
    const hasThread = known.some((name) => notices.audienceOf(name) === 'chat');
    const names = known.filter((name) => !hasThread || notices.audienceOf(name) !== 'mail');
    await this.parts.once.tell(
      `answer ${alert.id} ${answer.at}`,
      names.map((name) => [name, notice] as const),
    );
  }

  private async list({ days }: Action<'alerts'>): Promise<Reply> {
    const { ledger, notebook, clock } = this.parts;
    const found: LedgerRow[] = [];
    for (let ago = 0; ago < days && found.length < mostListed; ago += 1) {
      const places = await notebook.notes(filedList(clock() - ago * day));
      const rows = await Promise.all(places.map((place) => rowAt(place, ledger)));
      found.push(...rows.filter((row) => row !== undefined).filter(stands));
    }
    const newest = found.sort((a, b) => (a.alert.time < b.alert.time ? 1 : -1)).slice(0, mostListed);
    const more = found.length > mostListed ? ', of which these are the newest' : '';
    return {
      ...done(`${plural(found.length, 'alert')} in ${plural(days, 'day')}${more}`),
      alerts: newest.map(standing),
    };
  }

  /** Everybody is told first: what could not be told does not count. */
  private async expect(request: Action<'expect'>): Promise<Reply> {
    const { account, hasMembers, clock, expectations, newId } = this.parts;
    const { user, act, actor = user, minutes, reason, by, account: of = account } = request;
    if ([user, actor].some((name) => /^(<?root>?|aws root user)$/i.test(name) || /:root$/i.test(name)))
      return refused('changes of root are never expected: expected a user other than root');
    if (of !== account && !hasMembers)
      return refused(`account ${of}: expected ${account}, or an organization in mfa-watch.yaml`);
    const now = clock();
    const open = (await expectations.all()).filter(({ until }) => Date.parse(until) > now);
    if (open.length >= mostExpectations)
      return refused(`${open.length} changes are announced, and no more can be: wait until some are over`);
    const from = new Date(now).toISOString();
    const until = new Date(now + minutes * minute).toISOString();
    const expectation: Expectation = { id: newId(), account: of, user, act, actor, reason, by, from, until };
    await this.tellAnnouncement(expectation, false);
    await expectations.write(now, (list) => [...list, expectation]);
    return {
      ...done(`Announced until ${until}: id ${expectation.id}. Everybody was told.`),
      expectations: [expectation],
    };
  }

  private async cancel({ expectation: id, by }: Action<'cancel'>): Promise<Reply> {
    const { clock, expectations } = this.parts;
    const now = clock();
    const found = (await expectations.all()).find((one) => one.id === id && Date.parse(one.until) > now);
    if (found === undefined)
      return refused(`no change with the id ${id} is announced now; "npm start -- expect --list" shows those that are`);
    const until = new Date(now).toISOString();
    await expectations.write(now, (list) => list.map((one) => (one.id === id ? { ...one, until } : one)));
    await this.tellAnnouncement({ ...found, until, by }, true);
    return done(`Taken back: what ${found.user} does from now on counts as before. Everybody was told.`);
  }

  private async announced(): Promise<Reply> {
    const now = this.parts.clock();
    const open = (await this.parts.expectations.all()).filter(({ until }) => Date.parse(until) > now);
    return { ...done(`${open.length} announced`), expectations: open };
  }

  private async tellAnnouncement(expectation: Expectation, isCancelled: boolean): Promise<void> {
    const { accounts, clock, notices, once } = this.parts;
    const { name: accountName } = await accounts.describe(expectation.account);
    const notice: Notice = {
      ...{ schemaVersion: 1, kind: 'expectation', severity: 'medium', account: expectation.account },
      ...(accountName !== undefined && { accountName }),
      ...{ time: new Date(clock()).toISOString(), expectation, isCancelled },
    };
    const names = deployed(notices);
    if (names.length === 0)
      throw new Error('nobody would be told, so nothing is announced: deploy a destination first');
    await once.tell(
      `expectation ${expectation.id} ${isCancelled ? 'off' : 'on'}`,
      names.map((name) => [name, notice] as const),
    );
  }
}

/** A button says the alert's id and the channel's name, and not who pressed it. */
function answerOf(button: Button, sender = 'somebody'): Action<'answer'> {
  const [answer, text] =
    'ack' in button
      ? (['acknowledged', button.ack] as const)
      : 'expected' in button
        ? (['expected', button.expected] as const)
        : (['escalated', button.escalate] as const);
  const [alert = '', channel = ''] = text.split('@');
  return { action: 'answer', answer, alert, by: `${sender} in #${channel}` };
}

function isRepeated({ answer: before, alert }: LedgerRow, { answer }: Answer): boolean {
  return before?.answer === answer && before.severity === alert.severity;
}

function answerText({ alert }: LedgerRow, { answer }: Answer, escalatedTo?: string[]): string {
  const what = `Alert ${alert.id} (${alert.severity}) is ${said[answer]}.`;
  if (escalatedTo === undefined) return `${what} Nobody else will be told, unless it becomes more severe.`;
  if (escalatedTo.length > 0) return `${what} Told: ${escalatedTo.join(', ')}.`;
  return `${what} But nobody else was told: no destination in mfa-watch.yaml has "when: unanswered" and wants this alert.`;
}

function stands({ mergedInto, withdrawn }: LedgerRow): boolean {
  return mergedInto === undefined && withdrawn !== true;
}

function standing({ alert, answer, deliveries }: LedgerRow): Standing {
  const told = deliveries.map(({ destination }) => destination);
  return { alert, ...(answer !== undefined && { answer }), told };
}

function done(message: string): Reply {
  return { ok: true, message };
}

function refused(message: string): Reply {
  return { ok: false, message };
}
