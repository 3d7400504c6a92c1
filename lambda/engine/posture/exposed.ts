import type { Detection, Finding } from '../../detections/detection';
import { severities } from '../../detections/severity';
import type { ExposureLookup } from '../../events/exposure';
import { targetName } from '../../events/names';
import type { Timeline } from '../../events/timeline';
import { millis, type TrailEvent } from '../../events/trail-event';
import { day } from '../../time';

type Exposure = Extract<ExposureLookup, { status: 'known' }>['exposures'][number];

/** Checks by which a stolen key or password is enough: to enrol a device is the thief's next step. */
export const openToThieves: readonly string[] = ['self-enrolment', 'console-password-without-mfa'];

/** At low the user is new and expected to enrol, or AWS itself refuses the key. */
const severe: readonly string[] = ['medium', 'high', 'critical'];

/** What no look has seen for so long says nothing of today. Milliseconds. */
const stale = 7 * day;

/** A finding that rests on an enrolment for an exposed user is one step more severe, and says why. */
export function raisedIfExposed(finding: Finding, { looksUp }: Detection, timeline: Timeline): Finding {
  const { exposure: asks } = looksUp ?? {};
  if (asks === undefined || finding.onlyIn !== undefined) return finding;
  const enrolments = finding.events.filter(asks);
  const exposed = enrolments.flatMap((event) => exposuresOf(event, timeline).map((one) => reasonOf(event, one)));
  const unknown = enrolments.flatMap((event) => whyUnknown(event, timeline));
  if (exposed.length + unknown.length === 0) return finding;
  const next = severities[severities.indexOf(finding.severity) + 1];
  return {
    ...finding,
    severity: exposed.length === 0 ? finding.severity : (next ?? finding.severity),
    reasons: [...new Set([...exposed, ...finding.reasons, ...unknown])],
  };
}

function exposuresOf(event: TrailEvent, timeline: Timeline): Exposure[] {
  const lookup = timeline.exposureAt(event);
  if (lookup?.status !== 'known') return [];
  return lookup.exposures.filter(
    ({ check, severity, seen }) =>
      openToThieves.includes(check) && severe.includes(severity) && Date.parse(seen) >= millis(event) - stale,
  );
}

function reasonOf(event: TrailEvent, { title, since, seen }: Exposure): string {
  const dates = `seen ${seen.slice(0, 10)}, open since ${since.slice(0, 10)}`;
  return `one step more severe, as ${targetName(event)} was open to this: ${title} (${dates})`;
}

function whyUnknown(event: TrailEvent, timeline: Timeline): string[] {
  const lookup = timeline.exposureAt(event);
  if (lookup?.status !== 'unknown') return [];
  return [`whether ${targetName(event)} was open to this is not known: ${lookup.why}`];
}
