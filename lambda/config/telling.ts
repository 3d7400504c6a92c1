import type { Config, Destination, SlackChannel } from './config';
import { besidePrefix, type Channel, type Https } from './destinations';
import type { Environment, Route } from './environment';

/** A destination by the name that the function knows it by. */
export interface Place {
  name: string;
  kind: Environment['destinations'][number]['kind'];
  /** Of a mail: who gets it. */
  addresses?: readonly string[];
  /** Of a chat. */
  channel?: Channel;
  /** Of a bus of somebody's own: its ARN. */
  eventBus?: string | undefined;
  /** Of the other bus: where it forwards alerts. */
  https?: Https | undefined;
}

/** Who is told of what. */
export interface Telling {
  /** Each once, the mail of everybody first. */
  places: Place[];
  /** The first that fits an account counts; the last fits all. */
  routes: Route[];
  /** All that fit are told beside that. */
  besides: Route[];
}

/** What the configuration says of it. */
export type Wanted = Pick<Config, 'email' | 'slack' | 'minSeverity' | 'overrides' | 'destinations'>;

/** The mail of everybody. */
export const mainMail = 'alerts';
/** Before the names of channels that stand beside mail. */
export const slackPrefix = 'slack-';

const inYaml = [
  [`${mainMail}-`, 'email:'],
  [slackPrefix, 'slack:'],
  [besidePrefix, ''],
] as const;

/**
 * A destination for people, who know it from mfa-watch.yaml: `email`, `slack:security`, `email:payments` (of an override), and
 * of `destinations` the name alone.
 *
 * @param name by which the function knows it; others, such as that of the guard, stay as they are.
 */
export function asInYaml(name: string): string {
  if (name === mainMail) return 'email';
  const [prefix = '', instead = ''] = inYaml.find(([start]) => name.startsWith(start)) ?? [];
  return instead + name.slice(prefix.length);
}

export function tellingOf(config: Wanted): Telling {
  const places: Place[] = [{ name: mainMail, kind: 'alerts', addresses: config.email }];
  const channels = new Map<string, string>();
  const inSlack = slack(config.slack, '', channels, places);
  const overridden = config.overrides.map((override): Route => {
    const { name, accounts, organizationalUnits, email, slack: own, minSeverity } = override;
    const mailed = email === undefined ? mainMail : `${mainMail}-${name}`;
    if (email !== undefined) places.push({ name: mailed, kind: 'alerts', addresses: email });
    const told = own === undefined ? inSlack : slack(own, `${name}-`, channels, places);
    return { accounts, organizationalUnits, destinations: [{ name: mailed, minSeverity }, ...told] };
  });
  const everybody = { name: mainMail, minSeverity: config.minSeverity };
  const besides = config.destinations.map((wanted) => beside(wanted));
  return {
    places: [...places, ...config.destinations.map((wanted) => placeOf(wanted))],
    routes: [...overridden, { accounts: [], organizationalUnits: [], destinations: [everybody, ...inSlack] }],
    besides,
  };
}

/** Amazon Q takes one configuration a channel, so a channel that is named twice has one topic. */
function slack(
  channels: readonly SlackChannel[],
  prefix: string,
  known: Map<string, string>,
  places: Place[],
): Route['destinations'] {
  return channels.map((channel) => {
    const place = `${channel.workspaceId}/${channel.channelId}`;
    const name = known.get(place) ?? `${slackPrefix}${prefix}${channel.name}`;
    if (!known.has(place)) places.push({ name, kind: 'chat', channel });
    known.set(place, name);
    return { name, minSeverity: channel.minSeverity };
  });
}

function beside({ name, accounts, organizationalUnits, minSeverity, detections, when }: Destination): Route {
  return {
    accounts,
    organizationalUnits,
    destinations: [{ name: besidePrefix + name, minSeverity, detections, when }],
  };
}

function placeOf({ name, email, slack, queue, eventBus, https }: Destination): Place {
  const called = besidePrefix + name;
  if (email !== undefined) return { name: called, kind: 'alerts', addresses: email };
  if (slack !== undefined) return { name: called, kind: 'chat', channel: slack };
  if (queue !== undefined) return { name: called, kind: 'queue' };
  const isBus = eventBus !== undefined || https !== undefined;
  return isBus ? { name: called, kind: 'bus', eventBus, https } : { name: called, kind: 'security-hub' };
}
