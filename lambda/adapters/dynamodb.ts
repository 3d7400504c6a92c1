import { type AttributeValue, DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { alertSchema, updates } from '../alerts/alert';
import { answerSchema } from '../alerts/answer';
import { severities } from '../detections/severity';
import { mostRead, type AlertLedger, type Clock, type LedgerRow, type Timelines, type Timers } from '../engine/ports';
import { deviceLookupSchema } from '../events/device';
import { exposureLookupSchema } from '../events/exposure';
import type { Observation } from '../events/timeline';
import { bounded } from '../events/text';
import { trailEventSchema, type TrailEvent } from '../events/trail-event';
import {
  alertsLive,
  eventsLive,
  expiry,
  ifAbsent,
  put,
  query,
  readable,
  schemaVersion,
  sortable,
} from './dynamodb-rows';

/** 2: deliveries name destinations, not topics. */
const ledgerSchema = '2';
const mostDue = 100;

const observationSchema = z.object({
  event: trailEventSchema,
  devices: z.optional(deviceLookupSchema),
  policyMentionsMfa: z.optional(z.boolean()),
  exposure: z.optional(exposureLookupSchema),
});

const timerSchema = z.object({ key: z.string(), at: z.number() });

const deliverySchema = z.object({
  destination: z.string(),
  update: z.enum(updates),
  state: z.enum(['pending', 'sent', 'quiet', 'flood']),
  told: z.optional(z.enum(severities)),
  at: z.optional(z.number()),
  until: z.optional(z.number()),
});

const ledgerRowSchema = z.object({
  key: z.string(),
  alert: alertSchema,
  filedAt: z.string(),
  identities: z.array(z.string()),
  mergedInto: z.optional(z.string()),
  withdrawn: z.optional(z.boolean()),
  untold: z.optional(z.object({ day: z.string(), destinations: z.array(z.string()) })),
  deliveries: z.array(deliverySchema),
  answer: z.optional(answerSchema),
  answerDue: z.optional(z.number()),
  version: z.number(),
  lease: z.optional(z.object({ trigger: z.string(), holder: z.string(), until: z.number() })),
});

/**
 * One table. Partition key `key`: a subject; sort key `row`: `event#<time>#<identity>` or `alert#<filed at>#<id>`, so
 * that a subject's history is one range read. TTL (`expiresAt`, seconds) only tidies up: it may be days late.
 */
export class DynamoTimelines implements Timelines {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly clock: Clock,
  ) {}

  async append(key: string, observation: Observation): Promise<'added' | 'present'> {
    const { event } = observation;
    const item = {
      key: { S: key },
      row: { S: rowOf(event) },
      schema: { N: schemaVersion },
      body: { S: JSON.stringify(observation) },
      expiresAt: expiry(this.clock, eventsLive),
    };
    return (await put(this.client, this.table, item, ifAbsent)) ? 'added' : 'present';
  }

  async read(key: string, since: number): Promise<Observation[]> {
    const bodies = await query(this.client, this.table, key, `event#${sortable(since)}`, 'event$', mostRead);
    return bodies.flatMap((body) => readable(observationSchema, body)).reverse();
  }

  async has(key: string, event: Pick<TrailEvent, 'identity' | 'time'>): Promise<boolean> {
    return (await query(this.client, this.table, key, rowOf(event), rowOf(event), 1)).length > 0;
  }
}

function rowOf({ time, identity }: Pick<TrailEvent, 'identity' | 'time'>): string {
  return `event#${sortable(time)}#${identity}`;
}

export class DynamoLedger implements AlertLedger {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly clock: Clock,
  ) {}

  async read(key: string, since: number): Promise<LedgerRow[]> {
    const bodies = await query(this.client, this.table, key, `alert#${sortable(since)}`, 'alert$', mostRead, {
      schema: ledgerSchema,
    });
    return bodies.flatMap((body): LedgerRow[] => readable(ledgerRowSchema, body)).reverse();
  }

  put(row: LedgerRow): Promise<boolean> {
    const item = {
      key: { S: row.key },
      row: { S: `alert#${sortable(row.filedAt)}#${row.alert.id}` },
      schema: { N: ledgerSchema },
      version: { N: String(row.version) },
      body: { S: JSON.stringify(row) },
      expiresAt: expiry(this.clock, alertsLive),
    };
    if (row.version === 1) return put(this.client, this.table, item, ifAbsent);
    const before = { ':version': { N: String(row.version - 1) } };
    return put(this.client, this.table, item, '#version = :version AND #schema = :schema', before);
  }
}

/** All under one key: few are open at a time, and a sweep reads them in one query. */
export class DynamoTimers implements Timers {
  private readonly place: string;

  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly clock: Clock,
    /** Keeps timers of drills and others apart. */
    prefix = '',
  ) {
    this.place = `${prefix}timers`;
  }

  async set(key: string, at: number): Promise<void> {
    const item = {
      ...this.primaryKey(key, at),
      schema: { N: schemaVersion },
      body: { S: JSON.stringify({ key, at }) },
      expiresAt: expiry(this.clock, eventsLive),
    };
    await put(this.client, this.table, item, ifAbsent);
  }

  async due(now: number): Promise<{ key: string; at: number }[]> {
    const from = sortable(now - eventsLive * 1000);
    const bodies = await query(this.client, this.table, this.place, from, `${sortable(now)}$`, mostDue, {
      oldestFirst: true,
    });
    return bodies.flatMap((body) => readable(timerSchema, body));
  }

  async done(key: string, at: number): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName: this.table, Key: this.primaryKey(key, at) }));
  }

  private primaryKey(key: string, at: number): Record<'key' | 'row', AttributeValue> {
    return { key: { S: this.place }, row: { S: `${sortable(at)}#${bounded(key)}` } };
  }
}
