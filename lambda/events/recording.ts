import * as z from 'zod/mini';
import type { CloudTrailRecord } from './record';

/**
 * Which management events a trail records. `some`: of some services, or all but those of some that matter; read-only events
 * are GetSessionToken of STS and the like.
 */
export const recordings = ['all', 'writes', 'reads', 'some', 'none'] as const;
export type Recording = (typeof recordings)[number];

const selector = z.object({
  readWriteType: z._default(z.string(), 'All'),
  includeManagementEvents: z._default(z.boolean(), true),
});
const fieldSelector = z.object({
  field: z.string(),
  equals: z.optional(z.array(z.string())),
  notEquals: z.optional(z.array(z.string())),
});
const advancedSelector = z.object({ fieldSelectors: z.array(fieldSelector) });

/** Services of which there is so much that trails leave it out, and no detection watches anything. */
const oftenLeftOut: readonly string[] = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'];

/**
 * @param selectors of a trail: parameters of PutEventSelectors, or what GetEventSelectors answers with names in that spelling
 * (CloudTrail API reference).
 * @returns undefined where they cannot be read.
 */
export function recordingOf(selectors: Readonly<Record<string, unknown>>): Recording | undefined {
  const basic = z.safeParse(z.array(selector), selectors['eventSelectors'] ?? []);
  const advanced = z.safeParse(z.array(advancedSelector), selectors['advancedEventSelectors'] ?? []);
  if (!basic.success || !advanced.success) return undefined;
  const each = [...basic.data.map(ofBasic), ...advanced.data.map(ofAdvanced)];
  if (each.includes('all') || (each.includes('writes') && each.includes('reads'))) return 'all';
  return each.find((one) => one !== 'none') ?? 'none';
}

/** What the trail records from now on, where the call says so. */
export function recordingIn({ eventName, unread }: CloudTrailRecord): Recording | undefined {
  if (eventName !== 'PutEventSelectors') return undefined;
  const { eventSelectors = [], advancedEventSelectors = [] } = unread.requestParameters ?? {};
  const isEmpty = [eventSelectors, advancedEventSelectors].every((list) => Array.isArray(list) && list.length === 0);
  return isEmpty ? undefined : recordingOf({ eventSelectors, advancedEventSelectors });
}

function ofBasic({ readWriteType, includeManagementEvents }: z.infer<typeof selector>): Recording {
  if (!includeManagementEvents) return 'none';
  if (readWriteType === 'All') return 'all';
  return readWriteType === 'ReadOnly' ? 'reads' : 'writes';
}

function ofAdvanced({ fieldSelectors }: z.infer<typeof advancedSelector>): Recording {
  const of = (name: string): readonly string[] => fieldSelectors.find(({ field }) => field === name)?.equals ?? [];
  if (!of('eventCategory').includes('Management')) return 'none';
  const others = fieldSelectors.filter(({ field }) => !['eventCategory', 'readOnly'].includes(field));
  if (!others.every(leavesOutWhatIsOften)) return 'some';
  if (of('readOnly').length === 0) return 'all';
  return of('readOnly').includes('true') ? 'reads' : 'writes';
}

function leavesOutWhatIsOften({ field, notEquals = [], ...more }: z.infer<typeof fieldSelector>): boolean {
  const isAll = field === 'eventSource' && more.equals === undefined && notEquals.length > 0;
  return isAll && notEquals.every((source) => oftenLeftOut.includes(source));
}
