import * as z from 'zod/mini';
import { account } from '../config/account';
import { exceptionSchema } from '../config/exceptions';
import { alarmedQueue, regionName } from '../events/envelope';
import { severities } from '../detections/severity';
import { standingSchema } from '../posture/standing';
import { alertSchema } from './alert';
import { answerSchema } from './answer';
import { expectationSchema } from './expectation';

export const heldBack = z.pick(alertSchema, {
  id: true,
  detection: true,
  severity: true,
  title: true,
  time: true,
  account: true,
  accountName: true,
  suppressed: true,
});
/** An alert of which nobody was told. */
export type HeldBack = z.infer<typeof heldBack>;

/** Alerts that a group lists: as many as one reads. */
export const mostListed = 25;
/** Alerts that the summary of a flood names: it is told nowhere else. */
export const mostNamed = 200;

const groupSchema = z.object({
  count: z.number(),
  /** How many of each, the strongest first. */
  severities: z.record(z.string(), z.number()),
  /** How many of each, the most frequent first. */
  detections: z.record(z.string(), z.number()),
  /** The strongest. */
  alerts: z.array(heldBack),
});
export type Group = z.infer<typeof groupSchema>;

const exposureSchema = z.extend(standingSchema, {
  /** How severe it was before; only where it has become more so. */
  was: z.optional(z.enum(severities)),
});
export type Exposure = z.infer<typeof exposureSchema>;

export const exposuresSchema = z.object({
  count: z.number(),
  /** How many of each, the strongest first. */
  severities: z.record(z.string(), z.number()),
  /** How many of each severity, by check. */
  checks: z.record(z.string(), z.record(z.string(), z.number())),
  /** The strongest. */
  exposures: z.array(exposureSchema),
});
export type Exposures = z.infer<typeof exposuresSchema>;

const reviewSchema = z.object({
  exception: exceptionSchema,
  hasExpired: z.boolean(),
  /** It has covered nothing since this day, on which it was first seen. */
  unusedSince: z.optional(z.iso.date()),
});
/** An exception that somebody should look at, because it has ended, soon ends, or covers nothing. */
export type Review = z.infer<typeof reviewSchema>;

/** What became of a subscription; `unconfirmed`: it was pending, and AWS has given it up. `added`: it was not there before. */
export const subscriptionChanges = ['gone', 'confirmation-lost', 'unconfirmed', 'filter-changed', 'added'] as const;

/**
 * A message that is no alert: the contract that other tools read as JSON. Fields may be added, never renamed. Times are
 * ISO 8601 in UTC.
 */
export const noticeSchema = z.discriminatedUnion('kind', [
  /** Events of a region do not arrive, or messages or answers got lost on their way; or it is over. */
  z.object({
    schemaVersion: z.literal(1),
    kind: z.literal('alarm'),
    severity: z.literal('high'),
    state: z.enum(['ALARM', 'OK']),
    time: z.iso.datetime(),
    account,
    accountName: z.optional(z.string()),
    region: regionName,
    /** Name of the dead-letter queue in which they lie; absent: that of the region's forwarder. */
    queue: z.optional(alarmedQueue),
  }),
  /** What nobody was told on a day. */
  z.object({
    schemaVersion: z.literal(1),
    kind: z.literal('digest'),
    severity: z.literal('info'),
    /** Such as 2026-11-21, in UTC. */
    day: z.iso.date(),
    /** Where the function runs. */
    account,
    /** Covered by exceptions. */
    suppressed: groupSchema,
    /** Less severe than anybody asked for. */
    below: groupSchema,
    /** There were more than are counted. */
    isPartial: z.boolean(),
    exceptions: z.array(reviewSchema),
  }),
  /** So many alerts of an account in an hour that the rest is told at once. */
  z.object({
    schemaVersion: z.literal(1),
    kind: z.literal('flood'),
    /** That of the strongest alert in it. */
    severity: z.enum(severities),
    account,
    accountName: z.optional(z.string()),
    /** Messages an hour that an account may have. */
    limit: z.number(),
    time: z.iso.datetime(),
    alerts: groupSchema,
  }),
  /** Somebody has answered an alert. */
  z.object({
    schemaVersion: z.literal(1),
    kind: z.literal('answer'),
    severity: z.literal('info'),
    account,
    accountName: z.optional(z.string()),
    alert: heldBack,
    answer: answerSchema,
    /** Names of the destinations that are told because of it; only of an escalation. */
    escalatedTo: z.optional(z.array(z.string())),
  }),
  /** Somebody has announced a change, or taken that back. */
  z.object({
    schemaVersion: z.literal(1),
    kind: z.literal('expectation'),
    severity: z.literal('medium'),
    account,
    accountName: z.optional(z.string()),
    time: z.iso.datetime(),
    expectation: expectationSchema,
    isCancelled: z.boolean(),
  }),
  /** A subscription of a topic is not what it was. */
  z.object({
    schemaVersion: z.literal(1),
    kind: z.literal('subscription'),
    severity: z.literal('high'),
    account,
    time: z.iso.datetime(),
    /** Name of the destination, such as `alerts`. */
    destination: z.string(),
    topicArn: z.string(),
    protocol: z.string(),
    /** Mail address, or the ARN or URL of what is subscribed. */
    endpoint: z.string(),
    change: z.enum(subscriptionChanges),
  }),
  /** What a look at an account has found that MFA does not protect. */
  z.object({
    schemaVersion: z.literal(1),
    kind: z.literal('posture'),
    /** That of the strongest that is new; `info` where nothing is. */
    severity: z.enum(severities),
    account,
    accountName: z.optional(z.string()),
    time: z.iso.datetime(),
    /** `first`: all that the first look has found; `drift`: what has changed since the last one; `week`: what stands open. */
    occasion: z.enum(['first', 'drift', 'week']),
    /** All that stands open. */
    open: exposuresSchema,
    /** New or more severe since the last look, or new in the week. */
    new: exposuresSchema,
    mended: exposuresSchema,
    /** By check of what is new, or else of what stands open: what to do first. */
    remedies: z.record(z.string(), z.string()),
    /** What could not be read, and where: nothing of it counts as mended. */
    unread: z.array(z.object({ where: z.string(), what: z.string() })),
  }),
]);
export type Notice = z.infer<typeof noticeSchema>;
export type NoticeOf<Kind extends Notice['kind']> = Extract<Notice, { kind: Kind }>;
