import type { Medium } from '../medium';
import type { NoticeOf, Review } from '../notice';
import { firstOf, shorten } from '../plain';
import { plural } from '../../events/names';
import { groupBlock } from './group';
import type { Page, Words } from './page';

type Digest = NoticeOf<'digest'>;

export function digest(notice: Digest): Words {
  return {
    title: `mfa-watch digest of ${notice.day}: ${countsOf(notice).join(', ')}`,
    thread: `digest-${notice.day}`,
    page: (medium, most) => page(notice, medium, most),
  };
}

/** What there is, in as few words as a subject has room for. */
function countsOf({ suppressed, below, exceptions }: Digest): string[] {
  return [
    ...(suppressed.count > 0 ? [`${suppressed.count} excepted`] : []),
    ...Object.entries(below.severities).map(([severity, count]) => `${count} ${severity}`),
    ...(exceptions.length > 0 ? [`${plural(exceptions.length, 'exception')} to look at`] : []),
  ];
}

function page({ day, suppressed, below, exceptions, isPartial }: Digest, medium: Medium, most: number): Page {
  const count = suppressed.count + below.count;
  const command = {
    purpose: 'To see all of it, from your CloudTrail files',
    line: `npm start -- replay FOLDER --since ${day} --until ${day} --min-severity info --show-suppressed`,
  };
  return {
    headline:
      count === 0
        ? 'Exceptions in mfa-watch.yaml need somebody to look at them.'
        : `${plural(count, 'alert')} of ${day}${isPartial ? ', and more,' : ''} listed here only: less severe than you asked for, or covered by an exception.`,
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
