import { weekdays, type Weekday } from '../../config/posture';
import type { Notice } from '../../alerts/notice';
import { rank, strongest } from '../../detections/severity';
import { openEnvelope, postureDetailType } from '../../events/envelope';
import { hash } from '../../events/text';
import { day, dayOf } from '../../time';
import type { Check } from '../../posture/check';
import { type Drift, driftOf, sightOf } from '../../posture/drift';
import { posture } from '../../posture/posture';
import type { PostureSettings } from '../../posture/settings';
import type { Snapshot, UnreadPart } from '../../posture/snapshot';
import type { Standing } from '../../posture/standing';
import { eachForItself } from '../failures';
import type { Once } from '../once';
import type { Accounts, Exposures, Journal, Registers } from '../ports';
import {
  driftNotice,
  exposuresOf,
  firstNotice,
  nothing,
  type Past,
  pastSchema,
  type Subject,
  together,
  weekNotice,
} from './posture-notice';
import { type Notices, wantingOf } from '../telling/routing';

/** What a look came to. */
export interface Look {
  open: number;
  appeared: number;
  mended: number;
  unread: readonly UnreadPart[];
}

export interface PostureJournal extends Pick<Journal, 'count'> {
  looked(look: Look): void;
}

export interface PostureWatchParts {
  /** The account that is looked at. */
  account: string;
  checks: readonly Check[];
  settings: PostureSettings & { summaryDay: Weekday };
  snapshot: () => Promise<Snapshot>;
  accounts: Accounts;
  exposures: Exposures;
  registers: Registers;
  notices: Notices;
  once: Once;
  journal: PostureJournal;
}

const register = 'posture';

/**
 * Looks at the account once a day, and tells what has changed. What was found is stored once everybody has been told: a look
 * that dies before is made again from the same past, and tells again only where something else has come up meanwhile.
 */
export class PostureWatch {
  constructor(private readonly parts: PostureWatchParts) {}

  /** @param raw what the schedule sends. @throws if it is something else, the account cannot be asked, or a destination could not be told. */
  async run(raw: unknown): Promise<void> {
    const { exposures, registers, settings } = this.parts;
    const time = timeIn(raw);
    const { past, version } = await this.past();
    const { drift, subject, units } = await this.look(time);
    const mended = together(past?.mended ?? nothing, exposuresOf(drift.mended));
    const summaryDay = lastDay(time, settings.summaryDay);
    const isSummaryDue = past !== undefined && summaryDay > past.summarizedAt.slice(0, 10);
    const messages = [
      past === undefined ? firstOf(subject, drift, version) : changesOf(subject, drift, version),
      isSummaryDue ? weekOf(subject, drift, { ...past, mended }, summaryDay) : undefined,
    ];
    await this.tell(messages, units);
    await exposures.drop(drift.mended);
    await exposures.keep(drift.standing);
    const isNewWeek = past === undefined || isSummaryDue;
    const next: Past = isNewWeek ? { summarizedAt: time, mended: nothing } : { ...past, mended };
    if ((await registers.write(register, next, version)) !== undefined)
      throw new Error('another look at the account has ended meanwhile; the next one compares with that');
  }

  private async look(time: string): Promise<{ drift: Drift; subject: Subject; units: readonly string[] }> {
    const { account, accounts, checks, settings, exposures } = this.parts;
    const before = await exposures.all();
    const snapshot = await this.parts.snapshot();
    const { unread } = snapshot;
    const found = posture(checks, snapshot, Date.parse(time), settings);
    const drift = driftOf(before, found.exposures, sightOf(checks, snapshot), time);
    this.count(drift, found.notLookedAt.length, unread);
    const { name: accountName, organizationalUnits } = await accounts.describe(account);
    return { drift, subject: { account, accountName, time, checks, unread }, units: organizationalUnits };
  }

  private async past(): Promise<{ past: Past | undefined; version: number }> {
    const found = await this.parts.registers.read(register);
    return { past: pastSchema.safeParse(found.value).data, version: found.version };
  }

  private count({ standing, appeared, mended }: Drift, notLookedAt: number, unread: readonly UnreadPart[]): void {
    const { journal } = this.parts;
    journal.count('Exposures', standing.length);
    journal.count('NotLookedAt', notLookedAt);
    journal.looked({ open: standing.length, appeared: appeared.length, mended: mended.length, unread });
  }

  private async tell(messages: readonly (Message | undefined)[], units: readonly string[]): Promise<void> {
    const { notices, once } = this.parts;
    await eachForItself(
      messages.flatMap((message) => message ?? []),
      async ({ occasion, notice, isWanted }) => {
        const wanting = wantingOf(notices, { account: notice.account, detection: register, related: [] }, units);
        const names = wanting.filter((one) => one.when === undefined && isWanted(one, notices)).map(({ name }) => name);
        await once.tell(
          occasion,
          [...new Set(names)].map((name) => [name, notice] as const),
        );
      },
      (failed) => `${failed} messages of what stands open could not be told to everybody`,
    );
  }
}

/** Of the schedule's event, so that a look that is made again is still that of its day. */
function timeIn(raw: unknown): string {
  const envelope = openEnvelope(raw);
  if (!envelope.ok) throw new Error(envelope.problem);
  if (envelope.kind !== 'posture') throw new Error(`expected "${postureDetailType}", got a ${envelope.kind}`);
  return envelope.time;
}

interface Message {
  /** The same for the same changes since the same past. */
  occasion: string;
  notice: Notice;
  isWanted: (wanting: ReturnType<typeof wantingOf>[number], notices: Notices) => boolean;
}

function firstOf(subject: Subject, { standing }: Drift, version: number): Message | undefined {
  if (standing.length === 0) return undefined;
  const occasion = `posture ${version} first ${identityOf(standing)}`;
  return { occasion, notice: firstNotice(subject, standing), isWanted: isAsSevereAs(standing) };
}

/** Who was told that something is open is told that it is mended. */
function changesOf(subject: Subject, { standing, appeared, mended }: Drift, version: number): Message | undefined {
  if (appeared.length + mended.length === 0) return undefined;
  const occasion = `posture ${version} ${identityOf(appeared)} ${identityOf(mended)}`;
  const notice = driftNotice(subject, standing, appeared, mended);
  return { occasion, notice, isWanted: isAsSevereAs([...appeared, ...mended]) };
}

/** As the daily digest: whoever reads mail, and channels that want more than what cannot wait. */
function weekOf(
  subject: Subject,
  { standing }: Drift,
  { mended, summarizedAt }: Past,
  summaryDay: string,
): Message | undefined {
  if (standing.length + mended.count === 0) return undefined;
  return {
    occasion: `posture week ${summaryDay}`,
    notice: weekNotice(subject, standing, mended, summarizedAt),
    isWanted: ({ name }, notices) => notices.takesDigest(name),
  };
}

function isAsSevereAs(told: readonly Standing[]): Message['isWanted'] {
  const most = rank(strongest(told.map(({ severity }) => severity)));
  return ({ minSeverity }) => most >= rank(minSeverity);
}

/** Times left out: a look that is made again has another. */
function identityOf(told: readonly Standing[]): string {
  return hash(JSON.stringify(told.map(({ check, subject, severity }) => `${check} ${subject} ${severity}`).sort()));
}

/** The last such day (UTC) up to the time: a summary that could not be told on it is told later. */
function lastDay(time: string, wanted: Weekday): string {
  const now = Date.parse(time);
  const ago = (new Date(now).getUTCDay() + 6 - weekdays.indexOf(wanted) + 7) % 7;
  return dayOf(now - ago * day);
}
