import { isOneOf, literal, quoted } from '../../lambda/config/athena-names';
import { day } from '../../lambda/time';
import type { TimeRange } from '../time-range';

/** What of an archive is asked for; empty lists: all. */
export interface Scope {
  accounts: readonly string[];
  regions: readonly string[];
  range: TimeRange;
}

/** A column that says where in the bucket a record lies. */
export interface PartitionKey {
  name: string;
  /** Hive's, such as `string` or `int`. */
  type: string;
  /** Properties of its projection without `projection.<name>.`; empty where the catalogue lists the partitions. */
  projection: Readonly<Record<string, string>>;
}

type Role = 'account' | 'region' | 'date' | 'year' | 'month' | 'day';

const names: readonly (readonly [Role, RegExp])[] = [
  ['account', /^(aws_?)?account(_?id)?$/],
  ['region', /^(aws_?)?region$/],
  ['year', /^year$/],
  ['month', /^month$/],
  ['date', /^(timestamp|date|day|dt|(event|partition|log)_?date|date_?hour)$/],
];
/** Of dates that can be compared as text; AWS writes the folders of a trail like this. */
export const trailFormat = 'yyyy/MM/dd';
const sortable = /^yyyy\W?MM\W?dd(\W?HH)?$/;

/** The part that each column plays, as far as its name tells. */
export function rolesOf(keys: readonly PartitionKey[]): ReadonlyMap<Role, PartitionKey> {
  const lower = new Set(keys.map(({ name }) => name.toLowerCase()));
  const isSplit = lower.has('year') && lower.has('month');
  const roles = new Map<Role, PartitionKey>();
  for (const key of keys) {
    const [role] = names.find(([, pattern]) => pattern.test(key.name.toLowerCase())) ?? [];
    if (role === 'date' && isSplit && key.name.toLowerCase() === 'day') roles.set('day', key);
    else if (role === 'date' && !sortable.test(formatOf(key))) continue;
    else if (role !== undefined) roles.set(role, key);
  }
  return roles;
}

/** Conditions on columns of partitions, so that Athena reads no more of the bucket than it must. */
export function pruning(keys: readonly PartitionKey[], { accounts, regions, range }: Scope): string[] {
  const roles = rolesOf(keys);
  const [account, region] = [roles.get('account'), roles.get('region')];
  return [
    ...(account === undefined || accounts.length === 0 ? [] : [isOneOf(quoted(account.name), accounts)]),
    ...(region === undefined || regions.length === 0 ? [] : [isOneOf(quoted(region.name), regions)]),
    ...byDate(roles.get('date'), range),
    ...byMonth(roles, range),
  ];
}

/** CloudTrail files a record by when it delivers it: minutes after the event as a rule, rarely hours. */
export function filedIn({ since, until }: TimeRange): TimeRange {
  return { since, until: until + day };
}

function byDate(key: PartitionKey | undefined, range: TimeRange): string[] {
  if (key === undefined) return [];
  const { since, until } = filedIn(range);
  const column = quoted(key.name);
  const value = (time: number): string => literal(written(time, formatOf(key)));
  return [
    ...(since === -Infinity ? [] : [`${column} >= ${value(since)}`]),
    ...(until === Infinity ? [] : [`${column} <= ${value(until)}`]),
  ];
}

/** Years and months as lists of values, which is what Athena prunes by; finer only within one month. */
function byMonth(roles: ReadonlyMap<Role, PartitionKey>, range: TimeRange): string[] {
  const [year, month] = [roles.get('year'), roles.get('month')];
  const { since, until } = filedIn(range);
  if (year === undefined || month === undefined) return [];
  if (since === -Infinity || until === Infinity)
    return [
      ...(since === -Infinity ? [] : [`${quoted(year.name)} >= ${valued(year, new Date(since).getUTCFullYear())}`]),
      ...(until === Infinity ? [] : [`${quoted(year.name)} <= ${valued(year, new Date(until).getUTCFullYear())}`]),
    ];
  const months = monthsOf(since, until);
  const alternatives = [...months].map(([ofYear, its]) => {
    const values = its.map((one) => valued(month, one)).join(', ');
    return `(${quoted(year.name)} = ${valued(year, ofYear)} AND ${quoted(month.name)} IN (${values}))`;
  });
  const key = roles.get('day');
  const isOneMonth = [...months.values()].flat().length === 1;
  const days =
    key !== undefined && isOneMonth
      ? [
          `${quoted(key.name)} BETWEEN ${valued(key, new Date(since).getUTCDate())} AND ${valued(key, new Date(until).getUTCDate())}`,
        ]
      : [];
  return [alternatives.length === 1 ? alternatives.join('') : `(${alternatives.join(' OR ')})`, ...days];
}

function monthsOf(since: number, until: number): Map<number, number[]> {
  const months = new Map<number, number[]>();
  const at = new Date(since);
  at.setUTCDate(1);
  at.setUTCHours(0, 0, 0, 0);
  for (; at.getTime() <= until; at.setUTCMonth(at.getUTCMonth() + 1)) {
    const year = at.getUTCFullYear();
    months.set(year, [...(months.get(year) ?? []), at.getUTCMonth() + 1]);
  }
  return months;
}

/** As text, months and days have two digits, as in the folders. */
function valued({ type }: PartitionKey, value: number): string {
  return /int$/i.test(type) ? String(value) : literal(String(value).padStart(2, '0'));
}

function formatOf({ projection }: PartitionKey): string {
  return projection['format'] ?? trailFormat;
}

function written(time: number, format: string): string {
  const [year = '', month = '', date = '', hour = ''] = new Date(time).toISOString().split(/[-T:]/);
  return format.replace('yyyy', year).replace('MM', month).replace('dd', date).replace('HH', hour);
}
