import { isoTime } from '../../lambda/events/trail-event';
import type { Posture } from '../../lambda/posture/posture';

/** One document; fields may be added, never renamed. @param now milliseconds since the epoch. */
export function postureJson({ account, exposures, notLookedAt, unread }: Posture, now: number): string {
  const listed = exposures.map(({ check, ...exposure }) => ({
    check: check.id,
    ...exposure,
    undecided: exposure.undecided === true,
    remediation: check.remediation,
    ...(check.securityHub !== undefined && { securityHub: check.securityHub }),
    cis: check.cis,
  }));
  const document = { schemaVersion: 1, at: isoTime(now), account, exposures: listed, notLookedAt, unread };
  return `${JSON.stringify(document, null, 2)}\n`;
}
