import { isoTime } from '../../lambda/events/trail-event';
import type { Posture } from '../../lambda/posture/posture';

/** One document; fields may be added, never renamed. @param now milliseconds since the epoch. */
export function postureJson({ account, exposures, notLookedAt, unread, scpsUnknown }: Posture, now: number): string {
  const listed = exposures.map(({ check, ...exposure }) => ({
    check: check.id,
    ...exposure,
    undecided: exposure.undecided === true,
    remediation: check.remediation,
    ...(check.securityHub !== undefined && { securityHub: check.securityHub }),
    cis: check.cis,
  }));
  const serviceControlPolicies =
    scpsUnknown === undefined ? { status: 'known' } : { status: 'unknown', why: scpsUnknown };
  const read = { notLookedAt, serviceControlPolicies, unread };
  const document = { schemaVersion: 1, at: isoTime(now), account, exposures: listed, ...read };
  return `${JSON.stringify(document, null, 2)}\n`;
}
