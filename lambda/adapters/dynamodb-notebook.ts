import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { longestException } from '../config/exceptions';
import { mostNoted, type Clock, type Notebook, type Place } from '../engine/ports';
import { alertsLive, day, eventsLive, expiry, ifAbsent, put, query, readable, schemaVersion } from './dynamodb-rows';

const marksLive = (longestException + 10) * day;
/** More than the exceptions that fit into the function's environment have. */
const mostMarks = 1000;

const placeSchema = z.object({ key: z.string(), filedAt: z.string(), id: z.string() });
const claimSchema = z.object({ isDone: z.boolean() });
const markSchema = z.object({ name: z.string(), day: z.string() });

/** Rows of the one table: under `notes/<list>`, `marks` and `claims`. */
export class DynamoNotebook implements Notebook {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly clock: Clock,
  ) {}

  async note(of: string, place: Place): Promise<void> {
    await this.put(`notes/${of}`, place.id, place, alertsLive);
  }

  async notes(of: string): Promise<Place[]> {
    return (await this.all(`notes/${of}`, mostNoted)).flatMap((body) => readable(placeSchema, body));
  }

  async find(of: string, id: string): Promise<Place | undefined> {
    const bodies = await query(this.client, this.table, `notes/${of}`, id, id, 1);
    return bodies.flatMap((body) => readable(placeSchema, body))[0];
  }

  async mark(name: string, first: string): Promise<void> {
    await this.put('marks', name, { name, day: first }, marksLive);
  }

  async marks(): Promise<ReadonlyMap<string, string>> {
    const bodies = await this.all('marks', mostMarks);
    return new Map(bodies.flatMap((body) => readable(markSchema, body)).map(({ name, day: first }) => [name, first]));
  }

  async claim(name: string, now: number, until: number): Promise<'claimed' | 'busy' | 'done'> {
    if (await this.putClaim(name, { isDone: false }, now, until)) return 'claimed';
    const bodies = await query(this.client, this.table, 'claims', name, name, 1);
    return bodies.flatMap((body) => readable(claimSchema, body))[0]?.isDone === true ? 'done' : 'busy';
  }

  /** By default for longer than anybody comes back for it. */
  async done(name: string, until = Number.MAX_SAFE_INTEGER): Promise<void> {
    await this.putClaim(name, { isDone: true }, Number.MAX_SAFE_INTEGER, until);
  }

  private putClaim(name: string, body: z.infer<typeof claimSchema>, now: number, until: number): Promise<boolean> {
    const item = { ...this.item('claims', name, body, eventsLive), until: { N: String(until) } };
    return put(this.client, this.table, item, `${ifAbsent} OR #until <= :now`, { ':now': { N: String(now) } });
  }

  private put(key: string, row: string, body: object, lives: number): Promise<boolean> {
    return put(this.client, this.table, this.item(key, row, body, lives), ifAbsent);
  }

  private item(key: string, row: string, body: object, lives: number): Record<string, AttributeValue> {
    return {
      key: { S: key },
      row: { S: row },
      schema: { N: schemaVersion },
      body: { S: JSON.stringify(body) },
      expiresAt: expiry(this.clock, lives),
    };
  }

  /** Whatever the rows are called: ids and names are of printable ASCII. */
  private all(key: string, most: number): Promise<string[]> {
    return query(this.client, this.table, key, ' ', '~', most);
  }
}
