import type { Reach } from '../../lambda/adapters/trail-files/trail-files';
import { day, minute } from '../../lambda/time';
import type { TimeRange } from '../time-range';

/** What somebody asks for. */
export interface Wanted extends Scope {
  range: TimeRange;
}

/** Empty: all. */
export interface Scope {
  accounts: readonly string[];
  regions: readonly string[];
}

export const everything: Wanted = { range: { since: -Infinity, until: Infinity }, accounts: [], regions: [] };

/** Then a file's name matters no more: its folder alone says whether it is of another service. */
export function isEverything({ range, accounts, regions }: Wanted): boolean {
  return range.since === -Infinity && range.until === Infinity && accounts.length + regions.length === 0;
}

/** What a path says of what lies there. */
interface Said {
  account?: string | undefined;
  /** What lies there; `other`: digests, insights and other services' logs. */
  kind: 'trail' | 'lake' | 'other';
  /** Whether the path goes down to the region, so that all below is of one kind and region. */
  isWhole: boolean;
  region?: string | undefined;
  /** Between which times it was delivered, milliseconds since the epoch. */
  from: number;
  to: number;
}

const [account, region] = [String.raw`(?<account>\d{12})`, String.raw`(?<region>[a-z]+(?:-[a-z]+)+-\d+)`];
const [year, month, dayOfMonth] = [
  String.raw`(?<year>\d{4})`,
  '(?<month>0[1-9]|1[0-2])',
  String.raw`(?<day>0[1-9]|[12]\d|3[01])`,
];

/** CloudTrail user guide, "Finding your CloudTrail log files"; trails of organizations have the organization's id before the account. */
const folders = new RegExp(
  String.raw`(?:^|/)AWSLogs/(?:o-[a-z0-9]+/)?${account}/(?:(?<kind>[^/]+)/(?:${region}/(?:${year}/(?:${month}/(?:${dayOfMonth}/)?)?)?)?)?`,
);
/** CloudTrail user guide, "CloudTrail log file name format". */
const fileName = new RegExp(
  String.raw`(?:^|/)${account}_CloudTrail_${region}_${year}${month}${dayOfMonth}T(?<hour>[01]\d|2[0-3])(?<minute>[0-5]\d)Z_[^/]*$`,
);

/** CloudTrail user guide, "Download your CloudTrail Lake saved query results". */
const lake = 'CloudTrail-Lake';
/** What AWS puts beside the folder `CloudTrail` of an account: digests and insights, and other services' logs. */
const others =
  /^(CloudTrail-\w+|Config|GuardDuty|WAFLogs|elasticloadbalancing|network-firewall|redshift|vpcdnsquerylogs|vpcflowlogs)$/;

/**
 * An event is delivered within minutes as a rule, but no bound is documented: files of the day after the time asked for may hold it.
 * Before it there is no such margin: nothing in a file happened after its delivery.
 */
const late = day;

/**
 * @param path with slashes; a folder's ends with one.
 * @param isLakeMeant whether results of CloudTrail Lake are wanted, which may be of anything, of any time and account.
 */
export function reachOf(path: string, { range, accounts, regions }: Wanted, isLakeMeant = false): Reach {
  const said = saidBy(path);
  if (said === undefined) return 'unknown';
  if (said.kind === 'lake') return isLakeMeant ? 'unknown' : 'outside';
  if (said.kind === 'other') return 'outside';
  if (isForeign(said.account, accounts) || isForeign(said.region, regions)) return 'outside';
  if (said.to < range.since || said.from > range.until + late) return 'outside';
  return said.isWhole && said.from >= range.since && said.to <= range.until + late ? 'inside' : 'unknown';
}

/** Whether a path that somebody names, with slashes, leads to results that CloudTrail Lake delivered. */
export function meansLake(path: string): boolean {
  return saidBy(`${path}/`)?.kind === 'lake';
}

function isForeign(one: string | undefined, wanted: readonly string[]): boolean {
  return one !== undefined && wanted.length > 0 && !wanted.includes(one);
}

export function saidBy(path: string): Said | undefined {
  const name = path.endsWith('/') ? undefined : fileName.exec(path)?.groups;
  if (name !== undefined) return { ...placeOf(name), kind: 'trail', isWhole: true, ...minuteOf(name) };
  const folder = folders.exec(path)?.groups;
  if (folder === undefined) return undefined;
  const { kind: below = '', region: place } = folder;
  const kind = below === lake ? 'lake' : others.test(below) ? 'other' : 'trail';
  return { ...placeOf(folder), kind, isWhole: below === 'CloudTrail' && place !== undefined, ...daysOf(folder) };
}

type Groups = Partial<Record<string, string>>;

function placeOf(groups: Groups): Pick<Said, 'account' | 'region'> {
  return { account: groups['account'], region: groups['region'] };
}

function minuteOf(groups: Groups): Pick<Said, 'from' | 'to'> {
  const at = (name: string): number => Number(groups[name]);
  const from = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'));
  return { from, to: from + minute - 1 };
}

/** A day, a month, a year, or all times, as far as the folders go. */
function daysOf(groups: Groups): Pick<Said, 'from' | 'to'> {
  if (groups['year'] === undefined) return { from: -Infinity, to: Infinity };
  const [inYear, inMonth, onDay] = [
    Number(groups['year']),
    Number(groups['month'] ?? 1) - 1,
    Number(groups['day'] ?? 1),
  ];
  const next =
    groups['day'] !== undefined
      ? Date.UTC(inYear, inMonth, onDay + 1)
      : groups['month'] !== undefined
        ? Date.UTC(inYear, inMonth + 1)
        : Date.UTC(inYear + 1, 0);
  return { from: Date.UTC(inYear, inMonth, onDay), to: next - 1 };
}
