import { createHash } from 'node:crypto';
import { deviceName } from '../../lambda/events/device';
import { visible } from '../../lambda/alerts/json';
import { accountOf, metadataOf, severityOf } from '../../lambda/alerts/ocsf-parts';
import { legible, printable } from '../../lambda/alerts/plain';

import type { Check } from '../../lambda/posture/check';
import type { FoundExposure, Posture } from '../../lambda/posture/posture';
import { checkPage, requirementsOf } from './check-page';

const resourceTypes: Readonly<Record<Check['about'], string>> = {
  user: 'AWS::IAM::User',
  role: 'AWS::IAM::Role',
  device: 'MFA device',
  root: 'root user',
};

/**
 * One line an exposure: a Compliance Finding (class 2003) of the Open Cybersecurity Schema Framework 1.6.0 with the profile
 * `cloud`. What is not decided is a warning, all else a failure. Names and ids are as AWS gave them, so that they can be joined.
 *
 * @param now milliseconds since the epoch. @param version of mfa-watch.
 */
export function postureOcsf({ exposures, account }: Posture, now: number, version: string): string {
  const lines = exposures.map((exposure) => JSON.stringify(asComplianceFinding(exposure, { account, now, version })));
  return lines.map((line) => `${visible(line)}\n`).join('');
}

interface Origin {
  account: string | undefined;
  now: number;
  version: string;
}

function asComplianceFinding(exposure: FoundExposure, { account, now, version }: Origin) {
  const { check, severity, subject, title, reasons, path = [], diff } = exposure;
  const uid = idOf(account, exposure);
  return {
    activity_id: 1,
    activity_name: 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2003,
    class_name: 'Compliance Finding',
    type_uid: 200301,
    type_name: 'Compliance Finding: Create',
    time: now,
    ...severityOf(severity),
    status_id: 1,
    status: 'New',
    message: legible(title),
    metadata: { ...metadataOf(version), uid, event_code: check.id },
    cloud: { provider: 'AWS', ...(account !== undefined && { account: accountOf(account) }) },
    compliance: complianceOf(exposure),
    finding_info: {
      uid,
      title: legible(title),
      desc: [...reasons, ...path].map(printable).join('. '),
      analytic: { uid: check.id, name: check.title, type: 'Rule', type_id: 1 },
      data_sources: ['AWS IAM'],
    },
    resources: [{ role_id: 1, role: 'Target', type: resourceTypes[check.about], ...nameOf(check, subject) }],
    remediation: { desc: check.remediation.join(' '), references: [checkPage(check)] },
    ...(diff !== undefined && { unmapped: { diff } }),
  };
}

function complianceOf({ check, reasons, undecided }: FoundExposure) {
  const required = requirementsOf(check);
  return {
    control: check.securityHub ?? check.id,
    desc: check.title,
    standards: required.map(({ standard }) => standard),
    requirements: required.map(({ requirement }) => requirement),
    ...(undecided === true ? { status_id: 2, status: 'Warning' } : { status_id: 3, status: 'Fail' }),
    status_details: reasons.map(printable),
  };
}

function nameOf({ about }: Check, subject: string) {
  return about === 'device' ? { name: deviceName(subject), uid: subject } : { name: subject };
}

/** The same for the same exposure in every run. A user may have two of a check, such as one for each key; the title tells them apart. */
function idOf(account: string | undefined, { check, subject, title }: FoundExposure): string {
  const key = JSON.stringify([account ?? '', check.id, subject, title]);
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}
