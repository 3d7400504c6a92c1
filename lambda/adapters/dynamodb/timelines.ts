import { type AttributeValue, DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { isRefused } from '../../engine/crowds';
import { kindOf, type Kind } from '../../engine/kinds';
import type { Clock, Dossier, Dossiers, Timelines, Timers } from '../../engine/ports';
import { mostRead, observationSchema, type Observation } from '../../events/timeline';
import { bounded } from '../../events/text';
import { byTime, type TrailEvent } from '../../events/trail-event';
import { filedFrom, ledgerSchema, rowsOf } from './ledger';
import {
  bodyOf,
  eventsLive,
  expiry,
  ifAbsent,
  type Put,
  put,
  putTogether,
  query,
  type Range,
  readable,
  rowsIn,
  schemaVersion,
  sortable,
} from './rows';

const mostDue = 100;

const timerSchema = z.object({ key: z.string(), at: z.number() });

/** How rows begin, the last in the table's order first. */
const prefixes = { act: 'event', check: 'check', attempt: 'attempt' } as const satisfies Record<Kind, string>;

/**
 * One table. Partition key `key`: a subject; sort key `row`: `<kind>#<time>#<identity>` of an event or
 * `alert#<filed at>#<id>`, so that a subject's history is one range read. TTL (`expiresAt`, seconds) only tidies up: it may be days late.
 */
export class DynamoTimelines implements Timelines {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly clock: Clock,
  ) {}

  async append(keys: readonly string[], observation: Observation): Promise<'added' | 'present'> {
    const all = keys.map((key) => this.putOf(key, observation));
    // A transaction takes twice as much of each partition, which attempts that come by the million need.
    const isPresent = isRefused(observation.event)
      ? all.map(() => false)
      : await putTogether(this.client, this.table, all);
    if (isPresent === undefined) return keys.length > 0 ? 'added' : 'present';
    // Each for itself: another copy is at it, or it stands on some of them since who belongs to it has changed.
    const rest = all.filter((_, index) => isPresent[index] !== true);
    const found = await Promise.all(rest.map((one) => put(this.client, this.table, one)));
    return found.includes(undefined) ? 'added' : 'present';
  }

  async has(key: string, event: TrailEvent): Promise<boolean> {
    const row = rowOf(event);
    return (await query(this.client, this.table, { key, from: row, to: row, most: 1 })).length > 0;
  }

  private putOf(key: string, observation: Observation): Put {
    const item = {
      key: { S: key },
      row: { S: rowOf(observation.event) },
      schema: { N: schemaVersion },
      body: { S: JSON.stringify(observation) },
      expiresAt: expiry(this.clock, eventsLive),
    };
    return { item, condition: ifAbsent };
  }
}

function rowOf(event: TrailEvent): string {
  return `${prefixes[kindOf(event)]}#${sortable(event.time)}#${event.identity}`;
}

/** One range: the events of a subject, newest first, kind after kind, and then its alerts. */
export class DynamoDossiers implements Dossiers {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
  ) {}

  async read(key: string, since: number, filedSince: number): Promise<Dossier> {
    const alerts: string[] = [];
    const events = new Map<string, string[]>();
    const [from, oldest] = [filedFrom(filedSince), sortable(since)];
    let to: string | undefined = 'event$';
    while (to !== undefined) {
      const range: Range = { key, from, to, most: mostRead };
      to = undefined;
      for await (const item of rowsIn(this.client, this.table, range)) {
        const [prefix = '', time = ''] = item['row']?.S?.split('#') ?? [];
        if (prefix === 'alert') {
          alerts.push(...bodyOf(item, ledgerSchema));
          continue;
        }
        const some = events.get(prefix) ?? [];
        events.set(prefix, some);
        if (time >= oldest) some.push(...bodyOf(item));
        if (some.length < mostRead) continue;
        // The older ones of this kind are passed over.
        to = `${prefix}#`;
        break;
      }
    }
    const observations = [...events.values()].flat().flatMap((body) => readable(observationSchema, body));
    return { observations: observations.sort((a, b) => byTime(a.event, b.event)), rows: rowsOf(alerts) };
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
    await put(this.client, this.table, { item, condition: ifAbsent });
  }

  async due(now: number): Promise<{ key: string; at: number }[]> {
    const [from, to] = [sortable(now - eventsLive * 1000), `${sortable(now)}$`];
    const range = { key: this.place, from, to, most: mostDue, oldestFirst: true };
    const bodies = await query(this.client, this.table, range);
    return bodies.flatMap((body) => readable(timerSchema, body));
  }

  async done(key: string, at: number): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName: this.table, Key: this.primaryKey(key, at) }));
  }

  private primaryKey(key: string, at: number): Record<'key' | 'row', AttributeValue> {
    return { key: { S: this.place }, row: { S: `${sortable(at)}#${bounded(key)}` } };
  }
}
