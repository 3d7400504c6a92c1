import type { Alert } from '../../lambda/alerts/alert';
import { rank } from '../../lambda/detections/severity';
import { changesDevices } from '../../lambda/events/timeline';
import { millis, subjectOf, type TrailEvent } from '../../lambda/events/trail-event';
import type { Findings } from '../replay/findings';
import { isWithin } from '../time-range';
import { addressSection } from './address-section';
import { alertSection } from './alert-section';
import { EvidenceRoom } from './evidence';
import { failureSection } from './failure-section';
import { lifelineSection } from './lifeline-section';
import { livesOf, type Lives } from './lifelines';
import { page } from './page';
import { most } from './parts';
import { peopleOf, type Person } from './people';
import { recordSection } from './record-section';
import { summarySection } from './summary-section';
import { timelineSection } from './timeline-section';

const contents = [
  ['summary', 'Summary'],
  ['alerts', 'Alerts'],
  ['users', 'Users'],
  ['devices', 'Devices'],
  ['failures', 'Failures over time'],
  ['addresses', 'Addresses'],
  ['records', 'Records'],
] as const;

/**
 * One file for a person to read and hand over: no script, no address of elsewhere.
 * @param stepsOf the runbook of an alert's detection. @param version of mfa-watch.
 */
export function report(findings: Findings, stepsOf: (alert: Alert) => readonly string[], version: string): string {
  const all = findings.shown.toSorted((a, b) => rank(b.severity) - rank(a.severity));
  const alerts = all.slice(0, most.alerts);
  const { trail, range, before } = findings.replayed;
  const kept = trail.events;
  // An alert may have begun before the time that was asked for.
  const evidence = new Set(alerts.flatMap(({ eventIds }) => eventIds));
  const events: TrailEvent[] = [];
  const judged: TrailEvent[] = [];
  const beyond: TrailEvent[] = [];
  for (const { event, watched } of kept) {
    events.push(event);
    if (watched && (isWithin(millis(event), range) || evidence.has(event.eventId))) judged.push(event);
    else if (changesDevices(event)) beyond.push(event);
  }
  const changed = new Set(judged.filter(changesDevices).map(subjectOf));
  // Of whoever had none in that time, nothing was asked; of the others it matters what there was before.
  const lives = livesOf(events, before).filter(({ subject }) => changed.has(subject));
  const room = new EvidenceRoom(alerts, kept);
  const people = peopleOf(alerts, judged);
  const sections = [
    summarySection({ ...findings, shown: all }),
    alertSection(alerts, all.length, room, stepsOf, findings.asked.athenaTable),
    timelineSection(people, room),
    lifelineSection(inOrderOf(people, lives), {
      isPart: findings.asked.scope !== '',
      isBeyond: beyond.some((event) => changed.has(subjectOf(event))),
      end: trail.last,
    }),
    failureSection(judged, spanOf(judged, findings.replayed)),
    addressSection(alerts, judged),
    recordSection(room, alerts),
  ];
  return page({
    title: 'MFA tampering: report of mfa-watch',
    heading: 'MFA tampering in CloudTrail',
    at: findings.asked.at,
    ...{ version, contents, sections },
    footer:
      'Holds names, addresses and records of your accounts: hand it over as you would the logs. An alert is a reason to ask, not a proof.',
  });
}

/** Of what was read and asked for; an alert may have begun before. */
function spanOf(
  judged: readonly TrailEvent[],
  { trail, range }: Findings['replayed'],
): Record<'first' | 'last', number> {
  const times = judged.map(millis);
  return {
    first: Math.min(times[0] ?? Infinity, Math.max(trail.first, range.since)),
    last: Math.max(times.at(-1) ?? -Infinity, Math.min(trail.last, range.until)),
  };
}

/** Those with the most severe alerts first, as in the other sections. */
function inOrderOf(people: readonly Person[], lives: readonly Lives[]): Lives[] {
  const places = new Map(people.map(({ subject }, place) => [subject, place]));
  const placeOf = ({ subject }: Lives): number => places.get(subject) ?? Infinity;
  return lives.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : Number(placeOf(a) > placeOf(b))));
}
