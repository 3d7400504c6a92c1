import type { Alert } from '../alerts/alert';
import type { Exception } from '../config/exceptions';
import type { Detection, Finding } from '../detections/detection';
import { rank, strongest } from '../detections/severity';
import type { Observation, Timeline } from '../events/timeline';
import { byTime, millis, type TrailEvent } from '../events/trail-event';
import { Groups } from './groups';

/** A finding and where it was found. */
export interface Located {
  detection: Detection;
  finding: Finding;
  /** Key of the timeline. */
  key: string;
  timeline: Timeline;
  history: History;
  /** Somebody announced it, so it was lowered. */
  expected?: Alert['expected'];
  /** Somebody answers for it: it is recorded, and nobody is told. */
  exception?: Exception | undefined;
}

/** All that was read of a subject, whichever detection it concerns, from before the time that is judged too. */
export interface History {
  observations: readonly Observation[];
  /** Milliseconds since the epoch: nothing from then on is missing. */
  since: number;
}

/** Findings that belong together: one subject, one alert. Strongest first. */
export interface Story {
  parts: [Located, ...Located[]];
  /** Set if every part is excepted that is anything by itself. */
  exception?: Exception | undefined;
  /** Parts that a benign completion has explained, or that are excepted: told, but not judged. */
  settled: Located[];
  /** All events, in time order, each once. */
  events: TrailEvent[];
}

const sameDeviceWithin = 30 * 60_000;

/** Findings are one story when they share an event, or concern the same target and device within 30 minutes. */
export function storiesOf(findings: readonly Located[]): Story[] {
  const groups = new Groups(findings.length);
  const byEvent = new Map<string, number>();
  const byDevice = new Map<string, number[]>();
  findings.forEach(({ key, finding }, index) => {
    for (const { identity } of finding.events) {
      const other = byEvent.get(identity);
      if (other === undefined) byEvent.set(identity, index);
      else groups.join(other, index);
    }
    for (const serialNumber of finding.serialNumbers) {
      const device = `${key} ${serialNumber}`;
      const others = byDevice.get(device);
      if (others === undefined) byDevice.set(device, [index]);
      else others.push(index);
    }
  });
  const findingAt = (index: number): Finding => (findings[index] as Located).finding;
  for (const indices of byDevice.values()) {
    const [first = 0, ...rest] = indices.sort((a, b) => start(findingAt(a)) - start(findingAt(b)));
    let latest = first;
    for (const index of rest) {
      if (start(findingAt(index)) - end(findingAt(latest)) <= sameDeviceWithin) groups.join(latest, index);
      if (end(findingAt(index)) > end(findingAt(latest))) latest = index;
    }
  }
  return groups.all().flatMap((indices) => storyOf(indices.map((index) => findings[index] as Located)) ?? []);
}

/** The stories by the identities of their events: each event is in one at most. */
export function byEvent(stories: readonly Story[]): ReadonlyMap<string, Story> {
  const found = new Map<string, Story>();
  for (const story of stories) for (const { identity } of story.events) found.set(identity, story);
  return found;
}

function start({ events }: Finding): number {
  return events.reduce((least, event) => Math.min(least, millis(event)), Infinity);
}

function end({ events }: Finding): number {
  return events.reduce((most, event) => Math.max(most, millis(event)), -Infinity);
}

function storyOf(group: readonly Located[]): Story | undefined {
  const settling = group
    .filter(({ finding }) => finding.settles)
    .map(({ finding }) => new Set(finding.events.map(({ identity }) => identity)));
  // What only adds to others is nothing that would be left of them.
  const own = group.filter(({ finding }) => finding.onlyIn === undefined);
  const isExcepted = (own.length > 0 ? own : group).every(({ exception }) => exception !== undefined);
  const isSettled = ({ exception, finding: { settles, events } }: Located): boolean =>
    (!isExcepted && exception !== undefined) ||
    (!settles && settling.some((settled) => events.every(({ identity }) => settled.has(identity))));
  const judged: Located[] = [];
  const settled: Located[] = [];
  for (const part of group) (isSettled(part) ? settled : judged).push(part);
  const base = strongest(judged.flatMap(({ finding }) => (finding.onlyIn === undefined ? finding.severity : [])));
  const parts = judged.filter(({ finding }) => finding.onlyIn === undefined || rank(base) >= rank(finding.onlyIn));
  const [first, ...rest] = parts.sort(strongestFirst);
  settled.sort(strongestFirst);
  if (first === undefined) return undefined;
  const told = [...parts, ...settled];
  const events = new Map(told.flatMap(({ finding }) => finding.events).map((event) => [event.identity, event]));
  return {
    parts: [first, ...rest],
    exception: isExcepted ? [first, ...rest].find(({ exception }) => exception !== undefined)?.exception : undefined,
    settled,
    events: [...events.values()].sort(byTime),
  };
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
