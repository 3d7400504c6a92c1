import * as z from 'zod/mini';
import { exposuresSchema, mostListed, type Exposure, type Exposures, type NoticeOf } from '../../alerts/notice';
import { rank, strongest, type Severity } from '../../detections/severity';
import type { Check } from '../../posture/check';
import type { UnreadPart } from '../../posture/snapshot';

/** Exposures that the first look names: as many as one mends in a week. */
const mostAtFirst = 10;

export const nothing: Exposures = { count: 0, severities: {}, checks: {}, exposures: [] };

/** @param most that are listed. */
export function exposuresOf(all: readonly Exposure[], most = mostListed): Exposures {
  const strongestFirst = all.toSorted((a, b) => rank(b.severity) - rank(a.severity) || byText(nameOf(a), nameOf(b)));
  const checks: Record<string, Record<string, number>> = {};
  for (const { check, severity } of strongestFirst) checks[check] = added(checks[check] ?? {}, { [severity]: 1 });
  return {
    count: all.length,
    severities: strongestFirst.reduce<Record<string, number>>((sum, { severity }) => added(sum, { [severity]: 1 }), {}),
    checks,
    exposures: strongestFirst.slice(0, most),
  };
}

/** Both of them counted, the strongest of both listed. */
export function together(a: Exposures, b: Exposures): Exposures {
  const checks = [...new Set([...Object.keys(a.checks), ...Object.keys(b.checks)])];
  return {
    count: a.count + b.count,
    severities: added(a.severities, b.severities),
    checks: Object.fromEntries(checks.map((check) => [check, added(a.checks[check] ?? {}, b.checks[check] ?? {})])),
    exposures: exposuresOf([...a.exposures, ...b.exposures]).exposures,
  };
}

function added(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sum = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

function nameOf({ check, subject }: Exposure): string {
  return `${check} ${subject}`;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export const pastSchema = z.object({
  /** ISO time. */
  summarizedAt: z.string(),
  /** Since the last summary. */
  mended: exposuresSchema,
});
/** What is remembered of earlier looks, beside the exposures themselves. */
export type Past = z.infer<typeof pastSchema>;

export interface Subject {
  account: string;
  accountName: string | undefined;
  time: string;
  checks: readonly Check[];
  unread: readonly UnreadPart[];
}

type Posture = NoticeOf<'posture'>;

export function firstNotice(subject: Subject, open: readonly Exposure[]): Posture {
  const severity = strongest(open.map((one) => one.severity));
  return noticeOf(subject, 'first', severity, { open: exposuresOf(open, mostAtFirst), new: nothing, mended: nothing });
}

export function driftNotice(
  subject: Subject,
  open: readonly Exposure[],
  appeared: readonly Exposure[],
  mended: readonly Exposure[],
): Posture {
  const severity = strongest(appeared.map((one) => one.severity));
  return noticeOf(subject, 'drift', severity, {
    open: exposuresOf(open, 0),
    new: exposuresOf(appeared),
    mended: exposuresOf(mended),
  });
}

export function weekNotice(subject: Subject, open: readonly Exposure[], mended: Exposures, since: string): Posture {
  const fresh = exposuresOf(open.filter((one) => Date.parse(one.since) > Date.parse(since)));
  return noticeOf(subject, 'week', 'info', { open: exposuresOf(open), new: fresh, mended });
}

function noticeOf(
  { account, accountName, time, checks, unread }: Subject,
  occasion: Posture['occasion'],
  severity: Severity,
  lists: Pick<Posture, 'open' | 'new' | 'mended'>,
): Posture {
  const about = Object.keys((occasion === 'drift' ? lists.new : lists.open).checks);
  const remedies = checks.flatMap(({ id, remediation: [first] }) =>
    first !== undefined && about.includes(id) ? [[id, first] as const] : [],
  );
  return {
    ...{ schemaVersion: 1, kind: 'posture', severity, account },
    ...(accountName !== undefined && { accountName }),
    ...{ time, occasion, ...lists, remedies: Object.fromEntries(remedies) },
    unread: unread.slice(0, mostListed).map(({ where, what }) => ({ where, what })),
  };
}
