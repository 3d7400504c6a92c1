import * as z from 'zod/mini';
import { drillSource, repeatedDetailTypes } from '../events/envelope';
import { isoTime } from '../events/trail-event';
import { reasonOf } from './reason';

/** A message of a dead-letter queue, as SQS hands it out. */
export interface Message {
  Body?: string | undefined;
  Attributes?: Partial<Record<string, string>> | undefined;
  MessageAttributes?: Record<string, { StringValue?: string | undefined }> | undefined;
}

/** What lies in a message. All texts are untrusted. */
export interface DeadLetter {
  /** JSON for the function; absent if the body holds none. */
  payload?: string;
  /** Why the function cannot read it. */
  unreadable?: string;
  /** The function had it once; else EventBridge could not hand it over. */
  fromFunction: boolean;
  /** A schedule has sent it, and the next one makes up for it. */
  isMadeUpFor?: boolean;
  time?: string | undefined;
  /** Name of the event, or else its detail type. */
  name?: string | undefined;
  account?: string | undefined;
  region?: string | undefined;
  /** CloudTrail's, by which its files have it. */
  eventId?: string | undefined;
  /** Why it lies there. */
  errorCode?: string | undefined;
}

const text = z.catch(z.optional(z.string()), undefined);

/** Milliseconds: the last time that a date can hold (ECMAScript, time values). */
const latest = 8.64e15;

/** What Lambda writes of an event on which the function failed (Lambda developer guide, destinations). */
const failureSchema = z.looseObject({
  requestPayload: z.unknown(),
  requestContext: z.looseObject({ condition: z.string() }),
  responsePayload: z.catch(z.optional(z.looseObject({ errorType: text })), undefined),
});

const eventSchema = z.looseObject({
  source: z.string(),
  'detail-type': text,
  account: text,
  region: text,
  time: text,
  detail: z.looseObject({ eventTime: text, eventName: text, awsRegion: text, eventID: text }),
});

/** The three kinds: an event that a rule could not hand over, one that the function failed on, one that it could not read. */
export function openDeadLetter({ Body = '', Attributes, MessageAttributes = {} }: Message): DeadLetter {
  const reason = MessageAttributes['reason']?.StringValue;
  const sent = Number(Attributes?.['SentTimestamp']);
  const time = sent > 0 && sent <= latest ? isoTime(sent) : undefined;
  let body: unknown;
  try {
    body = JSON.parse(Body);
  } catch (error) {
    return { fromFunction: reason !== undefined, unreadable: reason ?? `not JSON: ${reasonOf(error)}`, time };
  }
  const errorCode = MessageAttributes['ERROR_CODE']?.StringValue;
  if (reason !== undefined) return { time, ...facts(body), fromFunction: true, unreadable: reason };
  const failure = failureSchema.safeParse(body);
  if (!failure.success) return { time, ...facts(body), fromFunction: false, errorCode };
  const { requestPayload, requestContext, responsePayload } = failure.data;
  const failedWith = responsePayload?.errorType ?? requestContext.condition;
  return { time, ...facts(requestPayload), fromFunction: true, errorCode: failedWith };
}

function facts(event: unknown): Partial<DeadLetter> {
  const payload = asText(event);
  if (payload === undefined) return { unreadable: 'nested too deep' };
  const parsed = eventSchema.safeParse(event);
  if (!parsed.success) return { payload, unreadable: 'not an EventBridge event' };
  const { account, region, detail, ...envelope } = parsed.data;
  const time = detail.eventTime ?? envelope.time;
  return {
    payload,
    ...(time !== undefined && { time }),
    name: detail.eventName ?? envelope['detail-type'],
    account,
    region: detail.awsRegion ?? region,
    eventId: detail.eventID,
    isMadeUpFor: envelope.source === drillSource && repeatedDetailTypes.includes(envelope['detail-type'] ?? ''),
  };
}

/** Parsing takes any depth; writing recurses, and a message that somebody nested must not stop the whole redrive. */
function asText(event: unknown): string | undefined {
  try {
    return JSON.stringify(event);
  } catch {
    return undefined;
  }
}
