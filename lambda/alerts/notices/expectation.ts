import type { ExpectedAct } from '../expectation';
import type { Medium } from '../medium';
import type { NoticeOf } from '../notice';
import { named, shorten } from '../plain';
import { accountOf, lastName, utc, type Show } from '../wording';
import type { Page, Words } from './page';
import { isSameName } from '../../events/text';

const acts: Readonly<Record<ExpectedAct, (user: string) => string>> = {
  'adds-device': (user) => `adds an MFA device to ${user}`,
  'resyncs-device': (user) => `resynchronises an MFA device of ${user}`,
};

export function expectation(notice: NoticeOf<'expectation'>): Words {
  const what = actOf(notice, (text) => named(shorten(lastName(text), 40)));
  return {
    title: notice.isCancelled
      ? `Taken back: ${what}`
      : `Announced: ${what}; wakes nobody until ${utc(notice.expectation.until)}`,
    thread: `expectation-${notice.expectation.id}`,
    page: (medium) => (notice.isCancelled ? takenBack(notice, medium) : announced(notice, medium)),
  };
}

function announced(notice: NoticeOf<'expectation'>, medium: Medium): Page {
  const { name } = medium;
  const { expectation } = notice;
  const until = utc(expectation.until);
  return {
    headline: `${name(expectation.by)} has announced a change: ${changeOf(notice, medium)}, from ${utc(expectation.from)} until ${until}.`,
    steps: ['If you do not know of it, ask whoever announced it; if nobody vouches for it, take it back.'],
    blocks: [
      { heading: 'WHY', lines: [`- ${medium.sentence(expectation.reason)}`] },
      {
        heading: 'WHAT IT DOES',
        lines: [
          'An alert of just this change is lowered to low and says who announced it; it is still recorded.',
          `Whatever else happens is told as always, and after ${until} this is, too.`,
        ],
      },
    ],
    command: { purpose: 'To take it back', line: `npm start -- expect --cancel ${expectation.id}` },
    when: utc(notice.time),
  };
}

function takenBack(notice: NoticeOf<'expectation'>, medium: Medium): Page {
  const { by, reason } = notice.expectation;
  return {
    headline: `A change that ${medium.name(by)} had announced is taken back: ${changeOf(notice, medium)}.`,
    steps: ['Nothing: if it happens all the same, you are told as always.'],
    blocks: [{ heading: 'WHY IT HAD BEEN ANNOUNCED', lines: [`- ${medium.sentence(reason)}`] }],
    when: utc(notice.time),
  };
}

function changeOf(notice: NoticeOf<'expectation'>, { name }: Medium): string {
  return `${actOf(notice, name)} in account ${accountOf(notice, name)}`;
}

function actOf({ expectation: { actor, act, user } }: NoticeOf<'expectation'>, show: Show): string {
  const isOwn = isSameName(actor, user);
  return `${show(actor)} ${acts[act](isOwn ? 'their own user' : show(user))}`;
}
