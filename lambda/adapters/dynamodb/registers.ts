import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { Clock, Register, Registers } from '../../engine/ports';
import { bodyOf, eventsLive, expiry, ifAbsent, type Item, put, query, readable, schemaVersion, type Put } from './rows';

const place = 'registers';
/** That one call reads. */
const mostTogether = 100;
const registerSchema = z.object({ value: z.unknown(), version: z.number() });

/** Rows of the one table: under `registers`. */
export class DynamoRegisters implements Registers {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly clock: Clock,
    /** Seconds after the last change. */
    private readonly lives = eventsLive,
  ) {}

  async read(name: string): Promise<Register> {
    return registerIn(await query(this.client, this.table, { key: place, from: name, to: name, most: 1 }));
  }

  async readAll(names: readonly string[]): Promise<Register[]> {
    if (names.length < 2 || names.length > mostTogether) return Promise.all(names.map((name) => this.read(name)));
    const Keys = names.map((name) => ({ key: { S: place }, row: { S: name } }));
    const { Responses, UnprocessedKeys } = await this.client.send(
      new BatchGetItemCommand({ RequestItems: { [this.table]: { Keys, ConsistentRead: true } } }),
    );
    // DynamoDB throttles, which the SDK tries again only of a single read.
    if (Object.keys(UnprocessedKeys ?? {}).length > 0) return Promise.all(names.map((name) => this.read(name)));
    const found = new Map((Responses?.[this.table] ?? []).map((item) => [item['row']?.S, item]));
    return names.map((name) => registerIn(bodyOf(found.get(name) ?? {})));
  }

  async write(name: string, value: unknown, version: number): Promise<Register | undefined> {
    const instead = await put(this.client, this.table, this.putOf(name, value, version));
    return instead && registerIn(bodyOf(instead));
  }

  private putOf(name: string, value: unknown, version: number): Put {
    const item: Item = {
      key: { S: place },
      row: { S: name },
      schema: { N: schemaVersion },
      version: { N: String(version + 1) },
      body: { S: JSON.stringify({ value, version: version + 1 }) },
      expiresAt: expiry(this.clock, this.lives),
    };
    if (version === 0) return { item, condition: ifAbsent };
    const values = { ':version': { N: String(version) } };
    return { item, condition: '#version = :version AND #schema = :schema', values };
  }
}

function registerIn(bodies: readonly string[]): Register {
  return bodies.flatMap((body) => readable(registerSchema, body))[0] ?? { version: 0 };
}
