import * as z from 'zod/mini';
import { homeRegion, partitionOf } from './partition';

/** The drill's own source on the bus: nobody can put events with a source `aws.*` there, so a drill can never look real. */
export const drillSource = 'mfa-watch';
export const drillDetailType = 'mfa-watch drill';

/**
 * What goes the way of every event to show that it is open: no person sees it, but for its absence. Whoever may put events in
 * this account can forge one, which hides that the function which sends them stands still.
 */
export const heartbeatDetailType = 'mfa-watch heartbeat';

/** What the schedule sends: look whether something that was due has not happened. Forging one does no harm. */
export const sweepDetailType = 'mfa-watch sweep';

/** What the schedule sends once a day, with the time in it. A second one for the same day tells nothing new. */
export const digestDetailType = 'mfa-watch digest';

/** What the schedule sends to have the subscriptions of the topics looked at. Forging one does no harm. */
export const subscriptionsDetailType = 'mfa-watch subscriptions';

/** What the schedule sends every hour to have the event history read, with the regions in it. Forging one does no harm. */
export const reconcileDetailType = 'mfa-watch reconcile';

/** What the schedule sends once a day to have the account looked at, with the time in it. Forging one does no harm. */
export const postureDetailType = 'mfa-watch posture';

/** What a schedule sends that the next one makes up for, whatever has become of it. A digest is of its own day. */
export const repeatedDetailTypes: readonly string[] = [
  sweepDetailType,
  subscriptionsDetailType,
  reconcileDetailType,
  postureDetailType,
];

/** Alarms that change their state, among them those of the forwarders (CloudWatch user guide, EventBridge). */
export const alarmSource = 'aws.cloudwatch';
export const alarmDetailType = 'CloudWatch Alarm State Change';

/** The name of a forwarder's dead-letter queue, and of the alarm that says that something lies in it. */
export const forwarderQueue = 'mfa-watch-forward-dead-letters';

/** The same of answers that could not be taken. */
export const undoneAnswers = 'mfa-watch-answers-undone';

/** So begins the same of what a tool did not take by HTTPS; the name of the destination follows, such as `to-pager`. */
export const undelivered = 'mfa-watch-undelivered-';

export const alarmedQueue = z
  .string()
  .check(z.regex(new RegExp(`^(${forwarderQueue}|${undoneAnswers}|${undelivered}[\\w-]{1,58})$`)));

/** So ends the name of the alarm that says that something more has come to the queue. No destination's name has a full stop. */
export const arriving = '.arriving';

const alarmName = z.pipe(
  z.pipe(
    z.string(),
    z.transform((name) => ({
      queue: name.endsWith(arriving) ? name.slice(0, -arriving.length) : name,
      isOfArrivals: name.endsWith(arriving),
    })),
  ),
  z.object({ queue: alarmedQueue, isOfArrivals: z.boolean() }),
);

const envelopeSchema = z.looseObject({
  source: z.string(),
  'detail-type': z.optional(z.string()),
  account: z.string(),
  detail: z.record(z.string(), z.unknown()),
});

const time = z.iso.datetime();
export const regionName = z.string().check(z.regex(/^[a-z]{2,4}(-[a-z]+)+-\d+$/));

/** Nothing is read that who made the alarm could word: of its name only whether it is one of ours. */
const alarmSchema = z.object({
  region: regionName,
  time,
  detail: z.object({
    alarmName,
    state: z.object({ value: z.enum(['ALARM', 'OK']) }),
    previousState: z.optional(z.object({ value: z.optional(z.string()) })),
  }),
});

/** That something waits in a dead-letter queue, or no more. */
export interface Alarm {
  queue: string;
  state: 'ALARM' | 'OK';
  /** Not of an alarm that has only been deployed; nor that nothing more comes, while something may lie there still. */
  isNews: boolean;
  region: string;
  time: string;
}

export type Envelope =
  | { ok: true; kind: 'event' | 'drill' | 'heartbeat'; account: string; record: object }
  | { ok: true; kind: 'sweep'; account: string }
  | { ok: true; kind: 'digest'; account: string; time: string }
  | { ok: true; kind: 'subscriptions'; account: string; time: string }
  | { ok: true; kind: 'posture'; account: string; time: string }
  | { ok: true; kind: 'reconcile'; account: string; regions: string[] }
  | { ok: true; kind: 'alarm'; account: string; alarm: Alarm }
  | { ok: false; problem: string };

/**
 * Opens an EventBridge envelope and checks that it says the same as the record inside, so that what reaches the engine
 * as a real event came through AWS's own sources.
 */
export function openEnvelope(raw: unknown): Envelope {
  const parsed = envelopeSchema.safeParse(raw);
  if (!parsed.success) return { ok: false, problem: 'not an EventBridge event: source, account or detail is missing' };
  const { source, account, detail, 'detail-type': detailType } = parsed.data;
  if (source === drillSource) return openOwn(parsed.data);
  if (source === alarmSource && detailType === alarmDetailType) return openAlarm(account, parsed.data);
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

/** What schedules and the command line send. */
function openOwn({ account, detail, 'detail-type': detailType, ...rest }: z.infer<typeof envelopeSchema>): Envelope {
  switch (detailType) {
    case sweepDetailType:
      return { ok: true, kind: 'sweep', account };
    case digestDetailType:
      return atTime('digest', account, rest['time']);
    case subscriptionsDetailType:
      return atTime('subscriptions', account, rest['time']);
    case postureDetailType:
      return atTime('posture', account, rest['time']);
    case reconcileDetailType:
      return inRegions(account, detail['regions']);
    default:
      return { ok: true, kind: detailType === heartbeatDetailType ? 'heartbeat' : 'drill', account, record: detail };
  }
}

function atTime(kind: 'digest' | 'subscriptions' | 'posture', account: string, at: unknown): Envelope {
  const parsed = time.safeParse(at);
  if (!parsed.success) return { ok: false, problem: `mfa-watch ${kind}: its time is missing or no time` };
  return { ok: true, kind, account, time: parsed.data };
}

function inRegions(account: string, raw: unknown): Envelope {
  const parsed = z.array(regionName).check(z.minLength(1)).safeParse(raw);
  if (!parsed.success)
    return { ok: false, problem: `${reconcileDetailType}: expected detail.regions, such as ["us-east-1"]` };
  return { ok: true, kind: 'reconcile', account, regions: [...new Set(parsed.data)] };
}

function openAlarm(account: string, raw: unknown): Envelope {
  const parsed = alarmSchema.safeParse(raw);
  if (!parsed.success)
    return { ok: false, problem: `not an alarm of ours: ${parsed.error.issues[0]?.path.join('.') ?? ''}` };
  const { region, time: at, detail } = parsed.data;
  const { alarmName: of, state, previousState } = detail;
  const { queue, isOfArrivals } = of;
  if (queue !== forwarderQueue && region !== homeRegion(partitionOf(region)))
    return { ok: false, problem: `an alarm of ${queue} from ${region}: expected the home region` };
  const isNews = state.value === 'ALARM' || (previousState?.value !== 'INSUFFICIENT_DATA' && !isOfArrivals);
  return { ok: true, kind: 'alarm', account, alarm: { queue, state: state.value, isNews, region, time: at } };
}
