import type { Answer } from '../alerts/answer';
import type { Expectation } from '../alerts/expectation';
import type { Notice } from '../alerts/notice';
import { plural } from '../events/names';
import { day } from '../events/window';
import { Busy, type Courier } from './courier';
import type { Deliveries } from './deliveries';
import { heldBack } from './digest';
import { mostExpectations, type Expectations } from './expectations';
import { filedList, rowOf, rowsAt, stands } from './filed';
import type { Once } from './once';
import type { Accounts, AlertLedger, Clock, LedgerRow, Notebook, Notices } from './ports';
import { buttonSchema, requestSchema, type Button, type Reply, type Request, type Standing } from './request';
import { deployed } from './routing';

const minute = 60_000;
const mostListed = 200;
/** Lambda answers with 6 MB at most. */
const mostBytes = 4_000_000;

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
    const { ledger, notebook, clock, courier } = this.parts;
    const row = await rowOf(id, clock(), { notebook, ledger });
    if (row === undefined)
      return refused(`there is no alert ${id} of the last 90 days; "npm start -- alerts" lists those of a week`);
    if (row.withdrawn === true)
      return done(`Alert ${id} needs no answer: an event that came late explains it, and it was withdrawn.`);
    const at = new Date(clock()).toISOString();
    const given = { answer, by, at, ...(note !== undefined && { note }) };
    const place = { key: row.key, filedAt: row.filedAt, id: row.alert.id };
    let isRepeated = false as boolean;
    const written = await courier.change(place, { trigger: `answer ${at}`, attempt }, (now) => {
      isRepeated = now.answer?.answer === answer && now.answer.severity === now.alert.severity;
      return isRepeated ? now : this.answered(now, given);
    });
    if (written?.answer === undefined) throw new Busy(`alert ${id} is changing at this moment: try again in a minute`);
    // Also after a crash in the middle of it: each destination is told once.
    await this.tellAnswer(written, written.answer);
    return done(isRepeated ? `Alert ${id} was ${said[answer]} before, by ${written.answer.by}.` : this.text(written));
  }

  private async answered(row: LedgerRow, given: Omit<Answer, 'severity'>): Promise<LedgerRow> {
    const { severity, account } = row.alert;
    const answered = { ...row, answer: { ...given, severity }, answerDue: undefined };
    if (given.answer !== 'escalated') return answered;
    const { organizationalUnits } = await this.parts.accounts.describe(account);
    return (await this.parts.deliveries.escalated(answered, organizationalUnits)).row;
  }

  /** To those who know of the alert; by mail only where no thread shows it. */
  private async tellAnswer(row: LedgerRow, answer: Answer): Promise<void> {
    const { alert, deliveries } = row;
    const { accountName } = alert;
    const escalatedTo = answer.answer === 'escalated' ? this.escalatedTo(row) : undefined;
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

  private escalatedTo({ deliveries }: LedgerRow): string[] {
    const second = this.parts.notices.besides
      .flatMap(({ destinations }) => destinations)
      .filter(({ when }) => when === 'unanswered')
      .map(({ name }) => name);
    return deliveries.map(({ destination }) => destination).filter((name) => second.includes(name));
  }

  private text(row: LedgerRow): string {
    const { answer = 'acknowledged' } = row.answer ?? {};
    const what = `Alert ${row.alert.id} (${row.alert.severity}) is ${said[answer]}.`;
    if (answer !== 'escalated') return `${what} Nobody else will be told, unless it becomes more severe.`;
    const told = this.escalatedTo(row);
    if (told.length > 0) return `${what} Told: ${told.join(', ')}.`;
    return `${what} But nobody else was told: no destination in mfa-watch.yaml has "when: unanswered" and wants this alert.`;
  }

  private async list({ days }: Action<'alerts'>): Promise<Reply> {
    const { ledger, notebook, clock } = this.parts;
    const found: LedgerRow[] = [];
    for (let ago = 0; ago < days && found.length < mostListed; ago += 1)
      found.push(...(await rowsAt(await notebook.notes(filedList(clock() - ago * day)), ledger)).filter(stands));
    const newest = found.sort((a, b) => (a.alert.time < b.alert.time ? 1 : -1)).map(standing);
    const alerts = fitting(newest.slice(0, mostListed));
    const left = found.length > alerts.length ? ', the newest; there are more' : '';
    return { ...done(`${plural(alerts.length, 'alert')} of ${plural(days, 'day')}${left}`), alerts };
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
    if ((await expectations.kept(now)).length >= mostExpectations)
      return refused(`${mostExpectations} changes were announced in the last days, and no more can be: wait a day`);
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
    // Told before it is done, like the announcement: what fails is tried again, and each destination is told once.
    await this.tellAnnouncement({ ...found, until, by }, true);
    await expectations.write(now, (list) => list.map((one) => (one.id === id ? { ...one, until } : one)));
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

/** As many as Lambda's answer has room for. */
function fitting(alerts: readonly Standing[]): Standing[] {
  let room = mostBytes;
  return alerts.filter((one) => (room -= Buffer.byteLength(JSON.stringify(one))) > 0);
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
