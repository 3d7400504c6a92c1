import type { Config } from '../../lambda/config/config';
import { guardName, isTopic, type Told } from '../../lambda/config/environment';
import { asInYaml } from '../../lambda/config/telling';
import { deployedTold } from '../deployment/deployed';
import { regionOf, type HomeOptions } from '../deployment/home';
import { configOf } from '../configuration';
import { shown } from '../terminal/shown';
import { nobodyRemedy, pendingRemedy, removedRemedy, unprotectedRemedy } from './remedies';
import { write, type Terminal } from '../terminal/terminal';
import { isMail, openTopics, type State, type Subscribed } from './topics';

interface Removed {
  address: string;
  /** For people. */
  where: string;
}

type Listed = Told & { subscriptions: Subscribed[] | undefined };

/** Says who is subscribed to what, and how to mend what is wrong. @returns the exit code: 0, or 1 if something is. */
export async function runSubscriptions(options: HomeOptions, terminal: Terminal): Promise<number> {
  const { config } = configOf(options.config);
  const region = regionOf(options, terminal.env);
  const { all, found, removed, silent } = await survey(config, await deployedTold(region), region);
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
 * Who is subscribed to what.
 *
 * @returns removed: addresses that the configuration names and no topic has; silent: what reaches nobody; unnamed: who is
 * subscribed, and neither named by the configuration nor made by the deployment.
 */
export async function survey(config: Config, told: readonly Told[], region: string) {
  const all = await listed(told, region);
  const found = all.flatMap(({ subscriptions }) => subscriptions ?? []);
  const silent = all.filter((one) => isSilent(one, all));
  return { all, found, removed: missing(config, all), silent, unnamed: all.flatMap((one) => strangers(config, one)) };
}

async function listed(told: readonly Told[], region: string): Promise<Listed[]> {
  const topics = await openTopics(region);
  try {
    return await Promise.all(
      told.map(async (one) => ({
        ...one,
        subscriptions:
          one.kind === 'guard' || isTopic({ kind: one.kind }) ? await topics.subscriptions(one.arn) : undefined,
      })),
    );
  } finally {
    topics.close();
  }
}

/** Addresses that the configuration names and no topic has, by what they would be told of. */
function missing(config: Config, all: readonly Listed[]): Removed[] {
  const { ofAlerts, ofGuard } = addressesIn(config);
  const absent = (named: readonly string[], from: readonly Listed[]): string[] => {
    const mails = from.flatMap(({ subscriptions = [] }) => subscriptions).filter(({ protocol }) => isMail(protocol));
    const there = mails.map(({ endpoint }) => endpoint.toLowerCase());
    return [...new Set(named)].filter((address) => !there.includes(address.toLowerCase()));
  };
  return [
    ...absent(
      ofAlerts,
      all.filter((one) => !isGuard(one)),
    ).map((address) => ({ address, where: 'in mfa-watch.yaml only' })),
    ...absent(ofGuard, all.filter(isGuard)).map((address) => ({
      address,
      where: `in mfa-watch.yaml, and not in ${guardName}`,
    })),
  ];
}

function addressesIn({ email, guardEmail = email, overrides, destinations }: Config) {
  const ofAlerts = [...email, ...[...overrides, ...destinations].flatMap((one) => one.email ?? [])];
  return { ofAlerts, ofGuard: guardEmail };
}

function strangers(config: Config, { kind, subscriptions = [] }: Listed): Subscribed[] {
  const { ofAlerts, ofGuard } = addressesIn(config);
  const named = (isGuard({ kind }) ? ofGuard : ofAlerts).map((address) => address.toLowerCase());
  return subscriptions.filter((one) => {
    if (isMail(one.protocol)) return !named.includes(one.endpoint.toLowerCase());
    const isOurs = (kind === 'chat' && one.protocol === 'https') || (kind === 'queue' && one.protocol === 'sqs');
    return !isOurs && !isPulse(one);
  });
}

function isGuard({ kind }: Pick<Told, 'kind'>): boolean {
  return kind === 'guard';
}

/** The topic for mail may have nobody where others are told. */
function isSilent({ kind, subscriptions }: Listed, all: readonly Listed[]): boolean {
  const reachesNobody = (of: Listed['subscriptions']): boolean => of?.every(isPulse) ?? false;
  if (!reachesNobody(subscriptions)) return false;
  return kind !== 'alerts' || all.every((other) => isGuard(other) || reachesNobody(other.subscriptions));
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
  return `${shown(asInYaml(name))}  ${shown(arn)}\n${body}`;
}

function removedSection(removed: readonly Removed[]): string[] {
  const places = [...new Set(removed.map(({ where }) => where))];
  return places.map((place) => {
    const lines = removed
      .filter(({ where }) => where === place)
      .map(({ address }) => line('REMOVED', 'email', address));
    return `${place}\n${lines.join('')}`;
  });
}

function line(state: string, protocol: string, endpoint: string): string {
  return `  ${state.padEnd(11)}  ${shown(protocol).padEnd(6)}  ${shown(endpoint)}\n`;
}
