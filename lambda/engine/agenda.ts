import * as z from 'zod/mini';
import { summaryList } from './flood-gate';
import type { LedgerRow, Notebook, Place, Timers } from './ports';

const placeSchema = z.object({ key: z.string(), filedAt: z.string(), id: z.string() });
const floodSchema = z.object({ account: z.string(), destination: z.string() });
const entrySchema = z.union([z.object({ row: placeSchema }), z.object({ flood: floodSchema })]);
type Entry = z.infer<typeof entrySchema>;

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
      await this.set({ flood: { account, destination } }, until);
    }
    if (answerDue !== undefined) await this.set({ row: place }, answerDue);
  }

  /** At most 100, earliest first; without `entry` where an older release has set it, and nobody knows what it meant. */
  async due(now: number): Promise<{ name: string; at: number; entry?: Entry | undefined }[]> {
    const due = await this.timers.due(now);
    return due.map(({ key, at }) => ({ name: key, at, entry: entrySchema.safeParse(JSON.parse(key)).data }));
  }

  async done({ name, at }: { name: string; at: number }): Promise<void> {
    await this.timers.done(name, at);
  }

  private async set(entry: Entry, at: number): Promise<void> {
    await this.timers.set(JSON.stringify(entry), at);
  }
}
