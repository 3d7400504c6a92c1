import type { NoticeOf } from '../notice';
import { named, shorten } from '../plain';
import { accountOf, plural, utc } from '../wording';
import { groupBlock } from './group';
import type { Words } from './page';

export function flood(notice: NoticeOf<'flood'>): Words {
  const { account, accountName = account, alerts, limit, time } = notice;
  return {
    title: `mfa-watch: ${plural(alerts.count, 'more alert')} of ${named(shorten(accountName, 30))}, told together`,
    thread: `flood-${account}`,
    page: (medium, most) => ({
      headline: `More than ${plural(limit, 'message')} about ${accountOf(notice, medium.name)} came within an hour, so the rest is told here at once: ${plural(alerts.count, 'alert')}, the strongest ${notice.severity}.`,
      steps: [
        'Begin with the strongest, below. So many at once can be one attack, a script of your own, or a way to hide one of them.',
        'Look at each one: it is listed by the command below, with its id.',
      ],
      blocks: [groupBlock('TOLD HERE AND NOWHERE ELSE', alerts, medium, most)],
      command: { purpose: 'To see all of them, and who has answered', line: 'npm start -- alerts' },
      when: utc(time),
    }),
  };
}
