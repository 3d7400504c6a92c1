import type { NoticeOf } from '../notice';
import { named, shorten } from '../plain';
import { utc } from '../wording';
import type { Words } from './page';

type Subscription = NoticeOf<'subscription'>;

interface Change {
  title: string;
  /** Of the subscriber; what it means for them. */
  meaning: string;
  steps: string[];
}

const ask = 'Ask whoever reads there whether they know of it. Until it is mended, alerts do not reach them.';
const again = 'Subscribe them again, and confirm it with the command below: then no click in a mail can end it.';

const changes: Readonly<Record<Subscription['change'], Change>> = {
  gone: {
    title: 'somebody is not told any more',
    meaning: 'is not told of alerts any more: the subscription is gone',
    steps: [
      ask,
      'A click on "unsubscribe" in a mail is not in CloudTrail. If nobody clicked, search CloudTrail for Unsubscribe and DeleteTopic.',
      again,
    ],
  },
  'confirmation-lost': {
    title: 'somebody is not told any more',
    meaning: 'is not told of alerts any more: the subscription was confirmed and waits for a confirmation again',
    steps: [ask, 'Search CloudTrail for Unsubscribe and Subscribe with this endpoint: who made it anew?', again],
  },
  unconfirmed: {
    title: 'a subscription was never confirmed',
    meaning: 'was never told of alerts: nobody confirmed the subscription, and AWS has given it up',
    steps: ['If somebody is meant to read alerts there, subscribe them again and confirm it with the command below.'],
  },
  'filter-changed': {
    title: 'somebody is told of other alerts than before',
    meaning: 'is told of other alerts than before: the filter of the subscription was changed',
    steps: [
      'Search CloudTrail for SetSubscriptionAttributes: who changed the filter, and should they have?',
      'If not, set it back as mfa-watch.yaml has it: a filter can hide exactly the alerts that somebody wants hidden.',
    ],
  },
};

export function subscription(notice: Subscription): Words {
  const { destination, endpoint, protocol, topicArn, change, time } = notice;
  const { title, meaning, steps } = changes[change];
  return {
    title: `mfa-watch: ${title}: ${named(shorten(endpoint, 60))}`,
    thread: `subscription-${destination}`,
    page: ({ name }) => ({
      headline: `${name(endpoint)} ${meaning}.`,
      steps,
      blocks: [
        {
          heading: 'WHICH SUBSCRIPTION',
          lines: [
            `- ${name(protocol)} to ${name(endpoint)}`,
            `- destination ${name(destination)}, topic ${name(topicArn)}`,
          ],
        },
      ],
      command: { purpose: 'To see who is subscribed, and to confirm', line: 'npm start -- subscriptions' },
      when: utc(time),
    }),
  };
}
