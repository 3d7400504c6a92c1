import type { Config } from '../lambda/config/config';
import { isTopic, type Environment } from '../lambda/config/environment';
import { deployedDestinations } from './deployed';
import { regionOf, type HomeOptions } from './home';
import { configOf } from './replay-command';
import { shown } from './shown';
import { nobodyRemedy, pendingRemedy, removedRemedy, unprotectedRemedy } from './subscription-remedies';
import { write, type Terminal } from './terminal';
import { isMail, openTopics, type State, type Subscribed } from './topics';

type Destination = Environment['destinations'][number];
type Listed = Destination & { subscriptions: Subscribed[] | undefined };

/** Says who is subscribed to what, and how to mend what is wrong. @returns the exit code: 0, or 1 if something is. */
export async function runSubscriptions(options: HomeOptions, terminal: Terminal): Promise<number> {
  const { config } = configOf(options.config);
  const region = regionOf(options, terminal.env);
  const { all, found, removed, silent } = await survey(config, await deployedDestinations(region), region);
  const mended = [
    ...(found.some(({ state }) => state === 'pending') ? [pendingRemedy] : []),
    ...(removed.length > 0 ? [removedRemedy] : []),
    ...(silent.length > 0 ? [nobodyRemedy] : []),
    ...found.filter(({ state }) => state === 'unprotected').map(unprotectedRemedy),
  ];
  const page = [...all.map((one) => section(one, silent.includes(one))), ...removedSection(removed), ...mended];
  await write(terminal.stdout, page.join('\n'));
  if (mended.length === 0) await write(terminal.stderr, wellText);
  return mended.length === 0 ? 0 : 1;
}

const wellText = `
All are confirmed, and no click on "unsubscribe" ends one. Whether mail arrives,
AWS cannot say: send a drill every week (npm start -- drill).
`;

/**
 * Who is subscribed to each destination.
 *
 * @returns removed: addresses that the configuration names and no topic has; silent: destinations that reach nobody.
 */
export async function survey(config: Config, destinations: readonly Destination[], region: string) {
  const all = await listed(destinations, region);
  const found = all.flatMap(({ subscriptions }) => subscriptions ?? []);
  const silent = all.filter((destination) => isSilent(destination, all));
  return { all, found, removed: missing(config, found), silent };
}

async function listed(destinations: readonly Destination[], region: string): Promise<Listed[]> {
  const topics = await openTopics(region);
  try {
    return await Promise.all(
      destinations.map(async (destination) => ({
        ...destination,
        subscriptions: isTopic(destination) ? await topics.subscriptions(destination.arn) : undefined,
      })),
    );
  } finally {
    topics.close();
  }
}

/** Addresses that the configuration names and no topic has. */
function missing({ email, overrides, destinations }: Config, found: readonly Subscribed[]): string[] {
  const subscribed = found.filter(({ protocol }) => isMail(protocol)).map(({ endpoint }) => endpoint.toLowerCase());
  const named = [...email, ...[...overrides, ...destinations].flatMap((one) => one.email ?? [])];
  return [...new Set(named)].filter((address) => !subscribed.includes(address.toLowerCase()));
}

/** The topic for mail may have nobody where others are told. */
function isSilent({ kind, subscriptions }: Listed, all: readonly Listed[]): boolean {
  const reachesNobody = (of: Listed['subscriptions']): boolean => of?.every(isPulse) ?? false;
  if (!reachesNobody(subscriptions)) return false;
  return kind !== 'alerts' || all.every((other) => reachesNobody(other.subscriptions));
}

/** That of the function that counts heartbeats, and is told nothing else. */
function isPulse({ protocol, filterPolicy = '' }: Subscribed): boolean {
  return protocol === 'lambda' && filterPolicy.includes('"kind":["heartbeat"]');
}

const stateWords: Readonly<Record<State, string>> = {
  pending: 'PENDING',
  unprotected: 'UNPROTECTED',
  protected: 'protected',
  confirmed: 'confirmed',
};

function section({ name, arn, subscriptions }: Listed, isProblem: boolean): string {
  const lines = subscriptions?.map((one) =>
    line(isPulse(one) ? 'heartbeat' : stateWords[one.state], one.protocol, one.endpoint),
  );
  const none = isProblem ? '  NOBODY       is subscribed\n' : '  nobody is subscribed\n';
  const isNone = subscriptions?.every(isPulse) ?? false;
  const body = lines === undefined ? '  no subscription needed\n' : lines.join('') + (isNone ? none : '');
  return `${shown(name)}  ${shown(arn)}\n${body}`;
}

function removedSection(addresses: readonly string[]): string[] {
  if (addresses.length === 0) return [];
  return [`in mfa-watch.yaml only\n${addresses.map((address) => line('REMOVED', 'email', address)).join('')}`];
}

function line(state: string, protocol: string, endpoint: string): string {
  return `  ${state.padEnd(11)}  ${shown(protocol).padEnd(6)}  ${shown(endpoint)}\n`;
}
