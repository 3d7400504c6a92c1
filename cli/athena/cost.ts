import { grouped } from '../../lambda/events/names';
import { day } from '../../lambda/time';
import { filedIn, rolesOf, type PartitionKey, type Scope } from './partitions';

const price = 5;
const terabyte = 1024 ** 4;
const leastBytes = 10 * 1024 ** 2;

/** What Athena charges in most regions (Athena pricing): by the bytes as they lie in S3, at least 10 MB a query. */
const charges = `$${price} per TB read in most regions, at least for 10 MB`;

/** What will be read; how many bytes that is nobody knows before. @param now milliseconds since the epoch. */
export function expected(table: string, keys: readonly PartitionKey[], scope: Scope, now: number): string {
  const roles = rolesOf(keys);
  const parts = [
    ...counted(valuesOf(roles.get('account'), scope.accounts), 'account', roles.has('account')),
    ...counted(valuesOf(roles.get('region'), scope.regions), 'region', roles.has('region')),
    ...(roles.has('date') || roles.has('year') ? [daysOf(roles.get('date'), scope, now)] : []),
  ];
  const what = parts.length === 0 ? 'all of it, as the table has no partitions to narrow it by' : parts.join(' × ');
  return `Athena will read ${table}: ${what}. How many bytes that is, it says only afterwards. It charges ${charges}.`;
}

export function charged(bytes: number): string {
  const dollars = (Math.max(bytes, leastBytes) / terabyte) * price;
  const amount = dollars < 0.01 ? 'less than $0.01' : `about $${dollars.toFixed(2)}`;
  return `Athena read ${sized(bytes)}: ${amount}.`;
}

function counted(count: number | undefined, one: string, isPartition: boolean): string[] {
  if (!isPartition) return [];
  return [count === undefined ? `all ${one}s` : count === 1 ? `1 ${one}` : `${count} ${one}s`];
}

function valuesOf(key: PartitionKey | undefined, wanted: readonly string[]): number | undefined {
  if (wanted.length > 0) return wanted.length;
  const values = key?.projection['values'];
  return values === undefined ? undefined : values.split(',').length;
}

function daysOf(key: PartitionKey | undefined, { range }: Scope, now: number): string {
  const { since, until } = filedIn(range);
  const first = /^\d{4}\W\d\d\W\d\d/.exec(key?.projection['range'] ?? '')?.[0];
  const from = since > -Infinity ? since : first === undefined ? undefined : Date.parse(first.replace(/\W/g, '-'));
  if (from === undefined) return 'all days';
  const days = Math.floor(Math.min(until, now) / day) - Math.floor(from / day) + 1;
  return days === 1 ? '1 day' : `${grouped(Math.max(0, days))} days`;
}

function sized(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${step === 0 ? String(value) : value.toFixed(1)} ${units[step] ?? ''}`;
}
