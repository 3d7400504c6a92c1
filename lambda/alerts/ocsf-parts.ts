import type { Severity } from '../detections/severity';

/** What every class of OCSF 1.6.0 has in common. */

const severities = {
  info: { severity_id: 1, severity: 'Informational' },
  low: { severity_id: 2, severity: 'Low' },
  medium: { severity_id: 3, severity: 'Medium' },
  high: { severity_id: 4, severity: 'High' },
  critical: { severity_id: 5, severity: 'Critical' },
} as const satisfies Record<Severity, object>;

export function severityOf(severity: Severity) {
  return severities[severity];
}

/** @param version of mfa-watch. */
export function metadataOf(version: string) {
  return {
    version: '1.6.0',
    profiles: ['cloud'],
    product: { name: 'mfa-watch', vendor_name: 'mfa-watch', version, lang: 'en' },
  };
}

/** @param uid account id. */
export function accountOf(uid: string) {
  return { uid, type: 'AWS Account', type_id: 10 };
}
