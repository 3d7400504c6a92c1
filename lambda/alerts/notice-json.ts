import { bytes, visible } from './json';
import { mostListed, mostNamed, noticeSchema, type Exposures, type Group, type Notice, type NoticeOf } from './notice';
import { wordsOf } from './notice-wording';
import { legible, shorten, withTexts } from './plain';

/** Entries of each list, tried in this order where a message is too big; the last fits whatever the texts hold. */
function lengths({ kind }: Notice): number[] {
  return [kind === 'flood' ? mostNamed : mostListed, 10, 3];
}

/** The notice for a reader: every text is made `legible`. */
export function readable(notice: Notice): Notice {
  return noticeSchema.parse(withTexts(notice, legible));
}

/**
 * One line for machines, in the contract's order; a `summary` for people comes last.
 * @param most entries of each list.
 */
export function noticeJson(notice: Notice, most: number, beside: { destination?: string } = {}): string {
  const cut = noticeSchema.parse(withTexts(notice, (text) => shorten(text, 300)));
  return visible(
    JSON.stringify({ ...cut, ...listsOf(cut, most), ...beside, summary: wordsOf(readable(notice)).title }),
  );
}

/** The first rendering of at most `room` bytes. */
export function fitting(notice: Notice, room: number, render: (most: number) => string): string {
  let text = '';
  for (const most of lengths(notice)) if (text === '' || bytes(text) > room) text = render(most);
  return text;
}

type Lists = Partial<
  Record<'suppressed' | 'below' | 'alerts', Group> & Pick<NoticeOf<'posture'>, 'open' | 'new' | 'mended' | 'unread'>
>;

function listsOf(notice: Notice, most: number): Lists {
  const first = (group: Group): Group => ({ ...group, alerts: group.alerts.slice(0, most) });
  switch (notice.kind) {
    case 'digest':
      return { suppressed: first(notice.suppressed), below: first(notice.below) };
    case 'flood':
      return { alerts: first(notice.alerts) };
    case 'posture': {
      const cut = (all: Exposures): Exposures => ({ ...all, exposures: all.exposures.slice(0, most) });
      const { open, new: fresh, mended, unread } = notice;
      return { open: cut(open), new: cut(fresh), mended: cut(mended), unread: unread.slice(0, most) };
    }
    case 'alarm':
    case 'answer':
    case 'expectation':
    case 'subscription':
      return {};
  }
}
