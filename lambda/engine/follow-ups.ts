import { rank, strongest } from '../detections/severity';
import type { Agenda } from './agenda';
import type { Courier, Errand } from './courier';
import type { Deliveries } from './deliveries';
import { groupOf, heldBack } from './digest';
import { eachForItself } from './failures';
import { rowAt } from './filed';
import { summaryList } from './flood-gate';
import type { Once } from './once';
import type { Accounts, AlertLedger, Clock, Delivery, LedgerRow, Notebook, Place } from './ports';

const tries = 20;

export interface FollowUpsParts {
  agenda: Agenda;
  ledger: AlertLedger;
  notebook: Notebook;
  accounts: Accounts;
  deliveries: Deliveries;
  courier: Courier;
  once: Once;
  clock: Clock;
  /** Messages an hour that go through, for the summary's text. */
  floodLimit: number;
}

interface Flood {
  account: string;
  destination: string;
}

/** What is told some time after the event: news that waited, summaries of floods, and what nobody has answered. */
export class FollowUps {
  constructor(private readonly parts: FollowUpsParts) {}

  /** @throws once a hundred that are due were tried, if one could not be told; it stays due. */
  async run(attempt: string): Promise<void> {
    const { agenda, clock } = this.parts;
    for (let due = await agenda.due(clock()); due.length > 0; due = await agenda.due(clock()))
      await eachForItself(
        due,
        async (reminder) => {
          const { name, at, entry } = reminder;
          const errand = { trigger: `follow-up ${at} ${name}`, attempt };
          if (entry !== undefined && 'row' in entry) await this.ofRow(entry.row, errand);
          if (entry !== undefined && 'flood' in entry) await this.ofFlood(entry.flood, at, errand);
          await agenda.done(reminder);
        },
        (failed) => `${failed} follow-ups could not be told`,
      );
  }

  private async ofRow(place: Place, errand: Errand): Promise<void> {
    await this.change(place, errand, async (row) => {
      const waited = await this.parts.deliveries.withWhatWaited(row);
      if (row.answerDue === undefined || row.answerDue > this.parts.clock()) return waited;
      const { organizationalUnits } = await this.parts.accounts.describe(row.alert.account);
      if (!needsAnswer(row)) return { ...waited, answerDue: undefined };
      return (await this.parts.deliveries.escalated(waited, organizationalUnits)).row;
    });
  }

  /** Somebody may write the row meanwhile: then it is read and judged again. */
  private async change(
    place: Place,
    errand: Errand,
    of: (row: LedgerRow) => Promise<LedgerRow> | LedgerRow,
  ): Promise<void> {
    const { ledger, courier } = this.parts;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const row = await rowAt(place, ledger);
      if (row === undefined || row.mergedInto !== undefined || row.withdrawn === true) return;
      if (courier.isBusy(row, errand.attempt))
        throw new Error(`alert ${place.id} is being sent at this moment; it will be tried again in a minute`);
      const changed = await of(row);
      const isSame = JSON.stringify(changed) === JSON.stringify(row);
      const next = isSame ? courier.takenOver(row, errand) : courier.leased(changed, errand);
      if (next === undefined) return;
      const written = { ...next, version: row.version + 1 };
      if (!(await courier.put(written))) continue;
      await courier.send(written, errand.attempt);
      return;
    }
    throw new Error(`alert ${place.id}: ${tries} writes in a row met a newer version; it will be tried again`);
  }

  /** The message first, then the marks: a crash in between finds the message told, and marks what it told. */
  private async ofFlood({ account, destination }: Flood, due: number, errand: Errand): Promise<void> {
    const { ledger, notebook, accounts, once, clock, floodLimit } = this.parts;
    const list = summaryList({ account, destination }, due);
    const places = await notebook.notes(list);
    const rows = (await Promise.all(places.map((place) => rowAt(place, ledger)))).filter((row) => row !== undefined);
    const waiting = rows.filter(
      (row) => row.mergedInto === undefined && row.withdrawn !== true && isInFlood(row, destination, due),
    );
    if (waiting.length === 0) return;
    const { name: accountName } = await accounts.describe(account);
    const alerts = waiting.map(({ alert }) => heldBack(alert));
    await once.tell(list, [
      [
        destination,
        {
          ...{ schemaVersion: 1, kind: 'flood', account, limit: floodLimit },
          ...(accountName !== undefined && { accountName }),
          severity: strongest(alerts.map(({ severity }) => severity)),
          time: new Date(clock()).toISOString(),
          alerts: groupOf(alerts),
        },
      ],
    ]);
    for (const { key, filedAt, alert } of waiting)
      await this.change({ key, filedAt, id: alert.id }, errand, (row) => ({
        ...row,
        deliveries: row.deliveries.map((delivery) =>
          isOf(delivery, destination, due)
            ? { ...delivery, state: 'sent', told: row.alert.severity, at: clock(), until: undefined }
            : delivery,
        ),
      }));
  }
}

function isInFlood({ deliveries }: LedgerRow, destination: string, due: number): boolean {
  return deliveries.some((delivery) => isOf(delivery, destination, due));
}

function isOf(delivery: Delivery, destination: string, due: number): boolean {
  return delivery.destination === destination && delivery.state === 'flood' && delivery.until === due;
}

/** Nobody has answered it as severe as it is now. */
export function needsAnswer({ alert, answer }: Pick<LedgerRow, 'alert' | 'answer'>): boolean {
  if (rank(alert.severity) < rank('high') || alert.suppressed !== undefined) return false;
  return answer === undefined || rank(answer.severity) < rank(alert.severity);
}
