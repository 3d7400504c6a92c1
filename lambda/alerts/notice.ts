import * as z from 'zod/mini';
import { account } from '../config/account';
import { exceptionSchema } from '../config/exceptions';
import { regionName } from '../events/envelope';
import { alertSchema } from './alert';

const heldBack = z.pick(alertSchema, {
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

const reviewSchema = z.object({
  exception: exceptionSchema,
  hasExpired: z.boolean(),
  /** It has covered nothing since this day, on which it was first seen. */
  unusedSince: z.optional(z.iso.date()),
});
/** An exception that somebody should look at, because it has ended, soon ends, or covers nothing. */
export type Review = z.infer<typeof reviewSchema>;

/**
 * A message that is no alert: the contract that other tools read as JSON. Fields may be added, never renamed. Times are
 * ISO 8601 in UTC.
 */
export const noticeSchema = z.discriminatedUnion('kind', [
  /** Events of a region do not arrive, or do again. */
  z.object({
    schemaVersion: z.literal(1),
    kind: z.literal('alarm'),
    severity: z.literal('high'),
    state: z.enum(['ALARM', 'OK']),
    time: z.iso.datetime(),
    account,
    accountName: z.optional(z.string()),
    region: regionName,
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
]);
export type Notice = z.infer<typeof noticeSchema>;
export type AlarmNotice = Extract<Notice, { kind: 'alarm' }>;
export type DigestNotice = Extract<Notice, { kind: 'digest' }>;
