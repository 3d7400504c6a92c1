import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Clock, Exposures } from '../../engine/ports';
import { type Standing, standingSchema } from '../../posture/standing';
import { alertsLive, expiry, query, readable, schemaVersion } from './rows';

const place = 'exposures';
/** More than an account can have: 5,000 users and 5,000 roles are IAM's own limits, some checks find several of one. */
const mostKept = 100_000;
/** Writes at once, of some milliseconds each: one partition takes 1,000 a second (DynamoDB developer guide, partitions). */
const together = 5;

/**
 * Rows of the one table: under `exposures`, one for each, so that any number fits and those of a user are one range read. IAM
 * allows no `#` in names.
 */
export class DynamoExposures implements Exposures {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly clock: Clock,
  ) {}

  all(): Promise<Standing[]> {
    return this.between(' ', '~', mostKept);
  }

  of(subject: string): Promise<Standing[]> {
    const start = `${subject.toLowerCase()}#`;
    return this.between(start, `${start}~`, mostKept);
  }

  async keep(standing: readonly Standing[]): Promise<void> {
    const body = (one: Standing) => ({ S: JSON.stringify(one) });
    await each(standing, (one) => {
      const Item = { ...keyOf(one), schema: { N: schemaVersion }, body: body(one), expiresAt: this.expiry() };
      return this.client.send(new PutItemCommand({ TableName: this.table, Item }));
    });
  }

  async drop(standing: readonly Standing[]): Promise<void> {
    await each(standing, (one) => this.client.send(new DeleteItemCommand({ TableName: this.table, Key: keyOf(one) })));
  }

  private async between(from: string, to: string, most: number): Promise<Standing[]> {
    const bodies = await query(this.client, this.table, { key: place, from, to, most });
    return bodies.flatMap((body) => readable(standingSchema, body));
  }

  private expiry() {
    return expiry(this.clock, alertsLive);
  }
}

function keyOf({ subject, check }: Standing) {
  return { key: { S: place }, row: { S: `${subject.toLowerCase()}#${check}` } };
}

async function each(standing: readonly Standing[], work: (one: Standing) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < standing.length; from += together)
    await Promise.all(standing.slice(from, from + together).map(work));
}
