import * as z from 'zod/mini';
import { credentials } from '../events/actor';
import { deviceKinds, inventorySources } from '../events/device';
import { targetSchema } from '../events/target';
import { severities } from '../detections/severity';

const inventory = {
  limit: z.number(),
  /** Only of a replay. */
  source: z.optional(z.enum(inventorySources)),
  list: z.array(
    z.object({
      serialNumber: z.string(),
      kind: z.enum(deviceKinds),
      enabledAt: z.optional(z.string()),
      /** True of the device that this alert is about. */
      isNew: z.optional(z.boolean()),
    }),
  ),
};

/**
 * One alert: the contract that other tools read as JSON lines and from SQS. Fields may be added, never renamed.
 * Times are ISO 8601 in UTC.
 */
export const alertSchema = z.object({
  schemaVersion: z.literal(1),
  /** Same for the same input; once sent it stays, even when an earlier event arrives later. */
  id: z.string(),
  /** Id of the strongest finding's detection. */
  detection: z.string(),
  severity: z.enum(severities),
  /** One sentence: who did what to whom. */
  title: z.string(),
  reasons: z.array(z.string()),
  /** When the event happened that made the strongest finding true. */
  time: z.string(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  /** Number of events. */
  count: z.number(),
  /** Where the decisive event was recorded: its id. */
  account: z.string(),
  /** As mfa-watch.yaml or AWS Organizations calls it; absent where neither does. Its administrators choose it. */
  accountName: z.optional(z.string()),
  region: z.string(),
  actor: z.object({
    type: z.string(),
    name: z.optional(z.string()),
    arn: z.optional(z.string()),
    /** Whose GetFederationToken has made the session. */
    issuer: z.optional(z.string()),
    accessKeyId: z.optional(z.string()),
    credential: z.enum(credentials),
    mfa: z.enum(['mfa', 'none', 'unknown']),
    /** Of a sign-in that went well, though whether with MFA is unknown. */
    signedIn: z.optional(z.literal(true)),
    sourceIp: z.optional(z.string()),
    userAgent: z.optional(z.string()),
  }),
  target: targetSchema,
  /** Absent where the detection has nothing to do with devices. */
  devices: z.optional(
    z.discriminatedUnion('status', [
      z.object({ status: z.literal('known'), count: z.number(), ...inventory }),
      /** The list is of those that are there for certain. */
      z.object({ status: z.literal('unknown'), why: z.string(), ...inventory }),
    ]),
  ),
  /** Ids of the other detections that are part of the story. */
  related: z.array(z.string()),
  attack: z.array(z.string()),
  /** In time order; at most the newest 100. */
  eventIds: z.array(z.string()),
  /** Source addresses of all events, in order of appearance. */
  addresses: z.array(z.string()),
  /** What is known of the first 20 of them, in the same order. */
  origins: z.optional(
    z.array(
      z.object({
        address: z.string(),
        /** ISO 3166-1, such as `DE`; absent: no database was given, or it does not say. */
        country: z.optional(z.string()),
        /** Such as `AS64496 Example Hosting`; absent as above. */
        network: z.optional(z.string()),
        /**
         * Whether this subject was let in from there between a week and an hour before; absent: it was let in from
         * nowhere, or not all of that week could be read.
         */
        seenBefore: z.optional(z.boolean()),
      }),
    ),
  ),
  /** Names of all users whose MFA the events touch, in order of appearance; at most 100. */
  targets: z.array(z.string()),
  /** The newest 20 events of the story, in time order. */
  events: z.optional(
    z.array(
      z.object({
        time: z.string(),
        /** CloudTrail's eventName. */
        name: z.string(),
        /** CloudTrail's errorCode, or `Failure` of a sign-in. */
        error: z.optional(z.string()),
        actor: z.optional(z.string()),
        /** Whom it concerns, where that is somebody else. */
        target: z.optional(z.string()),
        sourceIp: z.optional(z.string()),
        /** Of the device that it names. */
        serialNumber: z.optional(z.string()),
        /** Id of the access key that it made. */
        createdKey: z.optional(z.string()),
        /** ARN of the trail that it is about. */
        trail: z.optional(z.string()),
      }),
    ),
  ),
  /** Per account and subject, never the detection: it stays while the alert grows. */
  dedupKey: z.string(),
  /** Path of the detection's page in the repository. */
  runbook: z.string(),
  /** Somebody answers for it, so only the daily digest tells it: the exception of mfa-watch.yaml that covers it. */
  suppressed: z.optional(z.object({ reason: z.string(), owner: z.string(), expires: z.string() })),
  /** Somebody announced it (`mfa-watch expect`), so it was lowered: why, who, and until when (ISO time). */
  expected: z.optional(z.object({ reason: z.string(), by: z.string(), until: z.string() })),
  /** An exercise: every rendering says so first. */
  drill: z.optional(z.literal(true)),
});
export type Alert = z.infer<typeof alertSchema>;

/** Why a message goes out: what is new in it since the last one, that nobody has answered it, or that somebody asks others to look. */
export const updates = ['new', 'raised', 'widened', 'lowered', 'unanswered', 'escalated'] as const;
export type Update = (typeof updates)[number];
