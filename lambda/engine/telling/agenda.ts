import * as z from 'zod/mini';
import { eachDue } from '../due';
import { summaryList } from './flood-gate';
import { placeSchema, type LedgerRow, type Place } from '../ledger';
import type { Notebook, Timer, Timers } from '../ports';

const floodSchema = z.object({ account: z.string(), destination: z.string(), due: z.number() });
const entrySchema = z.union([z.object({ row: placeSchema }), z.object({ flood: floodSchema })]);
type Entry = z.infer<typeof entrySchema>;
/** A summary of what a destination was not told of an account, and when (ms) it was due. */
export type Flood = z.infer<typeof floodSchema>;

export interface Reminder {
  name: string;
  at: number;
  /** Absent where an older release has set it, and nobody knows what it meant. */
  entry?: Entry | undefined;
}

/** What has to be looked at again later: rows of which something waits, and summaries of floods. */
export class Agenda {
  constructor(
    private readonly timers: Timers,
    private readonly notebook: Notebook,
  ) {}

  /** Before the row is written: after a crash in between, an entry leads to a row of which nothing is due. */
  async plan({ key, filedAt, alert, deliveries, answerDue }: LedgerRow): Promise<void> {
    const place: Place = { key, filedAt, id: alert.id };
    const { account } = alert;
    for (const { destination, state, until = 0 } of deliveries) {
      if (state === 'quiet') await this.set({ row: place }, until);
      if (state !== 'flood') continue;
      await this.notebook.note(summaryList({ account, destination }, until), place);
      await this.set({ flood: { account, destination, due: until } }, until);
    }
    if (answerDue !== undefined) await this.set({ row: place }, answerDue);
  }

  /** @throws once all that are due were tried, if one failed; it is tried again in two minutes. */
  async eachDue(now: number, work: (reminder: Reminder) => Promise<unknown>): Promise<void> {
    await eachDue(this.timers, {
      now,
      work: ({ key, at }) => work({ name: key, at, entry: entryOf(key) }),
      message: (failed) => `${failed} follow-ups could not be told`,
      inOrder: floodsFirst,
    });
  }

  private async set(entry: Entry, at: number): Promise<void> {
    await this.timers.set(JSON.stringify(entry), at);
  }
}

function entryOf(text: string): Entry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What waits for a summary that is due, and is escalated before it goes out, would wait for the next hour's. */
function floodsFirst(due: Timer[]): Timer[] {
  const isFlood = ({ key }: Timer): boolean => {
    const entry = entryOf(key);
    return entry !== undefined && 'flood' in entry;
  };
  return [...due.filter(isFlood), ...due.filter((timer) => !isFlood(timer))];
}
