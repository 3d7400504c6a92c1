import type { Agenda } from './agenda';
import { isPending } from './deliveries';
import { eachForItself } from '../failures';
import { rowAt, stands } from '../filed';
import type { AlertLedger, Delivery, LedgerRow, Place } from '../ledger';
import type { Clock, Wait } from '../ports';
import { Receipts } from './receipts';
import { type Destinations, deployed } from './routing';

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

interface Aside {
  /** Hears at once of the first message that is accepted of an alert. */
  firstAccepted?: (row: LedgerRow) => void;
  /** Absent: the next destination waits however long one takes. */
  wait?: Wait | undefined;
}

/**
 * Sends what a row says is pending. The row is written before anything is sent and marked as soon as a destination has
 * accepted, so a crash can repeat only the message between those two, and never lose one.
 */
export class Courier {
  constructor(
    private readonly ledger: AlertLedger,
    private readonly destinations: Destinations,
    private readonly clock: Clock,
    /** Absent: nothing is told later. */
    private readonly agenda?: Agenda,
    private readonly aside: Aside = {},
  ) {}

  /** @param lists on which it is noted. @returns whether it was written: the row may be newer. */
  async put(row: LedgerRow, lists: readonly string[] = []): Promise<boolean> {
    await this.agenda?.plan(row);
    return this.ledger.put(row, lists);
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

  /** Whether the row as it stands gives the attempt the right to send it. */
  maySend({ lease }: LedgerRow, attempt: string): boolean {
    return lease?.holder === attempt && lease.until > this.clock();
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

  /**
   * Each destination for itself: one that refuses or does not answer keeps no other from being told. What was refused is
   * given up, so that a retry need not wait for the lease to run out.
   */
  async send(row: LedgerRow, attempt: string): Promise<void> {
    if (row.lease?.holder !== attempt) return;
    const pending = this.pending(row);
    const receipts = new Receipts(row, attempt, {
      ...{ ledger: this.ledger, clock: this.clock, pending: (rest) => this.pending(rest) },
    });
    let isUnheard = row.deliveries.every(({ told }) => told === undefined);
    try {
      await eachForItself(
        pending,
        async ({ destination, update }) => {
          // Whoever has taken over tells the rest.
          if (!receipts.areOurs()) return;
          await this.destinations.publish(destination, row.alert, update);
          if (isUnheard) this.aside.firstAccepted?.(row);
          isUnheard = false;
          await receipts.mark(destination);
        },
        (failed) => `alert ${row.alert.id}: ${failed} of ${pending.length} destinations could not be told`,
        this.aside.wait,
      );
    } catch (failure) {
      await receipts.giveUp();
      throw failure;
    }
  }
}
