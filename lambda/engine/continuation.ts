import { isDeepStrictEqual } from 'node:util';
import type { Alert, Update } from '../alerts/alert';
import type { Answer } from '../alerts/answer';
import { rank, strongest } from '../detections/severity';
import { day } from '../time';
import type { Occasion } from './occasion';
import { listed } from './compose';
import { stands } from './filed';
import { filedWithin } from './findings';
import type { LedgerRow } from './ledger';
import type { Story } from './story';

/** A story is found again by any of its events; this many keep the row far below DynamoDB's 400 KB. */
export const mostIdentities = 1000;
/** New addresses and targets are told one by one up to this many, and from then on whenever they have doubled. */
const toldOneByOne = 5;
/** Origins and events that an alert details. */
const mostDetailed = 20;
/** Milliseconds. Attempts that are further apart are two stories to the detections, too. */
const crowdedOut = 15 * 60_000;

/**
 * Rows that continue in this story, oldest first. A row goes with the first of its events that is in any story. Failing
 * that, the row that bears the story's id, which another alert had taken in before a late event parted them; or that
 * which ended just before what could be read.
 */
export function rowsOf(
  story: Story,
  fresh: Alert,
  filed: readonly LedgerRow[],
  { storyOf, since: read }: Occasion,
): LedgerRow[] {
  const since = Date.parse(fresh.firstSeen) - filedWithin;
  const rows = filed.filter(({ filedAt }) => Date.parse(filedAt) >= since);
  const own = rows.filter(({ mergedInto, identities }) => {
    const anchor = identities.find((identity) => storyOf.has(identity));
    return mergedInto === undefined && anchor !== undefined && storyOf.get(anchor) === story;
  });
  const oldestFirst = (some: LedgerRow[]): LedgerRow[] =>
    some.sort((a, b) => (a.filedAt + a.alert.id < b.filedAt + b.alert.id ? -1 : 1));
  if (own.length > 0) return oldestFirst(own);
  const same = rows.filter(({ alert }) => alert.id === fresh.id);
  return same.length > 0 ? same : oldestFirst(rows.filter((row) => isCutOff(row, fresh, read)));
}

/** A flood has crowded out the events between the row's and the story's; `read` is the time (ms) of the oldest left. */
function isCutOff(row: LedgerRow, fresh: Alert, read: number): boolean {
  const { key, alert } = row;
  return (
    stands(row) &&
    key === fresh.dedupKey &&
    alert.detection === fresh.detection &&
    Math.abs(Date.parse(fresh.firstSeen) - read) <= crowdedOut &&
    Math.abs(Date.parse(alert.lastSeen) - read) <= crowdedOut
  );
}

/** Whoever has answered a part that another alert takes in has answered as much of the whole. */
export function strongestAnswer(rows: readonly LedgerRow[]): Answer | undefined {
  const answers = rows.flatMap(({ answer }) => answer ?? []);
  return answers.reduce<Answer | undefined>(
    (a, b) => (a === undefined || rank(b.severity) > rank(a.severity) ? b : a),
    undefined,
  );
}

/** The alert keeps its id and key. What reaches back beyond what was read keeps what it had. */
export function continued(before: Alert, fresh: Alert, added: number, since: number): Alert {
  const kept = { ...fresh, id: before.id, dedupKey: before.dedupKey };
  if (Date.parse(before.firstSeen) >= since + day) return kept;
  const origins = new Map([...(before.origins ?? []), ...(fresh.origins ?? [])].map((one) => [one.address, one]));
  const events = new Map([...(before.events ?? []), ...(fresh.events ?? [])].map((one) => [JSON.stringify(one), one]));
  const eventIds = [...new Set([...before.eventIds, ...fresh.eventIds])];
  const { id, dedupKey, suppressed } = kept;
  return {
    ...(rank(before.severity) > rank(fresh.severity) ? before : kept),
    ...{ id, dedupKey, suppressed, lastSeen: fresh.lastSeen },
    severity: strongest([before.severity, fresh.severity]),
    reasons: tellsAllOf(before, fresh)
      ? fresh.reasons
      : [...new Set([...fresh.reasons, ...before.reasons])].slice(0, listed),
    firstSeen: before.firstSeen < fresh.firstSeen ? before.firstSeen : fresh.firstSeen,
    count: before.count + added,
    eventIds: eventIds.slice(-100),
    addresses: [...new Set([...before.addresses, ...fresh.addresses])].slice(0, mostIdentities),
    origins: [...origins.values()].slice(0, mostDetailed),
    targets: distinctNames([...before.targets, ...fresh.targets]),
    events: [...events.values()].sort((a, b) => (a.time < b.time ? -1 : 1)).slice(-mostDetailed),
  };
}

/** What was found before is found again: the same reasons with other numbers and names would be added with each event. */
function tellsAllOf(before: Alert, fresh: Alert): boolean {
  return rank(fresh.severity) >= rank(before.severity) && partsOf(before).every((id) => partsOf(fresh).includes(id));
}

/** Names compare without case. */
function distinctNames(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()].slice(0, 100);
}

export function updateOf(before: Alert, after: Alert): Update | undefined {
  if (after.suppressed !== undefined) return undefined;
  if (rank(after.severity) > rank(before.severity) || before.suppressed !== undefined) return 'raised';
  if (rank(after.severity) < rank(before.severity)) return 'lowered';
  if (partsOf(after).some((id) => !partsOf(before).includes(id))) return 'widened';
  return isNews(before.addresses, after.addresses) || isNews(before.targets, after.targets) ? 'widened' : undefined;
}

/** The strongest may be the one that is new. */
function partsOf({ detection, related }: Alert): string[] {
  return [detection, ...related];
}

function isNews(before: readonly string[], after: readonly string[]): boolean {
  return after.length > before.length && (before.length < toldOneByOne || doublings(after) > doublings(before));
}

function doublings({ length }: readonly string[]): number {
  return Math.floor(Math.log2(length / toldOneByOne));
}

/** As a store gives it back: without the fields that are undefined, in any order. */
export function sameContent(a: Alert, b: Alert): boolean {
  if (a.count !== b.count) return false;
  const [one, other] = [JSON.stringify(a), JSON.stringify(b)];
  return one === other || isDeepStrictEqual(JSON.parse(one), JSON.parse(other));
}
