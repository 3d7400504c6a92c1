import type { Expectation, ExpectedAct } from '../../alerts/expectation';
import type { Notice } from '../../alerts/notice';
import { accountOf } from '../../alerts/wording';
import { rootName } from '../../config/exceptions';
import { isSameName } from '../../events/text';
import { isoTime } from '../../events/trail-event';
import { isInForce, isSameChange, mostExpectations, type Change, type Expectations } from '../expectations';
import type { Once } from '../once';
import type { AccountFacts, Accounts, Clock } from '../ports';
import { done, minute, refused, type Action, type Reply } from './request';
import { type Notices, deployed } from '../telling/routing';

const oneSecond = 1000;
const oneMinute = 60 * oneSecond;

export interface DeskParts {
  /** The function's own account. */
  account: string;
  /** Whether events of other accounts are expected. */
  hasMembers: boolean;
  accounts: Accounts;
  expectations: Expectations;
  notices: Notices;
  once: Once;
  clock: Clock;
  /** Makes an id that nobody else has. */
  newId: () => string;
}

/** Takes announcements of changes, takes them back, and lists them. */
export class ExpectationDesk {
  constructor(private readonly parts: DeskParts) {}

  /** Everybody is told first: what could not be told does not count. */
  async expect(request: Action<'expect'>): Promise<Reply> {
    const { account: own, hasMembers, accounts, expectations, newId } = this.parts;
    const { user, act, actor = user, minutes, reason, by, account = own } = request;
    if ([user, actor].some((name) => rootName.test(name) || /:root$/i.test(name)))
      return refused('changes of root are never expected: expected a user other than root');
    if (account !== own && !hasMembers)
      return refused(`account ${account}: expected ${own}, or an organization in mfa-watch.yaml`);
    const now = this.now();
    const change = { account, user, act, actor };
    const kept = await expectations.kept(now);
    const facts = await accounts.describe(account);
    const standing = kept.find((one) => isInForce(one, now) && isSameChange(one, change));
    if (standing !== undefined) return refused(alreadyAnnounced(standing, facts));
    if (kept.length >= mostExpectations)
      return refused(`${mostExpectations} changes were announced in the last days, and no more can be: wait a day`);
    const times = { from: isoTime(now), until: isoTime(now + minutes * oneMinute) };
    const expectation: Expectation = { id: newId(), ...change, reason, by, ...times };
    await this.tell(expectation, facts, false);
    await expectations.write(now, (list) => [...list, expectation]);
    const doubt = account !== own && facts.why !== undefined ? ` But is the account right? ${facts.why}.` : '';
    return { ...done(`${announced(expectation, facts)}${doubt}`), expectations: [expectation] };
  }

  async cancel({ expectation: id, by }: Action<'cancel'>): Promise<Reply> {
    const { accounts, expectations } = this.parts;
    const now = this.now();
    const found = (await expectations.all()).find((one) => one.id === id && isInForce(one, now));
    if (found === undefined)
      return refused(`no change with the id ${id} is announced now; "npm start -- expect --list" shows those that are`);
    const facts = await accounts.describe(found.account);
    const until = isoTime(now);
    // Told before it is done, like the announcement: what fails is tried again, and each destination is told once.
    await this.tell({ ...found, until, by }, facts, true);
    await expectations.write(now, (list) => list.map((one) => (one.id === id ? { ...one, until } : one)));
    return done(
      `Taken back: ${changeOf(found, facts)}. From now on its alert is as severe as ever. Everybody was told.`,
    );
  }

  async announced(): Promise<Reply> {
    const now = this.now();
    const open = (await this.parts.expectations.all()).filter((one) => isInForce(one, now));
    return { ...done(`${open.length} announced`), expectations: open };
  }

  private async tell(expectation: Expectation, { name }: AccountFacts, isCancelled: boolean): Promise<void> {
    const { notices, once } = this.parts;
    const notice: Notice = {
      ...{ schemaVersion: 1, kind: 'expectation', severity: 'medium', account: expectation.account },
      ...(name !== undefined && { accountName: name }),
      ...{ time: isoTime(this.now()), expectation, isCancelled },
    };
    const names = deployed(notices);
    if (names.length === 0)
      throw new Error('nobody would be told, so nothing is announced: deploy a destination first');
    await once.tell(
      `expectation ${expectation.id} ${isCancelled ? 'off' : 'on'}`,
      names.map((destination) => [destination, notice] as const),
    );
  }

  /** To the second, which is how CloudTrail dates what is compared with it. */
  private now(): number {
    return Math.floor(this.parts.clock() / oneSecond) * oneSecond;
  }
}

/** What the actor may do, and how the user follows. */
const allowed: Readonly<Record<ExpectedAct, [act: string, whose: string]>> = {
  'adds-device': ['add an MFA device', 'to'],
  'resyncs-device': ['resynchronise an MFA device', 'of'],
};

function changeOf({ account, user, act, actor }: Change, { name: accountName }: AccountFacts): string {
  const [what, whose] = allowed[act];
  const whom = isSameName(actor, user) ? '' : ` ${whose} ${user}`;
  return `${actor} may ${what}${whom} in ${accountOf({ account, accountName })}`;
}

function announced(expectation: Expectation, facts: AccountFacts): string {
  const { id, until } = expectation;
  return `Announced: ${changeOf(expectation, facts)} until ${minute(until)}. Everybody was told. Take it back: ${takeBack(id)}`;
}

function alreadyAnnounced(standing: Expectation, facts: AccountFacts): string {
  const { id, until } = standing;
  return (
    `this is announced already (id ${id}, until ${minute(until)}): ${changeOf(standing, facts)}. ` +
    `Nobody was told again. To announce it anew, take it back first: ${takeBack(id)}`
  );
}

function takeBack(id: string): string {
  return `npm start -- expect --cancel ${id}`;
}
