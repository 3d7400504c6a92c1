import type { Config, Destination, SlackChannel } from './config';
import type { Environment } from './environment';

type Route = Environment['routes'][number];
type Kind = Environment['destinations'][number]['kind'];

/** A destination by the name that the function knows it by. */
export interface Place {
  name: string;
  kind: Kind;
  /** Of a mail: who gets it. */
  addresses?: readonly string[];
}

/** Who is told of what. */
export interface Telling {
  places: Place[];
  /** The first that fits an account counts; the last fits all. */
  routes: Route[];
  /** All that fit are told beside that. */
  besides: Route[];
}

type Told = Pick<Config, 'email' | 'slack' | 'minSeverity' | 'overrides' | 'destinations'>;

/** How the function calls what `destinations` in mfa-watch.yaml names, so that no other name can be the same. */
export const besidePrefix = 'to-';

const inYaml = [
  ['alerts-', 'email:'],
  ['slack-', 'slack:'],
  [besidePrefix, ''],
] as const;

/**
 * A destination for people, who know it from mfa-watch.yaml: `email`, `slack:security`, `email:payments` (of an override), and
 * of `destinations` the name alone.
 *
 * @param name by which the function knows it; others, such as that of the guard, stay as they are.
 */
export function asInYaml(name: string): string {
  if (name === 'alerts') return 'email';
  const [prefix = '', instead = ''] = inYaml.find(([start]) => name.startsWith(start)) ?? [];
  return instead + name.slice(prefix.length);
}

export function tellingOf(config: Told): Telling {
  const places: Place[] = [{ name: 'alerts', kind: 'alerts', addresses: config.email }];
  const channels = new Map<string, string>();
  const inSlack = slack(config.slack, '', channels, places);
  const overridden = config.overrides.map((override): Route => {
    const { name, accounts, organizationalUnits, email, slack: own, minSeverity } = override;
    const mailed = email === undefined ? 'alerts' : `alerts-${name}`;
    if (email !== undefined) places.push({ name: mailed, kind: 'alerts', addresses: email });
    const told = own === undefined ? inSlack : slack(own, `${name}-`, channels, places);
    return { accounts, organizationalUnits, destinations: [{ name: mailed, minSeverity }, ...told] };
  });
  const everybody = { name: 'alerts', minSeverity: config.minSeverity };
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
    const name = known.get(place) ?? `slack-${prefix}${channel.name}`;
    if (!known.has(place)) places.push({ name, kind: 'chat' });
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
  if (slack !== undefined) return { name: called, kind: 'chat' };
  if (queue !== undefined) return { name: called, kind: 'queue' };
  return { name: called, kind: eventBus !== undefined || https !== undefined ? 'bus' : 'security-hub' };
}
