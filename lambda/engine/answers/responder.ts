import { formerSchema, type Answer } from '../../alerts/answer';
import type { Notice } from '../../alerts/notice';
import { legible, named } from '../../alerts/plain';
import { asInYaml } from '../../config/telling';
import { plural } from '../../events/names';
import { day } from '../../time';
import { Busy, type Courier } from '../telling/courier';
import type { Deliveries } from '../telling/deliveries';
import { heldBack } from '../telling/digest';
import { ExpectationDesk, type DeskParts } from './expectation-desk';
import { filedList, rowOf, rowsAt, stands } from '../filed';
import type { AlertLedger, LedgerRow } from '../ledger';
import type { Notebook } from '../ports';
import {
  buttonSchema,
  done,
  minute,
  refused,
  requestSchema,
  type Action,
  type Button,
  type Reply,
  type Standing,
} from './request';
import { deployed, secondLine } from '../telling/routing';

const mostListed = 200;
/** Lambda answers with 6 MB at most. */
const mostBytes = 4_000_000;

export interface ResponderParts extends DeskParts {
  ledger: AlertLedger;
  notebook: Notebook;
  deliveries: Deliveries;
  courier: Courier;
}

const said = { acknowledged: 'acknowledged', expected: 'marked as expected', escalated: 'escalated' } as const;

/** Does what people ask: answers alerts, lists them, and takes announcements of changes. */
export class Responder {
  private readonly desk: ExpectationDesk;

  constructor(private readonly parts: ResponderParts) {
    this.desk = new ExpectationDesk(parts);
  }

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
        return this.desk.expect(request);
      case 'cancel':
        return this.desk.cancel(request);
      case 'expectations':
        return this.desk.announced();
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
      isRepeated = now.answer !== undefined && isSame(now.answer, { ...given, severity: now.alert.severity });
      return isRepeated ? now : this.answered(now, given);
    });
    if (written?.answer === undefined) throw new Busy(`alert ${id} is changing at this moment: try again in a minute`);
    // Also after a crash in the middle of it: each destination is told once.
    await this.tellAnswer(written, written.answer);
    return done(
      isRepeated
        ? `Alert ${id} was ${said[answer]} before, by ${written.answer.by}.`
        : `${this.text(written)}${replacing(written.answer)}`,
    );
  }

  private async answered(row: LedgerRow, given: Omit<Answer, 'severity'>): Promise<LedgerRow> {
    const { severity, account } = row.alert;
    const replaced = row.answer && { replaced: formerSchema.parse(row.answer) };
    const answered = { ...row, answer: { ...given, severity, ...replaced }, answerDue: undefined };
    if (given.answer !== 'escalated') return answered;
    const { organizationalUnits } = await this.parts.accounts.describe(account);
    return (await this.parts.deliveries.escalated(answered, organizationalUnits, 'escalated')).row;
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
    const second = secondLine(this.parts.notices);
    return deliveries.map(({ destination }) => destination).filter((name) => second.includes(name));
  }

  private text(row: LedgerRow): string {
    const { answer = 'acknowledged' } = row.answer ?? {};
    const what = `Alert ${row.alert.id} (${row.alert.severity}) is ${said[answer]}.`;
    if (answer !== 'escalated') return `${what} Nobody else will be told, unless it becomes more severe.`;
    const told = this.escalatedTo(row);
    if (told.length > 0) return `${what} Told: ${told.map(asInYaml).join(', ')}.`;
    return `${what} But nobody else was told: no destination in mfa-watch.yaml has "when: unanswered" and wants this alert.`;
  }

  private async list({ days }: Action<'alerts'>): Promise<Reply> {
    const { ledger, notebook, clock } = this.parts;
    const found: LedgerRow[] = [];
    let ago = 0;
    for (; ago < days && found.length < mostListed; ago += 1)
      found.push(...(await rowsAt(await notebook.notes(filedList(clock() - ago * day)), ledger)).filter(stands));
    const newest = found.sort((a, b) => (a.alert.time < b.alert.time ? 1 : -1)).map(standing);
    const alerts = fitting(newest.slice(0, mostListed));
    const more = found.length > alerts.length ? 'are' : ago < days ? 'may be' : undefined;
    const left = more === undefined ? '' : `, the newest; there ${more} more`;
    return { ...done(`${plural(alerts.length, 'alert')} of ${plural(days, 'day')}${left}`), alerts };
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

/** One who says the same with a note of their own says more. */
function isSame(before: Answer, { answer, severity, note }: Answer): boolean {
  return before.answer === answer && before.severity === severity && [undefined, before.note].includes(note);
}

/** For whoever did not know that somebody had answered already. */
function replacing({ replaced }: Answer): string {
  if (replaced === undefined) return '';
  const { answer, by, at, note } = replaced;
  const words = note === undefined ? '.' : `: "${legible(note).replaceAll('"', "'")}"`;
  return ` This replaces: ${said[answer]} by ${named(legible(by))}, ${minute(at)}${words}`;
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
