import { printable } from '../../lambda/alerts/plain';
import { shown } from '../terminal/shown';
import type { Subscribed } from './topics';

export const pendingRemedy = `PENDING: nobody is told anything there before it is confirmed.
  AWS has sent a mail "Subscription Confirmation"; look in the spam folder, too.
  Copy its link, do not open it, and within two days run, with the quotes:
    npm start -- subscriptions confirm '<link>'
  No mail? SNS console, Subscriptions, Request confirmation sends another.
`;

export const removedRemedy = `REMOVED: mfa-watch.yaml names it, and the topic lacks it, so nothing is sent there.
  Somebody clicked "unsubscribe", or it was not confirmed within two days.
  Is there a mail of AWS's "Unsubscribe Confirmation"? Copy the link with which
  it offers to subscribe again, and run, with the quotes:
    npm start -- subscriptions confirm '<link>'
  Else take the address out of mfa-watch.yaml, deploy, put it back, and deploy:
  a deployment alone does not bring it back. Then confirm it.
`;

export const nobodyRemedy = `NOBODY: no one is subscribed, so what is sent there reaches nobody.
  A Slack channel: deploy again, and look in the console of Amazon Q Developer
  in chat applications whether the channel is configured.
  A topic for tools: subscribe them.
  The guard, which tells of mfa-watch itself: name an address in mfa-watch.yaml
  (guardEmail, or email), and deploy.
`;

/** AWS protects a subscription only when it is confirmed. */
export function unprotectedRemedy({ topicArn, arn = '', protocol, endpoint, filterPolicy }: Subscribed): string {
  const region = topicArn.split(':')[3] ?? '';
  const end = aws('unsubscribe', { region, 'subscription-arn': arn });
  const begin = aws('subscribe', {
    ...{ region, 'topic-arn': topicArn, protocol, 'notification-endpoint': endpoint },
    ...(filterPolicy !== undefined && { attributes: JSON.stringify({ FilterPolicy: filterPolicy }) }),
  });
  return `UNPROTECTED: whoever gets the mail of ${shown(endpoint)} ends it by a click
  on "unsubscribe"; so does a mail filter that opens links.
  Is AWS's mail "Subscription Confirmation" at most two days old? Its link may
  still mend that, and this says whether it did:
    npm start -- subscriptions confirm '<link>'
  Else subscribe anew. Until the third step nothing is sent there, and mfa-watch
  tells everybody else that a subscription has vanished, which is right.
    ${end}
    ${begin}
    npm start -- subscriptions confirm '<link of the new mail; copy it, do not open it>'
`;
}

/** One line for a POSIX shell, whatever the values hold. */
function aws(operation: string, options: Readonly<Record<string, string>>): string {
  const words = Object.entries(options).map(
    ([option, value]) => `--${option}='${printable(value).replaceAll("'", `'\\''`)}'`,
  );
  return ['aws sns', operation, ...words].join(' ');
}
