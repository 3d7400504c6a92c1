import { plural } from '../../events/names';
import { day } from '../../time';
import type { Medium } from '../medium';
import type { Exposure, Exposures, NoticeOf } from '../notice';
import { firstOf, named, shorten } from '../plain';
import { accountOf, utc } from '../wording';
import type { Page, Words } from './page';

type Posture = NoticeOf<'posture'>;
type Part = Pick<Page, 'headline' | 'blocks'>;

/** Places that are named of those that could not be read. */
const mostUnread = 10;

export function posture(notice: Posture): Words {
  const { account, occasion, time } = notice;
  return {
    title: titleOf(notice),
    thread: occasion === 'week' ? `posture-week-${account}` : `posture-${account}-${time.slice(0, 10)}`,
    page: (medium, most) => page(notice, medium, most),
  };
}

function titleOf({ occasion, severity, open, new: fresh, mended, account, accountName = account }: Posture): string {
  const where = named(shorten(accountName, 30));
  const level = severity.toUpperCase();
  if (occasion === 'week') return `mfa-watch: ${open.count === 0 ? 'nothing' : counted(open)} open in ${where}`;
  if (occasion === 'first') return `${level}: ${counted(open)} in ${where}, by a first look`;
  if (fresh.count === 0) return `mfa-watch: ${plural(mended.count, 'exposure')} mended in ${where}`;
  const worst = shorten(fresh.exposures[0]?.title ?? '', 80);
  return fresh.count === 1
    ? `${level}: ${worst} (${where})`
    : `${level}: ${plural(fresh.count, 'new exposure')} in ${where}, the worst: ${worst}`;
}

function page(notice: Posture, medium: Medium, most: number): Page {
  const { occasion, time, open, new: fresh, remedies, unread } = notice;
  const { name, own, sentence } = medium;
  const isSomething = (occasion === 'drift' ? fresh : open).count > 0;
  const { headline, blocks } = told[occasion](notice, medium, most);
  const mend = Object.entries(remedies).map(([check, remedy]) => `- ${name(check)}: ${own(remedy)}`);
  const torn = unread.map(({ where, what }) => `- ${sentence(shorten(where, 200))}: ${sentence(shorten(what, 200))}`);
  return {
    headline,
    steps: isSomething ? ['Begin with the first. What a check means, and what it does not see: docs/posture.md.'] : [],
    blocks: [
      ...blocks,
      { heading: 'WHAT MENDS THEM', lines: mend },
      {
        heading: `COULD NOT BE READ, SO NOTHING OF IT COUNTS AS MENDED: ${unread.length}`,
        lines: firstOf(torn, mostUnread),
      },
    ].filter(({ lines }) => lines.length > 0),
    ...(isSomething && {
      command: { purpose: 'All of them, with the policies to change', line: 'npm start -- posture' },
    }),
    when: utc(time),
  };
}

const told: Record<Posture['occasion'], (notice: Posture, medium: Medium, most: number) => Part> = {
  first: (notice, medium, most) => {
    const { open } = notice;
    const worst = open.exposures.slice(0, most);
    return {
      headline: `mfa-watch has looked at ${accountOf(notice, medium.name)} for the first time and found ${counted(open)}: users, keys, policies and roles that MFA does not protect. From now on you are told what is new and what is mended.`,
      blocks: [
        {
          heading: `THE WORST ${worst.length} OF ${open.count}`,
          lines: worst.map((one) => `- ${line(one, medium)}`),
        },
        { heading: 'HOW MANY OF EACH', lines: perCheck(open, medium) },
      ],
    };
  },
  drift: (notice, medium, most) => ({
    headline: `Since the last look at ${accountOf(notice, medium.name)}: ${changes(notice)}. Now ${stillOpen(notice.open)}`,
    blocks: [
      block('NEW OR MORE SEVERE', notice.new, medium, most),
      block('MENDED OR GONE', notice.mended, medium, most),
    ],
  }),
  week: (notice, medium, most) => ({
    headline: `In ${accountOf(notice, medium.name)}: ${stillOpen(notice.open)} In the last week ${notice.new.count} came up and ${notice.mended.count} ${notice.mended.count === 1 ? 'was' : 'were'} mended or went away.`,
    blocks: [
      block('OPEN', notice.open, medium, most, (one) => age(one, notice.time)),
      block('NEW IN THE WEEK', notice.new, medium, most),
      block('MENDED OR GONE IN THE WEEK', notice.mended, medium, most),
    ],
  }),
};

/** `14 exposures (2 high, 12 low)`. */
function counted({ count, severities }: Exposures): string {
  const each = Object.entries(severities).map(([severity, times]) => `${times} ${severity}`);
  return `${plural(count, 'exposure')}${each.length === 0 ? '' : ` (${each.join(', ')})`}`;
}

function changes({ new: fresh, mended }: Posture): string {
  return [
    ...(fresh.count > 0 ? [`${counted(fresh)} ${fresh.count === 1 ? 'is' : 'are'} new or more severe`] : []),
    ...(mended.count > 0
      ? [`${plural(mended.count, 'exposure')} ${mended.count === 1 ? 'is' : 'are'} mended or gone`]
      : []),
  ].join(', ');
}

function stillOpen(open: Exposures): string {
  if (open.count === 0) return 'nothing stands open.';
  return `${counted(open)} ${open.count === 1 ? 'stands' : 'stand'} open.`;
}

function perCheck({ checks }: Exposures, { name }: Medium): string[] {
  return Object.entries(checks).map(([check, times]) => {
    const each = Object.entries(times).map(([severity, count]) => `${count} ${severity}`);
    return `- ${name(check)}: ${each.join(', ')}`;
  });
}

function block(
  heading: string,
  { count, exposures }: Exposures,
  medium: Medium,
  most: number,
  more: (exposure: Exposure) => string = () => '',
) {
  const shown = exposures.slice(0, most);
  return {
    heading: `${heading}: ${count}`,
    lines: [
      ...shown.map((one) => `- ${line(one, medium)}${more(one)}`),
      ...(count > shown.length && shown.length > 0 ? [`and ${count - shown.length} more`] : []),
    ],
  };
}

/** `HIGH (was low): alice has a console password and no MFA device; console-password-without-mfa`. */
function line({ severity, was, title, check, undecided }: Exposure, { name, sentence }: Medium): string {
  const before = was === undefined ? '' : ` (was ${was})`;
  const unsure = undecided === true ? '; not decided' : '';
  return `${severity.toUpperCase()}${before}: ${sentence(shorten(title, 200))}${unsure}; ${name(check)}`;
}

function age({ since }: Exposure, now: string): string {
  const days = Math.max(0, Math.floor((Date.parse(now) - Date.parse(since)) / day));
  return `; since ${since.slice(0, 10)} (${plural(days, 'day')})`;
}
