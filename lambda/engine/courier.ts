import type { Agenda } from './agenda';
import { isPending } from './deliveries';
import { eachForItself } from './failures';
import { rowAt, stands } from './filed';
import type { AlertLedger, Clock, Delivery, Destinations, LedgerRow, Place } from './ports';
import { deployed } from './routing';

/** Longer than an attempt can last (the functions' timeout is 30 s), shorter than Lambda's first retry (1 minute). */
const leaseFor = 40_000;
const tries = 20;

/** Time mends it. */
export class Busy extends Error {}

/** Who sends, and because of what. */
export interface Errand {
  /** Identity of the event, or name of the timer, that brought it about. */
  trigger: string;
  /** Names one attempt of one invocation. */
  attempt: string;
}

/**
 * Sends what a row says is pending. The row is written before anything is sent and marked after each destination has
 * accepted, so a crash can repeat a message only between those two, and never lose one.
 */
export class Courier {
  constructor(
    private readonly ledger: AlertLedger,
    private readonly destinations: Destinations,
    private readonly clock: Clock,
    /** Absent: nothing is told later. */
    private readonly agenda?: Agenda,
    /** Hears at once of the first message that is accepted of an alert. */
    private readonly firstAccepted?: (row: LedgerRow) => void,
  ) {}

  /** @returns whether it was written: the row may be newer. */
  async put(row: LedgerRow): Promise<boolean> {
    await this.agenda?.plan(row);
    return this.ledger.put(row);
  }

  /** A destination that is not deployed any more has nothing left to be told. */
  pending({ deliveries }: Pick<LedgerRow, 'deliveries'>): Delivery[] {
    const names = deployed(this.destinations);
    return deliveries.filter((delivery) => isPending(delivery) && names.includes(delivery.destination));
  }

  /** The row with the right to send it, if there is something to send. */
  leased(row: LedgerRow, { trigger, attempt }: Errand): LedgerRow {
    if (this.pending(row).length === 0) return { ...row, lease: undefined };
    return { ...row, lease: { trigger, holder: attempt, until: this.clock() + leaseFor } };
  }

  /**
   * Changes the row at the place and sends what is then pending, also what somebody else has left. Somebody may write the
   * row meanwhile: then it is read and changed again.
   *
   * @param of gives the changed row.
   * @returns the row as it was written; undefined if none stands there.
   * @throws Busy, if somebody is sending it at this moment and there is something to send.
   */
  async change(
    place: Place,
    errand: Errand,
    of: (row: LedgerRow) => Promise<LedgerRow> | LedgerRow,
  ): Promise<LedgerRow | undefined> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const row = await rowAt(place, this.ledger);
      if (row === undefined || !stands(row)) return undefined;
      const changed = await of(row);
      const hasMore = this.pending(changed).length > this.pending(row).length;
      const isBusy = this.isBusy(row, errand.attempt);
      if (isBusy && hasMore) throw new Busy(`alert ${place.id} is being sent at this moment: try again in a minute`);
      const next = isBusy ? changed : this.leased(changed, errand);
      if (JSON.stringify(next) === JSON.stringify(row)) return row;
      const written = { ...next, version: row.version + 1 };
      if (!(await this.put(written))) continue;
      await this.send(written, errand.attempt);
      return written;
    }
    throw new Error(`alert ${place.id}: ${tries} writes in a row met a newer version; try again in a minute`);
  }

  /** Whether somebody is sending it at this moment. */
  private isBusy(row: LedgerRow, attempt: string): boolean {
    const { lease } = row;
    return (
      lease !== undefined && lease.holder !== attempt && lease.until > this.clock() && this.pending(row).length > 0
    );
  }

  /**
   * Somebody began to send this version. Finish it if they are gone; leave it to them, or wait, if they are not.
   *
   * @throws if a copy of the same event is still sending.
   */
  takenOver(row: LedgerRow, { trigger, attempt }: Errand): LedgerRow | undefined {
    const { lease } = row;
    if (lease === undefined || this.pending(row).length === 0) return undefined;
    if (lease.holder === attempt || lease.until <= this.clock())
      return this.leased(row, { trigger: lease.trigger, attempt });
    if (lease.trigger === trigger)
      throw new Error(
        `alert ${row.alert.id}: another copy of this event is sending it; retry after ${leaseFor / 1000} s`,
      );
    return undefined;
  }

  /** Each destination for itself: one that refuses keeps no other from being told. */
  async send(row: LedgerRow, attempt: string): Promise<void> {
    if (row.lease?.holder !== attempt) return;
    const sent: string[] = [];
    const pending = this.pending(row);
    const isUnheard = row.deliveries.every(({ told }) => told === undefined);
    try {
      await eachForItself(
        pending,
        async ({ destination, update }) => {
          await this.destinations.publish(destination, row.alert, update);
          if (isUnheard && sent.length === 0) this.firstAccepted?.(row);
          sent.push(destination);
        },
        (failed) => `alert ${row.alert.id}: ${failed} of ${pending.length} destinations refused it`,
      );
    } finally {
      await this.markSent(row, sent, attempt);
    }
  }

  /** What was refused is given up, so that a retry need not wait for the lease to run out. */
  private async markSent(row: LedgerRow, sent: readonly string[], attempt: string): Promise<void> {
    let current: LedgerRow | undefined = row;
    for (let attempts = 0; attempts < tries; attempts += 1) {
      if (current?.lease?.holder !== attempt) return;
      const { lease } = current;
      const deliveries = current.deliveries.map((delivery) =>
        sent.includes(delivery.destination) ? this.accepted(delivery, row) : delivery,
      );
      const pending = this.pending({ deliveries }).length > 0;
      const marked = {
        ...current,
        deliveries,
        lease: pending ? { ...lease, until: 0 } : undefined,
        version: current.version + 1,
      };
      if (await this.ledger.put(marked)) return;
      const rows = await this.ledger.read(row.key, Date.parse(row.filedAt));
      current = rows.find(({ alert }) => alert.id === row.alert.id);
    }
    throw new Error(
      `alert ${row.alert.id}: sent, but could not be marked as sent in ${tries} tries; it may be sent again`,
    );
  }

  /** Mails leave lowerings out, so one does not begin a quiet time. */
  private accepted({ until: _, ...delivery }: Delivery, { alert }: LedgerRow): Delivery {
    const at = delivery.update === 'lowered' ? delivery.at : this.clock();
    return { ...delivery, state: 'sent', told: alert.severity, at };
  }
}
