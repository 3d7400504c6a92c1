import { guardName } from '../../config/environment';
import { asInYaml } from '../../config/telling';
import type { NoticeOf } from '../notice';
import { named, shorten } from '../plain';
import { utc } from '../wording';
import type { Words } from './page';

type Subscription = NoticeOf<'subscription'>;

interface Change {
  /** Both follow the name of the subscriber. */
  title: string;
  meaning: string;
  steps: string[];
}

const again =
  'Subscribe them again: "npm start -- subscriptions" says how. Confirm it with "npm start -- subscriptions confirm \'LINK\'", LINK from AWS\'s mail: then no click in a mail can end it.';

/** What the subscriber is told of, and by what. */
interface Matter {
  of: string;
  messages: string;
  message: string;
}

const ofAlerts: Matter = { of: 'alerts', messages: 'alerts', message: 'alert' };
const ofGuard: Matter = {
  of: 'tampering with mfa-watch itself',
  messages: 'mails about mfa-watch itself',
  message: 'mail about mfa-watch itself',
};

function changed(change: Subscription['change'], { of, messages, message }: Matter): Change {
  const ask = `Did somebody of yours take it out of mfa-watch.yaml and deploy? Then there is nothing to do. If not, ask whoever reads there whether they ended it; until it is mended, ${messages} do not reach them.`;
  switch (change) {
    case 'gone':
      return {
        title: `gets no ${messages} any more`,
        meaning: `is not told of ${of} any more: the subscription is gone`,
        steps: [
          ask,
          'A click on "unsubscribe" in a mail is not in CloudTrail. If nobody clicked, search CloudTrail for Unsubscribe and DeleteTopic.',
          again,
        ],
      };
    case 'confirmation-lost':
      return {
        title: `gets no ${messages} any more`,
        meaning: `is not told of ${of} any more: the subscription was confirmed and waits for a confirmation again`,
        steps: [ask, 'Search CloudTrail for Unsubscribe and Subscribe with this endpoint: who made it anew?', again],
      };
    case 'unconfirmed':
      return {
        title: `never got any ${message}`,
        meaning: `was never told of ${of}: nobody confirmed the subscription, and AWS has given it up`,
        steps: [
          `If somebody is meant to read ${messages} there, subscribe them again: "npm start -- subscriptions" says how.`,
        ],
      };
    case 'added':
      return {
        title: `gets ${messages}, too`,
        meaning: `is told of ${of}, too, once the subscription is confirmed: it was not there before`,
        steps: [
          'Did somebody of yours put it into mfa-watch.yaml and deploy, or subscribe it again? Then there is nothing to do.',
          `If not, a stranger reads your ${messages}: search CloudTrail for Subscribe on this topic. Who did it, and with what credentials?`,
          'End it in the SNS console, under this topic. While it is pending, it cannot be ended, and gets nothing.',
        ],
      };
    case 'filter-changed':
      return {
        title: `gets other ${messages} than before`,
        meaning: `is told of other ${of} than before: the filter of the subscription was changed`,
        steps: [
          'Search CloudTrail for SetSubscriptionAttributes: who changed the filter, and should they have?',
          `If not, set it back as mfa-watch.yaml has it: a filter can hide exactly the ${messages} that somebody wants hidden.`,
        ],
      };
  }
}

export function subscription(notice: Subscription): Words {
  const { destination, endpoint, protocol, topicArn, change, time } = notice;
  const { title, meaning, steps } = changed(change, destination === guardName ? ofGuard : ofAlerts);
  return {
    title: `${notice.severity.toUpperCase()}: ${named(shorten(endpoint, 50))} ${title}`,
    thread: `subscription-${destination}`,
    page: ({ name }) => ({
      headline: `${name(endpoint)} ${meaning}.`,
      steps,
      blocks: [
        {
          heading: 'WHICH SUBSCRIPTION',
          lines: [
            `- ${name(protocol)} to ${name(endpoint)}`,
            `- destination ${name(asInYaml(destination))}, topic ${name(topicArn)}`,
          ],
        },
      ],
      command: { purpose: 'To see who is subscribed', line: 'npm start -- subscriptions' },
      when: utc(time),
    }),
  };
}
