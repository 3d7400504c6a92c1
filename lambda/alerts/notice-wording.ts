import { domainOf, partitionOf } from '../config/partition';
import { forwarderQueue } from '../events/envelope';
import type { AlarmNotice, DigestNotice, Group, HeldBack, Notice, Review } from './notice';
import { firstOf, named, shorten } from './plain';
import { accountOf, plural, utc } from './wording';

/** How untrusted text is shown, in a mail or in chat. */
export interface Medium {
  name: (name: string) => string;
  sentence: (text: string) => string;
}

/** A notice in the order in which it is read. */
export interface Page {
  headline: string;
  steps: string[];
  /** Our own words above them. Lines that begin with a dash are entries of a list. */
  blocks: { heading: string; lines: string[] }[];
  /** One line for a POSIX shell. */
  command?: { purpose: string; line: string };
  when?: string;
}

/** For a mail's subject or a message's title: names are as they are. */
export function titleOf(notice: Notice): string {
  if (notice.kind === 'digest') return `mfa-watch digest of ${notice.day}: ${countsOf(notice).join(', ')}`;
  const { region, account, accountName = account } = notice;
  const where = `${region} of ${named(shorten(accountName, 30))}`;
  return notice.state === 'ALARM'
    ? `mfa-watch: events from ${where} do not arrive`
    : `mfa-watch: no events from ${where} are waiting any more`;
}

/** @param most entries of each list. */
export function pageOf(notice: Notice, medium: Medium, most: number): Page {
  return notice.kind === 'alarm' ? alarmPage(notice, medium) : digestPage(notice, medium, most);
}

function alarmPage(notice: AlarmNotice, { name }: Medium): Page {
  const { state, account, region } = notice;
  const where = `${region} of ${accountOf(notice, name)}`;
  const when = utc(notice.time);
  if (state === 'OK')
    return {
      headline: `No events from ${where} are waiting any more: the dead-letter queue ${forwarderQueue} there is empty.`,
      steps: [
        'If nobody has sent them again, they were deleted or lay there for 14 days: look at CloudTrail there yourself.',
      ],
      blocks: [],
      when,
    };
  const url = `https://sqs.${region}.${domainOf(partitionOf(region))}/${account}/${forwarderQueue}`;
  return {
    headline: `Events from ${where} do not reach mfa-watch: they wait in the dead-letter queue ${forwarderQueue} there (14 days).`,
    steps: [
      'Until this is mended, tampering with MFA there may go unnoticed: look at CloudTrail there yourself.',
      'Find out why they were refused: docs/operations.md, "Events of a region do not arrive".',
      `Then send them again, with credentials for account ${account}.`,
    ],
    blocks: [],
    command: {
      purpose: 'Send them again (FUNCTION_ARN: output FunctionArn of the home stack)',
      line: `npm start -- redrive ${url} --function FUNCTION_ARN`,
    },
    when,
  };
}

/** What there is, in as few words as a subject has room for. */
function countsOf({ suppressed, below, exceptions }: DigestNotice): string[] {
  return [
    ...(suppressed.count > 0 ? [`${suppressed.count} suppressed`] : []),
    ...Object.entries(below.severities).map(([severity, count]) => `${count} ${severity}`),
    ...(exceptions.length > 0 ? [`${plural(exceptions.length, 'exception')} to look at`] : []),
  ];
}

function digestPage(notice: DigestNotice, medium: Medium, most: number): Page {
  const { day, suppressed, below, exceptions, isPartial } = notice;
  const count = suppressed.count + below.count;
  const command = {
    purpose: 'To see all of it, from your CloudTrail files',
    line: `npm start -- replay FOLDER --since ${day} --until ${day} --min-severity info --show-suppressed`,
  };
  return {
    headline:
      count === 0
        ? 'Exceptions in mfa-watch.yaml need somebody to look at them.'
        : `Nobody was told of ${plural(count, 'alert')} of ${day}${isPartial ? ', and there were more' : ''}.`,
    steps: [],
    blocks: [
      groupBlock('COVERED BY AN EXCEPTION', suppressed, medium, most),
      groupBlock('LESS SEVERE THAN YOU ASKED FOR (minSeverity)', below, medium, most),
      {
        heading: `EXCEPTIONS TO LOOK AT: ${exceptions.length}`,
        lines: firstOf(
          exceptions.map((review) => `- ${reviewLine(review, medium)}`),
          most,
        ),
      },
    ].filter(({ lines }) => lines.length > 0),
    ...(count > 0 && { command }),
  };
}

function groupBlock(heading: string, { count, detections, alerts }: Group, medium: Medium, most: number) {
  const counts = Object.entries(detections).map(([detection, times]) => `${times} × ${detection}`);
  const shown = alerts.slice(0, most);
  return {
    heading: `${heading}: ${count}`,
    lines: [
      ...counts,
      ...shown.map((alert) => `- ${alertLine(alert, medium)}`),
      ...(count > shown.length ? [`and ${count - shown.length} more`] : []),
    ],
  };
}

function alertLine(alert: HeldBack, { name, sentence }: Medium): string {
  const { severity, title, time, suppressed } = alert;
  const what = `${severity.toUpperCase()}: ${sentence(shorten(title, 200))}; ${accountOf(alert, name)}, ${sentence(utc(time))}`;
  if (suppressed === undefined) return what;
  const { reason, owner, expires } = suppressed;
  return `${what}; covered until ${expires}: ${name(shorten(reason, 100))} (${name(shorten(owner, 60))})`;
}

const scope = {
  detection: 'detection',
  account: 'account',
  organizationalUnit: 'unit',
  user: 'user',
  actor: 'actor',
  addresses: 'addresses',
} as const;

function reviewLine({ exception, hasExpired, unusedSince }: Review, { name }: Medium): string {
  const covered = Object.entries(scope).flatMap(([key, word]) => {
    const value = exception[key as keyof typeof scope];
    return value === undefined ? [] : [`${word} ${name(shorten(value, 100))}`];
  });
  const state = hasExpired
    ? `ended on ${exception.expires}, covers nothing any more`
    : `ends on ${exception.expires}${unusedSince === undefined ? '' : `; not used since ${unusedSince}`}`;
  return `${covered.join(', ')}: ${state}; ${name(shorten(exception.reason, 100))} (${name(shorten(exception.owner, 60))})`;
}
