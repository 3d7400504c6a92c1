import { stringify } from 'csv-stringify/sync';
import type { Alert } from '../../lambda/alerts/alert';
import { printable } from '../../lambda/alerts/plain';

type Cell = string | number | boolean | undefined;

/** By name. Columns are added at the end, never renamed or moved; docs/formats.md describes them. */
export type Columns<T> = Readonly<Record<string, (row: T) => Cell | readonly string[]>>;

const columns: Columns<Alert> = {
  time: ({ time }) => time,
  severity: ({ severity }) => severity,
  detection: ({ detection }) => detection,
  title: ({ title, drill }) => (drill === true ? `[DRILL] ${title}` : title),
  account: ({ account }) => account,
  accountName: ({ accountName }) => accountName,
  region: ({ region }) => region,
  targetType: ({ target }) => target.type,
  target: ({ target }) => target.name,
  targets: ({ targets }) => targets,
  actorType: ({ actor }) => actor.type,
  actor: ({ actor }) => actor.name,
  actorArn: ({ actor }) => actor.arn,
  accessKeyId: ({ actor }) => actor.accessKeyId,
  credential: ({ actor }) => actor.credential,
  mfa: ({ actor }) => actor.mfa,
  sourceIp: ({ actor }) => actor.sourceIp,
  addresses: ({ addresses }) => addresses,
  userAgent: ({ actor }) => actor.userAgent,
  reasons: ({ reasons }) => reasons,
  deviceStatus: ({ devices }) => devices?.status,
  deviceCount: ({ devices }) => (devices?.status === 'known' ? devices.count : undefined),
  deviceLimit: ({ devices }) => devices?.limit,
  devices: ({ devices }) => devices?.list.map(({ serialNumber }) => serialNumber),
  newDevices: ({ devices }) => devices?.list.filter(({ isNew }) => isNew).map(({ serialNumber }) => serialNumber),
  firstSeen: ({ firstSeen }) => firstSeen,
  lastSeen: ({ lastSeen }) => lastSeen,
  count: ({ count }) => count,
  related: ({ related }) => related,
  attack: ({ attack }) => attack,
  eventIds: ({ eventIds }) => eventIds,
  suppressedBy: ({ suppressed }) => suppressed && `${suppressed.reason} (${suppressed.owner})`,
  expectedBy: ({ expected }) => expected && `${expected.reason} (${expected.by})`,
  id: ({ id }) => id,
  dedupKey: ({ dedupKey }) => dedupKey,
  runbook: ({ runbook }) => runbook,
  deviceSource: ({ devices }) => devices?.source,
};

export const columnNames = Object.keys(columns);

export function csv(alerts: readonly Alert[]): string {
  return csvOf(columns, alerts);
}

/**
 * Comma-separated (RFC 4180, lines end with a line feed), a row each under a row of names. Lists are joined by `; `.
 * What a spreadsheet would take for a formula gets an apostrophe in front (CWE-1236); what could move a cursor or break
 * a line becomes visible.
 */
export function csvOf<T>(by: Columns<T>, items: readonly T[]): string {
  const rows = items.map((item) => Object.values(by).map((column) => cell(column(item))));
  return stringify([Object.keys(by), ...rows], { escape_formulas: true });
}

function cell(value: Cell | readonly string[]): string {
  return printable(typeof value === 'object' ? value.join('; ') : String(value ?? ''));
}
