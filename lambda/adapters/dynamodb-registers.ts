import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { Clock, Register, Registers } from '../engine/ports';
import { eventsLive, expiry, ifAbsent, put, query, readable, schemaVersion } from './dynamodb-rows';

const place = 'registers';
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

  async read(name: string): Promise<Register | undefined> {
    const bodies = await query(this.client, this.table, place, name, name, 1);
    return bodies.flatMap((body) => readable(registerSchema, body))[0];
  }

  write(name: string, value: unknown, version: number): Promise<boolean> {
    const item = {
      key: { S: place },
      row: { S: name },
      schema: { N: schemaVersion },
      version: { N: String(version + 1) },
      body: { S: JSON.stringify({ value, version: version + 1 }) },
      expiresAt: expiry(this.clock, this.lives),
    };
    if (version === 0) return put(this.client, this.table, item, ifAbsent);
    const before = { ':version': { N: String(version) } };
    return put(this.client, this.table, item, '#version = :version AND #schema = :schema', before);
  }
}
