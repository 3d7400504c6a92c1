import type { Config } from '../../lambda/config/config';
import { answerQueue } from '../destinations/answer-queue';
import type { Reach } from '../organization/reach';

type Told = Pick<Config, 'email' | 'guardEmail' | 'slack' | 'overrides' | 'destinations' | 'organization'>;

/** Where Amazon Q's API answers, whichever region the channel's configuration was made in (AWS general reference). */
const chatRegions = ['us-east-2', 'us-west-2', 'ap-southeast-1', 'eu-west-1'];

/**
 * What no stack can do, by the names of outputs.
 *
 * @param account 12 digits; undefined: not known at synthesis.
 */
export function leftToDo(
  config: Told,
  account: string | undefined,
  { home, forwarded }: Pick<Reach, 'home' | 'forwarded'>,
): Record<string, string> {
  const { email, guardEmail = email, overrides, destinations, organization } = config;
  const all = [config, ...overrides, ...destinations];
  const mailed = each([...all.flatMap((one) => one.email ?? []), ...guardEmail]);
  const channels = all.flatMap(({ slack }) => slack ?? []);
  const unseen = chatRegions.filter((region) => region !== home && !forwarded.includes(region));
  const withRoles = places(channels.filter(({ userRoles, buttons }) => userRoles && buttons));
  const buses = each(destinations.flatMap(({ eventBus }) => eventBus ?? [])).filter((arn) => !isOf(arn, account));
  return {
    ...(mailed.length + channels.length > 0 &&
      !destinations.some(({ when }) => when === 'unanswered') && {
        NotEscalated:
          'High and critical alerts that nobody answers are told to nobody else: give one of destinations in ' +
          'mfa-watch.yaml "when: unanswered"',
      }),
    ...(mailed.length > 0 && {
      ConfirmByMail: `Unless done before, do not open the link in AWS's mail but copy it: npm start -- subscriptions confirm 'LINK'. Two come to who gets alerts and the mails of mfa-watch guard. Sent to: ${mailed.join(', ')}`,
    }),
    ...(channels.length > 0 && {
      AuthorizeSlack:
        `Unless done before, authorize the workspace in the console of Amazon Q Developer in chat applications ` +
        `and invite @Amazon Q to the channel: ${places(channels).join(', ')}`,
    }),
    ...(channels.length > 0 &&
      unseen.length > 0 && {
        WatchSlack:
          `Amazon Q's API answers in ${chatRegions.join(', ')} as well. What is done to the channel in ${unseen.join(', ')} ` +
          `is seen only with forwarders there; in mfa-watch.yaml "regions: [${[...forwarded, ...unseen].join(', ')}]"`,
      }),
    ...(withRoles.length > 0 && {
      GiveUserRoles:
        `Each member of ${withRoles.join(', ')} chooses a role in Slack (@Amazon Q, switch-roles), which must ` +
        `trust chatbot.amazonaws.com and allow sqs:SendMessage on the queue ${answerQueue}, or the buttons are refused`,
    }),
    ...(buses.length > 0 && {
      AllowEvents: `Unless done before, let this account put events, in the policy of the bus: ${buses.join(', ')}`,
    }),
    ...(destinations.some(({ securityHub }) => securityHub) && {
      EnableSecurityHub: 'Unless done before, turn on Security Hub CSPM in this account and region',
    }),
    ...(organization !== undefined && {
      DeployMembers:
        `Deploy the member template to the accounts of ${organization.id} by a StackSet, and to the management ` +
        `account by itself: a service-managed StackSet never reaches it. See docs/reach.md`,
    }),
  };
}

/** Whom nobody tells anything, by the names of warnings. */
export function silence({ email, guardEmail = email, slack, overrides, destinations }: Told): Record<string, string> {
  const atOnce = destinations.filter(({ when }) => when === undefined);
  const ofAll = atOnce.filter(
    ({ accounts, organizationalUnits }) => accounts.length + organizationalUnits.length === 0,
  );
  const silent = overrides.filter(
    (override) => (override.email ?? email).length + (override.slack ?? slack).length + ofAll.length === 0,
  );
  const ofOverrides = silent.map(({ name }): [string, string] => [
    `no-destination-${name}`,
    `overrides: ${name}: nobody is told of alerts of these accounts. Name an email or a Slack channel there, or leave ` +
      'the empty list out to keep the ones above',
  ]);
  const isSilent = email.length + slack.length + atOnce.length === 0;
  const later = destinations.length > 0 ? ' until it has stayed unanswered' : '';
  return {
    ...Object.fromEntries(ofOverrides),
    ...(guardEmail.length === 0 && {
      'no-guard':
        'Nobody is told if somebody silences mfa-watch, or it stops working. Name an e-mail address in mfa-watch.yaml: ' +
        'guardEmail, or email',
    }),
    ...(isSilent && {
      'no-destination': `Nobody is told of any alert${later}. Name an e-mail address or a Slack channel in mfa-watch.yaml, or add -c email=you@example.com`,
    }),
  };
}

function each(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function places(channels: readonly { workspaceId: string; channelId: string }[]): string[] {
  return each(channels.map(({ workspaceId, channelId }) => `${workspaceId}/${channelId}`));
}

function isOf(arn: string, account: string | undefined): boolean {
  return arn.split(':')[4] === account;
}
