import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { longestException } from '../../config/exceptions';
import { placeSchema, type Place } from '../../engine/ledger';
import { mostNoted, type Clock, type Notebook } from '../../engine/ports';
import { alertsLive, day, eventsLive, expiry, ifAbsent, type Item, put, query, readable, schemaVersion } from './rows';

const marksLive = (longestException + 10) * day;
/** More than the exceptions that fit into the function's environment have. */
const mostMarks = 1000;

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
    await put(this.client, this.table, { item: noteOf(of, place, expiry(this.clock, alertsLive)) });
  }

  async notes(of: string): Promise<Place[]> {
    return (await this.all(`notes/${of}`, mostNoted)).flatMap((body) => readable(placeSchema, body));
  }

  async find(of: string, id: string): Promise<Place | undefined> {
    const bodies = await query(this.client, this.table, { key: `notes/${of}`, from: id, to: id, most: 1 });
    return bodies.flatMap((body) => readable(placeSchema, body))[0];
  }

  async mark(name: string, first: string): Promise<void> {
    const item = itemOf('marks', name, { name, day: first }, expiry(this.clock, marksLive));
    await put(this.client, this.table, { item, condition: ifAbsent });
  }

  async marks(): Promise<ReadonlyMap<string, string>> {
    const bodies = await this.all('marks', mostMarks);
    return new Map(bodies.flatMap((body) => readable(markSchema, body)).map(({ name, day: first }) => [name, first]));
  }

  async claim(name: string, now: number, until: number): Promise<'claimed' | 'busy' | 'done'> {
    if (await this.putClaim(name, { isDone: false }, now, until)) return 'claimed';
    const bodies = await query(this.client, this.table, { key: 'claims', from: name, to: name, most: 1 });
    return bodies.flatMap((body) => readable(claimSchema, body))[0]?.isDone === true ? 'done' : 'busy';
  }

  /** By default for longer than anybody comes back for it. */
  async done(name: string, until = Number.MAX_SAFE_INTEGER): Promise<void> {
    await this.putClaim(name, { isDone: true }, Number.MAX_SAFE_INTEGER, until);
  }

  private async putClaim(
    name: string,
    body: z.infer<typeof claimSchema>,
    now: number,
    until: number,
  ): Promise<boolean> {
    const item = { ...itemOf('claims', name, body, expiry(this.clock, eventsLive)), until: { N: String(until) } };
    const condition = `${ifAbsent} OR #until <= :now`;
    const values = { ':now': { N: String(now) } };
    return (await put(this.client, this.table, { item, condition, values })) === undefined;
  }

  /** Whatever the rows are called: ids and names are of printable ASCII. */
  private all(key: string, most: number): Promise<string[]> {
    return query(this.client, this.table, { key, from: ' ', to: '~', most });
  }
}

/** The row that notes an alert's place on a list. */
export function noteOf(list: string, place: Place, expiresAt: AttributeValue): Item {
  return itemOf(`notes/${list}`, place.id, place, expiresAt);
}

function itemOf(key: string, row: string, body: object, expiresAt: AttributeValue): Item {
  return {
    key: { S: key },
    row: { S: row },
    schema: { N: schemaVersion },
    body: { S: JSON.stringify(body) },
    expiresAt,
  };
}
