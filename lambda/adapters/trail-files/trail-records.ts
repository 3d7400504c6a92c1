import { drillSource } from '../../events/envelope';
import type { Document } from './json-documents';
import { isQueryResult, missingOf, resultRows } from './query-results';
import { reasonOf } from '../reason';

/** What lies beside records in archives and is passed over on purpose. */
export const skips = ['digest', 'insight', 'drill', 'own'] as const;
export type Skip = (typeof skips)[number];

/** Before anything was. */
export function noneSkipped(): Record<Skip, number> {
  return { digest: 0, insight: 0, drill: 0, own: 0 };
}

/** `at` says where in the file, such as `Records[17]` or `line 5`; `text` is the record as it was wrapped, if it was. */
export type Entry =
  { at: string; record: unknown; text?: string } | { at: string; problem: string } | { at: string; skipped: Skip };

/** A list of lists is what `jq -s` makes of several files; deeper is not a trail. */
const maxDepth = 3;

/**
 * The records of one document: CloudTrail's `{"Records":[…]}`, a bare array, one record, an EventBridge envelope,
 * what `aws cloudtrail lookup-events` prints, or what `get-query-results` of Athena and CloudTrail Lake prints.
 */
export function* recordsIn(document: Document, depth = 0): Generator<Entry> {
  if ('problem' in document) {
    yield document;
    return;
  }
  const { at, value } = document;
  if (Array.isArray(value)) yield* elements(value, at, '', depth);
  else if (!isObject(value)) yield fromText(at, value);
  else if (Object.hasOwn(value, 'Records')) yield* list(value['Records'], at, 'Records', depth);
  else if (Array.isArray(value['Events'])) {
    yield* list(value['Events'], at, 'Events', depth);
    const missing = missingOf(value);
    if (missing !== undefined) yield { at, problem: missing };
  } else if (isQueryResult(value)) for (const row of resultRows(value, at)) yield* ofRow(row);
  else yield one(at, value);
}

function* list(value: unknown, at: string, name: string, depth: number): Generator<Entry> {
  if (Array.isArray(value)) yield* elements(value, at, name, depth);
  else if (value !== null)
    yield { at: path(at, name), problem: `${kind(value)}, expected a list of CloudTrail records` };
}

function* elements(values: readonly unknown[], at: string, name: string, depth: number): Generator<Entry> {
  for (const [index, value] of values.entries()) {
    const where = path(at, `${name}[${index}]`);
    if (depth < maxDepth) yield* recordsIn({ at: where, value }, depth + 1);
    else yield { at: where, problem: 'lists nested too deep, expected a list of CloudTrail records' };
  }
}

function* ofRow(row: Document): Generator<Entry> {
  if ('problem' in row) yield row;
  else if (isObject(row.value)) yield one(row.at, row.value);
  else yield fromText(row.at, row.value);
}

function one(at: string, value: Record<string, unknown>): Entry {
  if (typeof value['CloudTrailEvent'] === 'string') return fromText(at, value['CloudTrailEvent']);
  if (isObject(value['detail']) && typeof value['detail-type'] === 'string')
    return value['source'] === drillSource ? { at, skipped: 'drill' } : { at, record: value['detail'] };
  if (value['digestStartTime'] !== undefined && value['logFiles'] !== undefined) return { at, skipped: 'digest' };
  // CloudTrail user guide, "CloudTrail sign file structure": what CloudTrail Lake lays beside the results that it delivers.
  if (
    value['hashSignature'] !== undefined &&
    value['queryCompleteTime'] !== undefined &&
    value['eventSource'] === undefined
  )
    return { at, skipped: 'digest' };
  if (value['eventCategory'] === 'Insight') return { at, skipped: 'insight' };
  if (isOwn(value)) return { at, skipped: 'own' };
  return { at, record: value };
}

/**
 * Somebody keeps results beside the trail: alerts (a row of CSV too), findings as OCSF has them, a forecast, exposures, a list of
 * devices. None of them has what every record has.
 */
function isOwn(value: Record<string, unknown>): boolean {
  const has = (...names: string[]): boolean => names.every((name) => Object.hasOwn(value, name));
  if (has('eventSource')) return false;
  const { schemaVersion, metadata } = value;
  const isReport = schemaVersion === 1 && (has('configuration', 'yaml') || has('exposures', 'unread'));
  const isFinding = isObject(metadata) && isObject(metadata['product']) && metadata['product']['name'] === 'mfa-watch';
  const names = Object.keys(value);
  return (
    has('detection', 'dedupKey') ||
    has('check', 'remediation') ||
    isReport ||
    isFinding ||
    (names.length > 0 && names.every(isAccount))
  );
}

function isAccount(name: string): boolean {
  return /^\d{12}$/.test(name);
}

/** LookupEvents wraps each record once more, as text. */
function fromText(at: string, value: unknown): Entry {
  const notARecord = { at, problem: `${kind(value)}, expected a CloudTrail record (a JSON object)` };
  if (typeof value !== 'string' || !value.trimStart().startsWith('{')) return notARecord;
  try {
    return { at, record: JSON.parse(value) as unknown, text: value };
  } catch (error) {
    return { at, problem: `CloudTrailEvent is not JSON: ${reasonOf(error)}` };
  }
}

function path(at: string, name: string): string {
  return at === '' ? name : at.endsWith(']') ? `${at}${name}` : `${at}: ${name}`;
}

function kind(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
