import type { Case } from './cases';
import { daily } from './loads';
import type { Use } from './function';
import { quotas } from './quotas';
import type { Outcome } from './simulate';

/** Invocations of targets a second in us-east-1 (EventBridge user guide, quotas). */
const ruleInvocations = 18_750;
/** US dollars in us-east-1. docs/scale.md has the sources. */
const price = { reads: 0.125e-6, writes: 0.625e-6, request: 0.2e-6, gigabyteSecond: 13.3334e-6 };
const gigabytes = 0.5;
/** US dollars for an event beside its requests and time: its row's storage and its logs; EventBridge, if it comes from another account. */
const beside = { kept: 0.2e-6, logged: 0.35e-6, forwarded: 1e-6 };
/** US dollars a month, whatever happens: two keys, 27 alarms less ten that are free, a dashboard that is free, heartbeat, the hourly look; the sweep is counted with its requests. */
const fixed = 2 + 1.7 + 0.9 + 0.15;
const daysAMonth = 30;
const sweepsAMonth = 43_200;

export const heads = [
  'case | events/h | functions at once | read units, most/s | write units, most/s | busiest partition | IAM look-ups, most/s in one account | SNS publishes, most/s | messages to one destination for people, most/h | largest row | failed tries | dead-letter queue | nearest limit',
  'accounts | events a month | requests and time | storage and logs | EventBridge | fixed, with the sweep | $ a month | $ per million events',
  'kind of event | events | functions’ time each | reads | read units | writes | write units | look-ups | messages | $ per million',
].map((head) => `| ${head} |\n|${' --- |'.repeat(head.split('|').length)}`);

export function caseRow({ name, anHour }: Case, { deployed, told }: Outcome): string {
  const { figures, throughput, publishing, iam } = deployed;
  const looked = Math.max(0, ...[...iam.values()].map(({ peak }) => peak));
  const people = Math.max(0, ...['mail', 'slack'].flatMap((destination) => told.get(destination) ?? []));
  const shares: [string, number][] = [
    ['EventBridge invocations', anHour / 3600 / ruleInvocations],
    ['Lambda concurrency', figures.busiest / quotas.lambda.concurrency],
    [`one DynamoDB partition, ${throughput.hottest.kind}s`, throughput.hottest.share],
    ['IAM reads (assumed)', looked / quotas.iamPerAccount],
    ['SNS publishes', publishing.peak / quotas.snsPublish],
  ];
  const [limit, share] = shares.reduce((a, b) => (b[1] > a[1] ? b : a));
  return row([
    name,
    number(anHour),
    number(figures.busiest),
    number(throughput.table.read.peak),
    number(throughput.table.write.peak),
    percent(throughput.hottest.share),
    number(looked),
    number(publishing.peak),
    number(people),
    `${Math.ceil(figures.largestItem / 1024)} KB`,
    number(figures.errors + figures.stopped),
    `${number(figures.deadLettered)} of ${number(deployed.handed())}`,
    `${limit}: ${percent(share)}`,
  ]);
}

export function useRow(kind: string, use: Use): string {
  const { events, duration, reads, readUnits, writes, writeUnits, looked, published } = use;
  const each = (total: number): string => (total / events).toFixed(1);
  return row([
    ...[kind, number(events), `${(duration / events).toFixed(0)} ms`],
    ...[reads, readUnits, writes, writeUnits, looked, published].map(each),
    (costOf(use) * 1e6).toFixed(2),
  ]);
}

/** @param uses by kind of event. */
export function monthRow(accounts: number, uses: ReadonlyMap<string, Use>): string {
  const each = (kind: string): number => {
    const use = uses.get(kind);
    if (use === undefined) throw new Error(`nothing was measured of ${kind}`);
    return costOf(use);
  };
  const month = daily.map(([kind, aDay]) => ({ kind, events: aDay * accounts * daysAMonth }));
  const events = month.reduce((sum, one) => sum + one.events, 0);
  const used = month.reduce((sum, one) => sum + one.events * each(one.kind), 0);
  const kept = events * (beside.kept + beside.logged);
  const forwarded = (events * beside.forwarded * (accounts - 1)) / accounts;
  const standing = fixed + sweepsAMonth * (each('sweep') + beside.logged);
  const together = used + kept + forwarded + standing;
  const dollars = (amount: number): string => amount.toFixed(2);
  return row([
    ...[number(accounts), number(events)],
    ...[used, kept, forwarded, standing, together, (together / events) * 1e6].map(dollars),
  ]);
}

/** US dollars for the requests and the time of one event. */
function costOf({ events, readUnits, writeUnits, invocations, duration }: Use): number {
  const cost =
    readUnits * price.reads +
    writeUnits * price.writes +
    invocations * price.request +
    (duration / 1000) * gigabytes * price.gigabyteSecond;
  return cost / events;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function percent(share: number): string {
  return share < 0.01 ? 'under 1 %' : `${Math.round(share * 100)} %`;
}
