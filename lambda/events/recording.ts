import * as z from 'zod/mini';

/** What stands among what is requested for the selectors of a trail, which are no text. */
export const recording = { off: 'managementEventsOff', on: 'managementEventsOn' } as const;

const selector = z.object({
  readWriteType: z._default(z.string(), 'All'),
  includeManagementEvents: z._default(z.boolean(), true),
});
const advancedSelector = z.object({
  fieldSelectors: z.array(z.object({ field: z.string(), equals: z.optional(z.array(z.string())) })),
});

/**
 * Whether a trail with these selectors records calls that change something, without which EventBridge gets none (CloudTrail API
 * reference, PutEventSelectors).
 *
 * @param parameters of PutEventSelectors.
 * @returns undefined where it is neither none nor all of them, or cannot be read.
 */
export function recordingOf(parameters: Readonly<Record<string, unknown>>): string | undefined {
  const basic = z.safeParse(z.array(selector), parameters['eventSelectors'] ?? []);
  const advanced = z.safeParse(z.array(advancedSelector), parameters['advancedEventSelectors'] ?? []);
  if (!basic.success || !advanced.success || basic.data.length + advanced.data.length === 0) return undefined;
  const kept = [...basic.data.map(keptBy), ...advanced.data.map(keptByFields)];
  if (kept.every((what) => what === 'nothing')) return recording.off;
  return kept.includes('all') ? recording.on : undefined;
}

type Kept = 'all' | 'some' | 'nothing';

function keptBy({ readWriteType, includeManagementEvents }: z.infer<typeof selector>): Kept {
  if (!includeManagementEvents || readWriteType === 'ReadOnly') return 'nothing';
  return readWriteType === 'All' ? 'all' : 'some';
}

function keptByFields({ fieldSelectors }: z.infer<typeof advancedSelector>): Kept {
  const of = (name: string, value: string): boolean =>
    fieldSelectors.some(({ field, equals = [] }) => field === name && equals.includes(value));
  if (!of('eventCategory', 'Management') || of('readOnly', 'true')) return 'nothing';
  return fieldSelectors.length === 1 ? 'all' : 'some';
}
