import { plural } from '../../events/names';
import type { Medium } from '../medium';
import type { HeldBack, NoticeOf } from '../notice';
import { named, shorten } from '../plain';
import { accountOf, utc } from '../wording';
import { alertLine, groupBlock } from './group';
import type { Words } from './page';

export function flood(notice: NoticeOf<'flood'>): Words {
  const { account, accountName = account, alerts, limit, time } = notice;
  return {
    title: `${notice.severity.toUpperCase()}: ${plural(alerts.count, 'more alert')} in ${named(shorten(accountName, 30))}, in one message`,
    thread: `flood-${account}`,
    page: (medium, most) => ({
      headline: `More than ${plural(limit, 'message')} about ${accountOf(notice, medium.name)} came within an hour, so the rest is told here at once: ${plural(alerts.count, 'alert')}, the strongest ${notice.severity}.`,
      steps: [
        'Begin with the strongest, which is listed first. So many at once can be one attack, a script of your own, or a way to hide one of them.',
        'Look at each one, and answer it by its id: "npm start -- ack ID".',
      ],
      blocks: [groupBlock('TOLD TO PEOPLE ONLY HERE', alerts, medium, most, withId)],
      command: { purpose: 'To see all of them, and who has answered', line: 'npm start -- alerts' },
      when: utc(time),
    }),
  };
}

function withId(alert: HeldBack, medium: Medium): string {
  return `${alertLine(alert, medium)}; id ${medium.name(alert.id)}`;
}
