import { rowAt } from '../filed';
import type { AlertLedger, Delivery, LedgerRow } from '../ledger';
import type { Clock } from '../ports';

const tries = 20;

export interface ReceiptsParts {
  ledger: AlertLedger;
  clock: Clock;
  /** Those that have yet to be told. */
  pending: (row: LedgerRow) => Delivery[];
}

/** Writes down who has accepted a version of an alert, for as long as nobody has taken its sending over. */
export class Receipts {
  /** As we know it; undefined: it is gone. */
  private row: LedgerRow | undefined;
  /** Writes that met a newer version. */
  private overtaken = 0;

  /** @param sent the version that is told, as it was written. @param attempt who sends it. */
  constructor(
    private readonly sent: LedgerRow,
    private readonly attempt: string,
    private readonly parts: ReceiptsParts,
  ) {
    this.row = sent;
  }

  areOurs(): boolean {
    return this.row?.lease?.holder === this.attempt;
  }

  /** With the last one, the lease ends. */
  async mark(destination: string): Promise<void> {
    await this.write((row) => {
      const deliveries = row.deliveries.map((one) => (one.destination === destination ? this.accepted(one) : one));
      const marked = { ...row, deliveries };
      return this.parts.pending(marked).length > 0 ? marked : { ...marked, lease: undefined };
    });
  }

  /** Anybody may send the rest at once. */
  async giveUp(): Promise<void> {
    await this.write((row) => ({ ...row, lease: row.lease && { ...row.lease, until: 0 } }));
  }

  private async write(change: (row: LedgerRow) => LedgerRow): Promise<void> {
    const { ledger } = this.parts;
    const { key, filedAt, alert } = this.sent;
    for (; this.overtaken < tries; this.overtaken += 1) {
      const { row } = this;
      if (row === undefined || !this.areOurs()) return;
      const next = { ...change(row), version: row.version + 1 };
      if (await ledger.put(next)) {
        this.row = next;
        return;
      }
      this.row = await rowAt({ key, filedAt, id: alert.id }, ledger);
    }
    throw new Error(`alert ${alert.id}: sent, but could not be marked as sent in ${tries} tries; it may be sent again`);
  }

  /** Mails leave lowerings out, so one does not begin a quiet time. */
  private accepted({ until: _, ...delivery }: Delivery): Delivery {
    const at = delivery.update === 'lowered' ? delivery.at : this.parts.clock();
    return { ...delivery, state: 'sent', told: this.sent.alert.severity, at };
  }
}
