import type { CloudTrailClient, Event, LookupAttribute, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { types } from 'node:util';
import * as z from 'zod/mini';
import { type EventHistory, type HistoryEntry, RegionClosed, type Span } from '../engine/reconciliation/event-history';
import type { Clock } from '../engine/ports';
import { isRefusal, nameOf, reasonOf } from './reason';

/** Milliseconds between two requests: CloudTrail takes two a second of an account in a region (API reference, LookupEvents). */
const pace = 500;
/** Tries of one request. With the pauses between them and 4 s for each it takes less than a minute. */
const tries = 6;
/** Milliseconds: the longest first pause; each further one may be twice as long. */
const firstPause = 1_000;
const pageSize = 50;

const recordSchema = z.record(z.string(), z.unknown());

/** How AWS answers credentials that it knows, in a region that is not enabled in their account. */
const notEnabled = ['UnrecognizedClientException', 'InvalidClientTokenId', 'OptInRequired'];

/** CloudTrail's event history by LookupEvents, which people and other tools of the account use up together. */
export class CloudTrailHistory implements EventHistory {
  private readonly clients = new Map<string, Promise<Pick<CloudTrailClient, 'send'>>>();
  /** When the next request to a region may begin. */
  private readonly nextAt = new Map<string, number>();

  constructor(
    /** A client that does not try again by itself. */
    private readonly clientOf: (region: string) => Promise<Pick<CloudTrailClient, 'send'>>,
    private readonly clock: Clock,
    private readonly sleep: (milliseconds: number) => Promise<unknown>,
    /** From 0 to 1. */
    private readonly random: () => number,
  ) {}

  read(region: string, name: string, span: Span): AsyncGenerator<HistoryEntry[]> {
    return this.lookUp(region, { AttributeKey: 'EventName', AttributeValue: name }, span);
  }

  /** The same of all events of a service, such as `iam.amazonaws.com`. */
  readSource(region: string, source: string, span: Span): AsyncGenerator<HistoryEntry[]> {
    return this.lookUp(region, { AttributeKey: 'EventSource', AttributeValue: source }, span);
  }

  private async *lookUp(
    region: string,
    attribute: LookupAttribute,
    { from, to }: Span,
  ): AsyncGenerator<HistoryEntry[]> {
    const { LookupEventsCommand } = await import('./late/cloudtrail');
    let NextToken: string | undefined;
    do {
      const command = new LookupEventsCommand({
        LookupAttributes: [attribute],
        StartTime: new Date(from),
        EndTime: new Date(to),
        MaxResults: pageSize,
        NextToken,
      });
      const page = await this.ask(region, command);
      yield (page.Events ?? []).map((event) => entryOf(event, to));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
  }

  private async ask(region: string, command: LookupEventsCommand) {
    const client = await this.client(region);
    for (let failed = 1; ; failed += 1) {
      await this.turn(region);
      try {
        return await client.send(command);
      } catch (error) {
        const closed = closedBy(error, region);
        if (closed !== undefined) throw closed;
        if (failed === tries || !isPassing(error)) throw error;
        // Anything up to the limit, so that callers that failed together do not come back together.
        await this.sleep(this.random() * firstPause * 2 ** (failed - 1));
      }
    }
  }

  private client(region: string): Promise<Pick<CloudTrailClient, 'send'>> {
    const client = this.clients.get(region) ?? this.clientOf(region);
    this.clients.set(region, client);
    return client;
  }

  private async turn(region: string): Promise<void> {
    const now = this.clock();
    const at = Math.max(now, this.nextAt.get(region) ?? now);
    this.nextAt.set(region, at + pace);
    if (at > now) await this.sleep(at - now);
  }
}

function closedBy(error: unknown, region: string): RegionClosed | undefined {
  if (notEnabled.includes(nameOf(error)))
    return new RegionClosed('not-enabled', `${region} is not enabled in this account`, { cause: error });
  if (isRefusal(error))
    return new RegionClosed('denied', `cloudtrail:LookupEvents in ${region}: ${reasonOf(error)}`, { cause: error });
  return undefined;
}

/** All but what is wrong with the request itself. */
function isPassing(error: unknown): boolean {
  const isOurs = types.isNativeError(error) && '$fault' in error && error.$fault === 'client';
  return !isOurs || /Throttl|TooManyRequests|LimitExceeded/.test(nameOf(error));
}

/** @param latest milliseconds: the time of an entry that has none. */
function entryOf({ EventId: id = 'none', EventTime, CloudTrailEvent: raw }: Event, latest: number): HistoryEntry {
  const at = { id, time: EventTime?.getTime() ?? latest };
  try {
    const parsed = recordSchema.safeParse(JSON.parse(raw ?? ''));
    if (parsed.success) return { ...at, record: parsed.data };
    return { ...at, raw, problem: 'CloudTrailEvent: expected a CloudTrail record (a JSON object)' };
  } catch (error) {
    return { ...at, raw, problem: `CloudTrailEvent is not JSON: ${reasonOf(error)}` };
  }
}
