import type { Config } from '../../lambda/config/config';
import { legible, printable } from '../../lambda/alerts/plain';
import { domainOf, partitionOf } from '../../lambda/events/partition';
import { forwardedRegions } from '../../lambda/config/regions';
import { checkClock } from './checks/clock';
import { checkDeadLetters } from './checks/dead-letters';
import { checkHeartbeat } from './checks/heartbeat';
import { type Line, looking, type Place, type State } from './checks/line';
import { checkMemory } from './checks/memory';
import { checkPermissions } from './checks/permissions';
import { checkRules } from './checks/rules';
import { checkSlack } from './checks/slack';
import { checkStacks } from './checks/stacks';
import { checkSubscriptions } from './checks/subscriptions';
import { checkTrail } from './checks/trail';
import { deployedEnvironment } from '../deployment/deployed';
import { enabledRegions } from '../deployment/enabled-regions';
import { type HomeOptions, regionOf } from '../deployment/home';
import { configOf } from '../configuration';
import { callerArn } from '../alerts/respond';
import { write, type Terminal } from '../terminal/terminal';

export interface DoctorOptions extends HomeOptions {
  format: 'text' | 'json';
}

/** Looks at everything that must be so for an alert to arrive; changes nothing. @returns the exit code. */
export async function runDoctor(options: DoctorOptions, terminal: Terminal): Promise<number> {
  const { config } = configOf(options.config);
  const home = regionOf(options, terminal.env);
  // Without credentials nothing can be seen, which is worth one message instead of one for each look.
  const account = (await callerArn(home)).split(':')[4] ?? '';
  const lines = await examine(config, home, account);
  await write(terminal.stdout, options.format === 'json' ? json(lines) : lines.map(text).join(''));
  const bad = count(lines, 'bad');
  const unseen = count(lines, 'unknown');
  await write(terminal.stderr, summary(bad, unseen));
  if (bad > 0) return 1;
  return unseen > 0 ? 2 : 0;
}

async function examine(config: Config, home: string, account: string): Promise<Line[]> {
  const { regions, unseen } = await forwarded(config, home);
  const place = { home, forwarded: regions, account, config };
  const parts = await Promise.all([
    checkClock(`https://sts.${home}.${domainOf(partitionOf(home))}/`, Date.now),
    checkTrail(place),
    checkStacks(place),
    checkRules(place),
    checkMemory(place),
    looking('settings', 'lambda:GetFunctionConfiguration on mfa-watch-respond', () => byEnvironment(place)),
  ]);
  return [...unseen, ...parts.flat()];
}

/** What can be looked at only with what the function is told. */
async function byEnvironment(place: Place): Promise<Line[]> {
  const environment = await deployedEnvironment(place.home);
  const parts = await Promise.all([
    checkSubscriptions(place, environment),
    checkSlack(environment),
    checkPermissions(place),
    checkDeadLetters(place, environment),
    checkHeartbeat(place, environment, Date.now()),
  ]);
  return parts.flat();
}

async function forwarded({ regions }: Config, home: string): Promise<{ regions: string[]; unseen: Line[] }> {
  const partition = partitionOf(home);
  if (regions !== 'all-enabled') return { regions: forwardedRegions(regions, partition), unseen: [] };
  let enabled: string[] | undefined;
  const unseen = await looking('regions', 'account:ListRegions', async () => {
    enabled = await enabledRegions(home);
    return [];
  });
  if (enabled !== undefined) return { regions: forwardedRegions(regions, partition, enabled), unseen };
  return {
    regions: forwardedRegions('sign-in', partition),
    unseen: unseen.map((line) => ({ ...line, found: `${line.found}; below are those of sign-ins alone` })),
  };
}

const words: Readonly<Record<State, string>> = { ok: 'ok', bad: 'BAD', unknown: 'UNKNOWN' };
const [stateWidth, whatWidth] = [9, 28];

function text({ what, state, found, mend }: Line): string {
  const begin = words[state].padEnd(stateWidth) + legible(what).padEnd(whatWidth);
  const remedy = mend === undefined ? '' : `${' '.repeat(stateWidth)}→ ${printable(mend)}\n`;
  return `${begin}${legible(found)}\n${remedy}`;
}

function json(lines: readonly Line[]): string {
  return `[${lines.map((line) => `\n${JSON.stringify(line)}`).join(',')}\n]\n`;
}

function count(lines: readonly Line[], state: State): number {
  return lines.filter((line) => line.state === state).length;
}

/** What nothing here proves. */
const drill = 'That alerts can be sent and arrive, only a drill shows: npm start -- drill';

function summary(bad: number, unseen: number): string {
  if (bad + unseen === 0) return `All is well as far as it can be seen. ${drill}\n`;
  return `${bad} bad, ${unseen} unknown. Mend the first bad line first, then run this again.\n${drill}\n`;
}
