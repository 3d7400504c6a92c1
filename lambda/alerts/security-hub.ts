import type { Severity } from '../detections/severity';
import type { Alert, Update } from './alert';
import { description, isAccountId, isTime, tacticOf, targetArn } from './finding';
import { readable, shorten } from './plain';
import * as wording from './wording';

/** In whose name findings are imported. */
export interface Product {
  productArn: string;
  /** The one that the function runs in: Security Hub takes a finding only from the account that it is filed under. */
  account: string;
  /** Milliseconds since the epoch: Security Hub passes over an update that is not later than the finding. */
  now: number;
}

const labels = {
  info: 'INFORMATIONAL',
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  critical: 'CRITICAL',
} as const satisfies Record<Severity, string>;

/**
 * An alert in the AWS Security Finding Format. The same alert is the same finding, whatever becomes of it. Severity and
 * types stand where a provider may change them later (API reference, BatchImportFindings).
 */
export function asFinding(alert: Alert, update: Update, { productArn, account, now }: Product) {
  const shown = readable(alert);
  const at = new Date(now).toISOString();
  return {
    SchemaVersion: '2018-10-08',
    Id: shown.id,
    ProductArn: productArn,
    ProductName: 'mfa-watch',
    CompanyName: 'mfa-watch',
    GeneratorId: shown.detection,
    AwsAccountId: account,
    CreatedAt: isTime(shown.firstSeen) ? shown.firstSeen : at,
    UpdatedAt: at,
    ...(isTime(shown.firstSeen) && isTime(shown.lastSeen)
      ? { FirstObservedAt: shown.firstSeen, LastObservedAt: shown.lastSeen }
      : {}),
    Title: shorten(wording.headline(shown, update), 256),
    Description: shorten(description(shown), 1024),
    FindingProviderFields: {
      Severity: { Label: labels[alert.severity], Original: alert.severity },
      Types: typesOf(alert.attack),
    },
    Resources: [resourceOf(alert)],
    ProductFields: productFields(shown, update),
    Workflow: { Status: 'NEW' as const },
    RecordState: 'ACTIVE' as const,
    ...(alert.drill === true ? { Sample: true } : {}),
  };
}

/** Categories of the finding format's namespace TTPs (Security Hub user guide, types taxonomy). */
function typesOf(attack: readonly string[]): string[] {
  const categories = attack.flatMap((technique) => tacticOf(technique) ?? []);
  const types = [...new Set(categories)].map((category) => `TTPs/${category}`);
  return types.length === 0 ? ['Unusual Behaviors/User'] : types;
}

/** Of a user whose name is not one of IAM's the account is the nearest that can be named. */
function resourceOf(alert: Alert) {
  const arn = targetArn(alert);
  if (arn !== undefined) return { Type: 'AwsIamUser', Id: arn };
  return { Type: 'AwsAccount', Id: `AWS::::Account:${isAccountId(alert.account) ? alert.account : 'unknown'}` };
}

function productFields(shown: Alert, update: Update): Record<string, string> {
  const { id, detection, account, accountName, dedupKey, runbook, actor } = shown;
  const fields = { id, detection, account, accountName, dedupKey, runbook, update, actor: actor.arn ?? actor.name };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, text]) =>
      text === undefined || text === '' ? [] : [[`mfa-watch/${name}`, text]],
    ),
  );
}
