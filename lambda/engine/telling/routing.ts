import type { Alert, Update } from '../../alerts/alert';
import type { Notice } from '../../alerts/notice';
import type { Environment, Route } from '../../config/environment';
import { rank } from '../../detections/severity';

/** Who is told, and of what. */
export type Wanting = Route['destinations'][number];

/** `mail` and `chat` are read by people, whom a flood would drown; a mail besides by people whom each one may wake. */
export type Audience = 'mail' | 'chat' | 'machine';

/** Who is told. */
export interface Routing {
  /** The first that fits an account counts. */
  readonly routes: readonly Route[];
  /** Told beside that one: all that fit. Every destination that is deployed is in one of the two. */
  readonly besides: readonly Route[];
}

/** Where alerts go. Each is told for itself, so one that fails does not keep the others from being sent. */
export interface Destinations extends Routing {
  audienceOf(destination: string): Audience;
  /** Throws when the destination has not accepted the message. */
  publish(destination: string, alert: Alert, update: Update): Promise<void>;
}

/** Where messages go that are no alerts. */
export interface Notices extends Routing {
  audienceOf(destination: string): Audience;
  /** Whether its readers want to hear once a day of what can wait. */
  takesDigest(destination: string): boolean;
  /** Throws when the destination has not accepted the message. */
  notify(destination: string, notice: Notice): Promise<void>;
}

/** @param unitsAbove a unit that is not known to be above the account fits nothing. */
function fits({ accounts, organizationalUnits }: Route, account: string, unitsAbove: readonly string[]): boolean {
  return (
    accounts.length + organizationalUnits.length === 0 ||
    accounts.includes(account) ||
    organizationalUnits.some((unit) => unitsAbove.includes(unit))
  );
}

/**
 * @returns whose business the alert is, were it severe enough: the destinations of the first route that fits its account,
 * and of all that are told beside it.
 */
export function wantingOf(
  { routes, besides }: Routing,
  { account, detection, related }: Pick<Alert, 'account' | 'detection' | 'related'>,
  unitsAbove: readonly string[],
): Wanting[] {
  const first = routes.find((route) => fits(route, account, unitsAbove));
  const others = besides.filter((route) => fits(route, account, unitsAbove));
  return [...(first === undefined ? [] : [first]), ...others]
    .flatMap(({ destinations }) => destinations)
    .filter(
      ({ detections }) => detections === undefined || [detection, ...related].some((id) => detections.includes(id)),
    );
}

/** Names of all that are deployed, each once. */
export function deployed({ routes, besides }: Routing): string[] {
  return [...new Set([...routes, ...besides].flatMap(({ destinations }) => destinations.map(({ name }) => name)))];
}

/** Names of those that are told of whatever account it is, and at once. */
export function everybody({ routes, besides }: Routing): string[] {
  const others = besides.filter(
    ({ accounts, organizationalUnits }) => accounts.length + organizationalUnits.length === 0,
  );
  const wanting = [...(routes.at(-1)?.destinations ?? []), ...others.flatMap(({ destinations }) => destinations)];
  return [...new Set(wanting.filter(({ when }) => when === undefined).map(({ name }) => name))];
}

/** Names of those that are told only of what nobody has answered. */
export function secondLine({ besides }: Routing): string[] {
  const wanting = besides.flatMap(({ destinations }) => destinations);
  return wanting.filter(({ when }) => when === 'unanswered').map(({ name }) => name);
}

/** Who reads it, by the kind of destination. */
export const audiences: Readonly<Record<Environment['destinations'][number]['kind'], Audience>> = {
  alerts: 'mail',
  chat: 'chat',
  queue: 'machine',
  bus: 'machine',
  'security-hub': 'machine',
};

/** Nobody wants a mail that says that an alert is less bad than the last mail said. The subscriptions filter it: a topic may have other readers, too. */
export const neverMailed = 'lowered' satisfies Update;

/** A channel that wants only what pages somebody must not make a sound at seven in the morning; programs ask for all. */
export function takesDigest({ routes, besides }: Routing, name: string, audience: Audience): boolean {
  const wants = [...routes, ...besides].flatMap(({ destinations }) => destinations.filter((one) => one.name === name));
  if (audience === 'mail') return wants.every(({ when }) => when === undefined);
  return audience === 'chat' && wants.some(({ minSeverity }) => rank(minSeverity) <= rank('medium'));
}

/** Nobody is told. */
export const nowhere: Destinations = {
  routes: [],
  besides: [],
  audienceOf: () => 'machine',
  publish: () => Promise.resolve(),
};

/** The same destinations, each told of everything. */
export function toEveryDestination(destinations: Destinations): Destinations {
  const all = deployed(destinations).map((name) => ({ name, minSeverity: 'info' as const }));
  return {
    routes: [{ accounts: [], organizationalUnits: [], destinations: all }],
    besides: [],
    audienceOf: (destination) => destinations.audienceOf(destination),
    publish: (destination, alert, update) => destinations.publish(destination, alert, update),
  };
}
