import type { Condition, Detection, Match, Watch } from '../../detections/detection';
import type { TrailEvent } from '../../events/trail-event';

/** One EventBridge rule: everything that the catalogue watches of one service. */
export interface Rule {
  /** Such as `Iam`: part of the resource's name. */
  id: string;
  pattern: { source: string[]; 'detail-type': string[]; detail: Record<string, unknown> };
  /** Read-only calls reach a rule only in the state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS (EventBridge guide). */
  readOnly: boolean;
}

/**
 * AWS's pages spell the sign-in detail-type in two ways; every envelope seen in public has the first. Identity Center's
 * sign-in events are service events, and one page lists sign-in events as API calls.
 */
const signInDetailTypes = [
  'AWS Console Sign In via CloudTrail',
  'AWS Console Signin via CloudTrail',
  'AWS Service Event via CloudTrail',
  'AWS API Call via CloudTrail',
];

export function rulesOf(detections: readonly Detection[]): Rule[] {
  return [...watchesBySource(detections)].map(([source, watches]) => ruleOf(source, watches));
}

/** By service, in order of their names. */
export function watchesBySource(detections: readonly Detection[]): ReadonlyMap<string, readonly Watch[]> {
  const watches = detections.flatMap((detection) => detection.watches);
  const sources = [...new Set(watches.map(({ source }) => source))].sort();
  return new Map(sources.map((source) => [source, watches.filter((watch) => watch.source === source)]));
}

/** Names that are wanted as such, or only of records for which the condition holds. */
export interface Wanted {
  names: string[];
  condition?: Condition;
}

/** What is watched of one service, each name only as widely as it must be. */
export function wantedOf(watches: readonly Watch[]): Wanted[] {
  const always = new Set(watches.filter(({ where }) => where === undefined).flatMap(({ names }) => names));
  const narrowed = new Map<string, { condition: Condition; names: Set<string> }>();
  for (const { names, where } of watches)
    for (const condition of where ?? []) {
      const same = narrowed.get(JSON.stringify(condition)) ?? { condition, names: new Set<string>() };
      names.filter((name) => !always.has(name)).forEach((name) => same.names.add(name));
      narrowed.set(JSON.stringify(condition), same);
    }
  return [
    ...(always.size === 0 ? [] : [{ names: [...always].sort() }]),
    ...[...narrowed.values()]
      .filter(({ names }) => names.size > 0)
      .map(({ condition, names }) => ({ names: [...names].sort(), condition })),
  ];
}

function ruleOf(source: string, watches: readonly Watch[]): Rule {
  const service = source.split('.')[0] ?? source;
  const alternatives = wantedOf(watches).map(({ names, condition }) => ({
    eventName: names,
    ...(condition && nested(condition)),
  }));
  const wanted = alternatives.length === 1 ? alternatives[0] : { $or: alternatives };
  return {
    id: service
      .split('-')
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(''),
    readOnly: watches.some((watch) => watch.readOnly === true),
    pattern: {
      source: [`aws.${service}`],
      'detail-type': detailTypes(service),
      detail: { eventSource: [source], ...wanted },
    },
  };
}

/**
 * Whether Identity Center's portal writes API calls or service events is not documented, nor which of them Organizations
 * writes of an account that has departed.
 */
function detailTypes(service: string): string[] {
  if (service === 'signin') return signInDetailTypes;
  const apiCall = 'AWS API Call via CloudTrail';
  return /^(sso|identitystore|organizations$)/.test(service)
    ? [apiCall, 'AWS Service Event via CloudTrail']
    : [apiCall];
}

function nested(condition: Condition): Record<string, unknown> {
  const pattern: Record<string, unknown> = {};
  for (const [path, match] of Object.entries(condition)) {
    const names = path.split('.');
    const leaf = names.pop() ?? path;
    let level = pattern;
    for (const name of names) level = (level[name] ??= {}) as Record<string, unknown>;
    level[leaf] = 'equals' in match ? match.equals : [match];
  }
  return pattern;
}

/** The same judgement as the rules', for records that do not come through EventBridge. */
export function watcher(detections: readonly Detection[]): (record: unknown) => boolean {
  const watches = new Map<string, Watch[]>();
  for (const watch of detections.flatMap((detection) => detection.watches))
    for (const name of watch.names) {
      const key = nameIn(watch.source, name);
      watches.set(key, [...(watches.get(key) ?? []), watch]);
    }
  return (record) => {
    const source = valueAt(record, ['eventSource']);
    const name = valueAt(record, ['eventName']);
    if (typeof source !== 'string' || typeof name !== 'string') return false;
    return (watches.get(nameIn(source, name)) ?? []).some(
      ({ where }) => where === undefined || where.some((condition) => holds(condition, record)),
    );
  };
}

/** Those of a catalogue that want to see the event, in its order. */
export function concerned<Entry extends { detection: Detection }>(
  catalogue: readonly Entry[],
): (event: TrailEvent) => readonly Entry[] {
  const bySource = new Map<string, Map<string, Entry[]>>();
  for (const entry of catalogue)
    for (const { source, names } of entry.detection.watches) {
      const byName = bySource.get(source) ?? new Map<string, Entry[]>();
      bySource.set(source, byName);
      for (const name of names) {
        const entries = byName.get(name);
        if (entries === undefined) byName.set(name, [entry]);
        else if (entries.at(-1) !== entry) entries.push(entry);
      }
    }
  return ({ source, name }) => bySource.get(source)?.get(name) ?? [];
}

function nameIn(source: string, name: string): string {
  return `${source} ${name}`;
}

function holds(condition: Condition, record: unknown): boolean {
  return Object.entries(condition).every(([path, match]) => matches(match, valueAt(record, path.split('.'))));
}

function matches(match: Match, value: unknown): boolean {
  if ('exists' in match) return value !== undefined;
  if (typeof value !== 'string') return false;
  return 'prefix' in match ? value.startsWith(match.prefix) : match.equals.includes(value);
}

function valueAt(record: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    record,
  );
}
