import type { Exception } from '../config/exceptions';
import type { Detection, Finding } from '../detections/detection';
import { rank, strongest } from '../detections/severity';
import type { Timeline } from '../events/timeline';
import { byTime, millis, type TrailEvent } from '../events/trail-event';

/** A finding and where it was found. */
export interface Located {
  detection: Detection;
  finding: Finding;
  /** Key of the timeline. */
  key: string;
  timeline: Timeline;
  /** Somebody answers for it: it is recorded, and nobody is told. */
  exception?: Exception | undefined;
}

/** Findings that belong together: one subject, one alert. Strongest first. */
export interface Story {
  parts: [Located, ...Located[]];
  /** Set if every part is excepted. */
  exception?: Exception | undefined;
  /** Parts that a benign completion has explained, or that are excepted: told, but not judged. */
  settled: Located[];
  /** All events, in time order, each once. */
  events: TrailEvent[];
}

const sameDeviceWithin = 30 * 60_000;

/** Findings are one story when they share an event, or concern the same target and device within 30 minutes. */
export function storiesOf(findings: readonly Located[]): Story[] {
  const groups: Located[][] = [];
  for (const found of findings) {
    const linked = groups.filter((group) => group.some((other) => belongTogether(found, other)));
    for (const group of linked) groups.splice(groups.indexOf(group), 1);
    groups.push([...linked.flat(), found]);
  }
  return groups.flatMap((group) => storyOf(group) ?? []);
}

function belongTogether(a: Located, b: Located): boolean {
  const identities = new Set(a.finding.events.map(({ identity }) => identity));
  if (b.finding.events.some(({ identity }) => identities.has(identity))) return true;
  return (
    a.key === b.key &&
    a.finding.serialNumbers.some((serialNumber) => b.finding.serialNumbers.includes(serialNumber)) &&
    gap(a.finding, b.finding) <= sameDeviceWithin
  );
}

function gap(a: Finding, b: Finding): number {
  const [earlier, later] = start(a) <= start(b) ? [a, b] : [b, a];
  return Math.max(0, start(later) - end(earlier));
}

function start({ events }: Finding): number {
  return Math.min(...events.map(millis));
}

function end({ events }: Finding): number {
  return Math.max(...events.map(millis));
}

function storyOf(group: readonly Located[]): Story | undefined {
  const settling = group.filter(({ finding }) => finding.settles);
  const excepted = group.filter(({ exception }) => exception !== undefined);
  const isExcepted = excepted.length === group.length;
  const settled = group.filter(
    (part) =>
      (!isExcepted && excepted.includes(part)) ||
      (!part.finding.settles && settling.some((by) => rests(part.finding, by.finding))),
  );
  const judged = group.filter((part) => !settled.includes(part));
  const base = strongest(judged.flatMap(({ finding }) => (finding.onlyIn === undefined ? finding.severity : [])));
  const parts = judged.filter(({ finding }) => finding.onlyIn === undefined || rank(base) >= rank(finding.onlyIn));
  const [first, ...rest] = parts.sort(strongestFirst);
  settled.sort(strongestFirst);
  if (first === undefined) return undefined;
  const told = [...parts, ...settled];
  const events = new Map(told.flatMap(({ finding }) => finding.events).map((event) => [event.identity, event]));
  return {
    parts: [first, ...rest],
    exception: isExcepted ? first.exception : undefined,
    settled,
    events: [...events.values()].sort(byTime),
  };
}

function rests(finding: Finding, on: Finding): boolean {
  const identities = new Set(on.events.map(({ identity }) => identity));
  return finding.events.every(({ identity }) => identities.has(identity));
}

function strongestFirst(a: Located, b: Located): number {
  return (
    rank(b.finding.severity) - rank(a.finding.severity) ||
    Number(a.finding.onlyIn !== undefined) - Number(b.finding.onlyIn !== undefined) ||
    b.finding.events.length - a.finding.events.length ||
    start(a.finding) - start(b.finding) ||
    byText(a.detection.id, b.detection.id) ||
    byText(a.key, b.key)
  );
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
