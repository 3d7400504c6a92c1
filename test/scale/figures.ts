import type { Case } from './cases';
import type { Use } from './function';
import { quotas } from './quotas';
import type { Outcome } from './simulate';

/** Invocations of targets a second in us-east-1 (EventBridge user guide, quotas). */
const ruleInvocations = 18_750;
/** US dollars in us-east-1. docs/scale.md has the sources. */
const price = { reads: 0.125e-6, writes: 0.625e-6, request: 0.2e-6, gigabyteSecond: 13.3334e-6 };
const gigabytes = 0.5;

export const heads = [
  'case | events/h | functions at once | read units, most/s | write units, most/s | busiest partition | IAM look-ups, most/s in one account | SNS publishes, most/s | messages to one destination for people, most/h | largest row | failed tries | dead-letter queue | nearest limit',
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
  const { events, duration, reads, readUnits, writes, writeUnits, looked, published, invocations } = use;
  const cost =
    readUnits * price.reads +
    writeUnits * price.writes +
    invocations * price.request +
    (duration / 1000) * gigabytes * price.gigabyteSecond;
  const each = (total: number): string => (total / events).toFixed(1);
  return row([
    ...[kind, number(events), `${(duration / events).toFixed(0)} ms`],
    ...[reads, readUnits, writes, writeUnits, looked, published].map(each),
    ((cost / events) * 1e6).toFixed(2),
  ]);
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
