import { shorten } from '../../lambda/alerts/plain';
import { domainOf, partitionOf } from '../../lambda/events/partition';
import { asInYaml } from '../../lambda/config/telling';
import { deployedTold } from '../deployment/deployed';
import { regionOf, type HomeOptions } from '../deployment/home';
import { shown } from '../terminal/shown';
import { unprotectedRemedy } from './remedies';
import { write, type Terminal } from '../terminal/terminal';
import { openTopics } from './topics';
import { UsageError } from '../usage-error';

interface Confirmation {
  topicArn: string;
  token: string;
}

/** Confirms a subscription so that a click on "unsubscribe" does not end it. @returns the exit code: 0, or 1 if it could. */
export async function runConfirm(pasted: string, options: HomeOptions, terminal: Terminal): Promise<number> {
  const { topicArn, token } = confirmationIn(pasted);
  const region = regionOf(options, terminal.env);
  const topic = (await deployedTold(region)).find(({ arn }) => arn === topicArn);
  if (topic === undefined)
    throw new UsageError(
      `the link is of topic ${topicArn}, to which mfa-watch in ${region} sends nothing; nothing was confirmed\n` +
        'expected a link for one of its topics: npm start -- subscriptions lists them',
    );
  const topics = await openTopics(region);
  try {
    const subscribed = await topics.confirm(topicArn, token);
    const isProtected = subscribed.state !== 'unprotected';
    const who = `${subscribed.endpoint === '' ? 'the address of this mail' : shown(subscribed.endpoint)} gets what goes to ${shown(asInYaml(topic.name))}`;
    await write(
      terminal.stdout,
      isProtected
        ? `Confirmed: ${who}, and a click on "unsubscribe" in a mail does not end that.\nSee that it arrives: npm start -- drill\n`
        : `Confirmed: ${who}. But it is not protected: somebody had opened the link before.\n\n${unprotectedRemedy(subscribed)}`,
    );
    return isProtected ? 0 : 1;
  } finally {
    topics.close();
  }
}

const expected =
  'expected the link of AWS\'s mail "Subscription Confirmation", in single quotes, or the shell cuts it at its first "&":\n' +
  "npm start -- subscriptions confirm 'https://sns.us-east-1.amazonaws.com/confirmation.html?TopicArn=…&Token=…&Endpoint=…'";

/** @param pasted as a mail client gives it: with line breaks, or with `&amp;` for `&`. */
export function confirmationIn(pasted: string): Confirmation {
  const link = pasted.replace(/\s+/g, '').replace(/^<|>$/g, '').replaceAll('&amp;', '&');
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url === undefined) throw new UsageError(`"${shorten(pasted, 100)}" is not a link\n${expected}`);
  const topicArn = url.searchParams.get('TopicArn') ?? '';
  const token = url.searchParams.get('Token') ?? '';
  const [, region] = /^arn:[\w-]+:sns:([\w-]+):\d{12}:[\w-]+$/.exec(topicArn) ?? [];
  if (url.pathname === '/unsubscribe.html')
    throw new UsageError(`this link ends a subscription; nothing was done\n${expected}`);
  if (region === undefined || token === '')
    throw new UsageError(`the link lacks ${region === undefined ? 'TopicArn' : 'Token'}\n${expected}`);
  const host = `sns.${region}.${domainOf(partitionOf(region))}`;
  if (url.protocol !== 'https:' || url.host !== host)
    throw new UsageError(`the link leads to ${url.protocol}//${url.host}, expected https://${host}: it is not AWS's`);
  return { topicArn, token };
}
