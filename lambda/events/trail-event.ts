import { hash } from 'node:crypto';
import * as z from 'zod/mini';
import { actorOf, actorSchema } from './actor';
import { networkOf } from './network';
import { readRecord, type CloudTrailRecord } from './record';
import { policyOf, policySchema } from './policy';
import { recordingIn, recordings } from './recording';
import { requestedBy } from './requested';
import { signInOf, signInSchema } from './sign-in';
import { refusedResource, targetOf, targetSchema } from './target';
import { cut, hiddenName, isSameName, present } from './text';

/** What the engine knows of one CloudTrail record: at most 1 KB as JSON, so that a stored row costs one write unit. */
export const trailEventSchema = z.object({
  /** Same for every copy of one record, different for another record under the same eventID. */
  identity: z.string(),
  eventId: z.string(),
  /** ISO 8601, UTC. */
  time: z.string(),
  /** Such as `iam.amazonaws.com`. */
  source: z.string(),
  name: z.string(),
  /** The account in whose trail the record stands. */
  account: z.string(),
  region: z.string(),
  /** Without the `Exception` suffix that CloudTrail adds and the API does not have. */
  errorCode: z.optional(z.string()),
  errorMessage: z.optional(z.string()),
  actor: actorSchema,
  target: targetSchema,
  /** The MFA device that the event names: an ARN, or the bare serial of a hardware token. */
  serialNumber: z.optional(z.string()),
  /** Id of the access key that CreateAccessKey made. */
  createdKey: z.optional(z.string()),
  policy: z.optional(policySchema),
  /**
   * Names and ARNs in the request (of a refused one: in the message; of Organizations' own events: in their details), of
   * services other than sign-in, STS and Account Management, and of IAM's calls other than those on MFA devices: at most
   * 100, each at most 150 characters.
   */
  requested: z.optional(z.array(z.string())),
  /** Which management events a trail records from now on, of PutEventSelectors. */
  recording: z.optional(z.enum(recordings)),
  /** The AWS service that made the call on somebody's behalf, such as `cloudformation.amazonaws.com`. */
  invokedBy: z.optional(z.string()),
  signIn: z.optional(signInSchema),
});
export type TrailEvent = z.infer<typeof trailEventSchema>;

export type Parsed = { ok: true; event: TrailEvent } | { ok: false; problem: string };

/** @returns the event, or what is wrong with the record in words for the person who must mend it; never throws. */
export function parseTrailEvent(raw: unknown): Parsed {
  const read = readRecord(raw);
  if ('problem' in read) return { ok: false, problem: read.problem };
  const { record } = read;
  const time = timeIn(record.eventTime);
  if (Number.isNaN(time))
    return {
      ok: false,
      problem: `eventTime "${cut(record.eventTime, 40)}" is not a time such as 2026-11-20T09:16:12Z`,
    };
  return { ok: true, event: toEvent(record, isoTime(time)) };
}

/**
 * When a record happened, in milliseconds since the epoch; NaN for what is no time. CloudTrail's times are UTC, those of tables
 * that others made of them too: without a zone, JavaScript would take them for the time of whoever reads them.
 */
export function timeIn(eventTime: string): number {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?: UTC)?$/i.exec(eventTime) ?? [];
  return day === undefined ? Date.parse(eventTime) : Date.parse(`${day}T${time}Z`);
}

/** CloudTrail's own resolution is a second; milliseconds are shown only where there are any. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}

const parsedTimes = new WeakMap<object, number>();

/** Milliseconds since the epoch. Remembered for each event: timelines are sorted and windowed over and over. */
export function millis(event: Pick<TrailEvent, 'time'>): number {
  const known = parsedTimes.get(event);
  if (known !== undefined) return known;
  const time = Date.parse(event.time);
  parsedTimes.set(event, time);
  return time;
}

function toEvent(record: CloudTrailRecord, time: string): TrailEvent {
  const errorMessage = present(record.errorMessage);
  const event = {
    time,
    source: record.eventSource,
    name: record.eventName,
    account: present(record.recipientAccountId) ?? present(record.userIdentity?.accountId) ?? 'unknown',
    region: present(record.awsRegion) ?? 'unknown',
    errorCode: present(record.errorCode)?.replace(/Exception$/, ''),
    errorMessage: errorMessage === undefined ? undefined : cut(errorMessage, 300),
    actor: actorOf(record),
    target: targetOf(record),
    serialNumber: serialNumberOf(record),
    createdKey: present(record.responseElements?.accessKey?.accessKeyId),
    policy: policyOf(record),
    requested: requestedBy(record),
    recording: recordingIn(record),
    invokedBy: present(record.userIdentity?.invokedBy),
    signIn: signInOf(record),
  };
  const eventId = present(record.addendum?.originalEventID) ?? present(record.eventID);
  return { identity: identityOf(eventId, event), eventId: present(record.eventID) ?? eventId ?? 'none', ...event };
}

function serialNumberOf(record: CloudTrailRecord): string | undefined {
  return (
    present(record.requestParameters?.serialNumber) ??
    present(record.responseElements?.virtualMFADevice?.serialNumber) ??
    present(record.additionalEventData?.MFAIdentifier) ??
    refusedResource(record.errorMessage)?.serialNumber
  );
}

/**
 * eventID alone is not enough: copies by EventBridge, LookupEvents and S3 differ in bytes, and real sets hold two
 * different records under one eventID. A record without eventID is told apart by its content alone.
 */
function identityOf(eventId: string | undefined, event: Omit<TrailEvent, 'identity' | 'eventId'>): string {
  const content = [
    event.account,
    event.time,
    event.source,
    event.name,
    event.errorCode,
    event.actor.type,
    event.actor.principalId,
    event.actor.accessKeyId,
    event.target.name?.toLowerCase(),
    event.serialNumber,
  ];
  return `${eventId ?? 'no-id'}.${hash('sha256', JSON.stringify(content)).slice(0, 12)}`;
}

/** The id of the record of which this is a copy with updated data; undefined: it is the first. */
export function updates({ identity, eventId }: TrailEvent): string | undefined {
  if (eventId === 'none' || identity.startsWith(`${eventId}.`)) return undefined;
  return identity.slice(0, identity.lastIndexOf('.'));
}

/**
 * Whose timeline the event belongs to: account and lower-cased user name, the one thing that EnableMFADevice, a failed
 * sign-in and STS have in common (names are unique without regard to case); of an Identity Center user the id, where
 * it is known. Where nobody is named: the principal id, the network of who signs in, else the actor.
 */
export function subjectOf(event: TrailEvent): string {
  return `${event.account}/${subjectName(event)}`;
}

function subjectName({ target, actor, source }: TrailEvent): string {
  if (target.type === 'Root') return '<root>';
  if (target.type === 'IdentityCenterUser') return `identity-center:${(target.id ?? target.name ?? '').toLowerCase()}`;
  if (target.name !== undefined) return target.name.toLowerCase();
  if (source === 'signin.amazonaws.com')
    return actor.principalId ?? `address:${actor.sourceIp === undefined ? hiddenName : networkOf(actor.sourceIp)}`;
  return actorSubject(actor);
}

function actorSubject({ issuer, arn, principalId, accessKeyId, name, type }: TrailEvent['actor']): string {
  return `actor:${(issuer ?? arn ?? principalId ?? accessKeyId ?? name ?? type).toLowerCase()}`;
}

/** The timeline of who acted, which joins what one actor does to several users. */
export function actorKeyOf({ account, actor }: TrailEvent): string {
  return `${account}/${actorSubject(actor)}`;
}

/** The timeline of the device, which joins events that name no user; none where no device is named. */
export function deviceKeysOf({ account, serialNumber }: TrailEvent): string[] {
  return serialNumber === undefined ? [] : [`${account}/device:${serialNumber.toLowerCase()}`];
}

/** CloudTrail's error code, or `Failure` of a sign-in; undefined: it went well. */
export function failureOf({ errorCode, signIn }: TrailEvent): string | undefined {
  return errorCode ?? (signIn?.outcome === 'Failure' ? signIn.outcome : undefined);
}

/** A sign-in to the console that succeeded. */
export function signsIn({ name, signIn }: TrailEvent): boolean {
  return name === 'ConsoleLogin' && signIn?.outcome === 'Success';
}

/** Nobody but the user or root themselves is "oneself": a role session never is, whatever its name. */
export function actsOnOneself({ actor, target }: TrailEvent): boolean {
  if (actor.type === 'Root') return target.type === 'Root' && actor.credential !== 'assumed-root';
  return actor.type === 'IAMUser' && target.type === 'IAMUser' && isSameName(actor.name, target.name);
}

/** Sorted order of a timeline: by time, then by identity, so that it is the same however the events arrived. */
export function byTime(a: TrailEvent, b: TrailEvent): number {
  return millis(a) - millis(b) || (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0);
}

/** The devices that the events name, each once. */
export function devicesNamed(events: readonly TrailEvent[]): string[] {
  return [...new Set(events.flatMap(({ serialNumber }) => serialNumber ?? []))];
}
