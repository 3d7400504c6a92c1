import * as z from 'zod/mini';

/** The drill's own source on the bus: nobody can put events with a source `aws.*` there, so a drill can never look real. */
export const drillSource = 'mfa-watch';
export const drillDetailType = 'mfa-watch drill';

/** What the schedule sends: look whether something that was due has not happened. Forging one does no harm. */
export const sweepDetailType = 'mfa-watch sweep';

const envelopeSchema = z.looseObject({
  source: z.string(),
  'detail-type': z.optional(z.string()),
  account: z.string(),
  detail: z.record(z.string(), z.unknown()),
});

export type Envelope =
  { ok: true; kind: 'event' | 'drill' | 'sweep'; account: string; record: object } | { ok: false; problem: string };

/**
 * Opens an EventBridge envelope and checks that it says the same as the record inside, so that what reaches the engine
 * as a real event came through AWS's own sources.
 */
export function openEnvelope(raw: unknown): Envelope {
  const parsed = envelopeSchema.safeParse(raw);
  if (!parsed.success) return { ok: false, problem: 'not an EventBridge event: source, account or detail is missing' };
  const { source, account, detail } = parsed.data;
  if (source === drillSource) {
    const kind = parsed.data['detail-type'] === sweepDetailType ? 'sweep' : 'drill';
    return { ok: true, kind, account, record: detail };
  }
  const service = typeof detail['eventSource'] === 'string' ? detail['eventSource'].split('.')[0] : undefined;
  if (service === undefined || source !== `aws.${service}`)
    return { ok: false, problem: `the envelope says source "${source}", the record inside says otherwise` };
  const recipient = detail['recipientAccountId'];
  if (typeof recipient === 'string' && recipient.trim() !== account.trim())
    return {
      ok: false,
      problem: `the envelope says account ${account}, the record inside says ${recipient.slice(0, 20)}`,
    };
  return { ok: true, kind: 'event', account, record: detail };
}
