import { type Notice, mostNamed } from '../../alerts/notice';
import { strongest } from '../../detections/severity';
import { dayOf } from '../../time';
import type { Agenda, Flood } from './agenda';
import type { Courier, Errand } from './courier';
import { type Deliveries, needsAnswer } from './deliveries';
import { groupOf, heldBack } from './digest';
import { rowsAt, stands } from '../filed';
import { summaryList } from './flood-gate';
import type { Once } from '../once';
import type { AlertLedger, Delivery, LedgerRow, Place } from '../ledger';
import type { Accounts, Clock, Notebook } from '../ports';
import { type Routing, deployed } from './routing';

export interface FollowUpsParts {
  agenda: Agenda;
  ledger: AlertLedger;
  notebook: Notebook;
  accounts: Accounts;
  deliveries: Deliveries;
  courier: Courier;
  destinations: Routing;
  once: Once;
  clock: Clock;
  /** Messages an hour that go through, for the summary's text. */
  floodLimit: number;
}

/** What is told some time after the event: news that waited, summaries of floods, and what nobody has answered. */
export class FollowUps {
  constructor(private readonly parts: FollowUpsParts) {}

  /** @throws once all that are due were tried, if one could not be told; it is tried again in two minutes. */
  async run(attempt: string): Promise<void> {
    await this.parts.agenda.eachDue(this.parts.clock(), async ({ name, at, entry }) => {
      const errand = { trigger: `follow-up ${at} ${name}`, attempt };
      if (entry !== undefined && 'row' in entry) await this.ofRow(entry.row, errand);
      if (entry !== undefined && 'flood' in entry) await this.ofFlood(entry.flood, errand);
    });
  }

  private async ofRow(place: Place, errand: Errand): Promise<void> {
    const { accounts, clock, courier, deliveries } = this.parts;
    await courier.change(place, errand, async (row) => {
      const waited = await deliveries.withWhatWaited(row);
      if (row.answerDue === undefined || row.answerDue > clock()) return waited;
      if (!needsAnswer(row)) return { ...waited, answerDue: undefined };
      const { organizationalUnits, why } = await accounts.describe(row.alert.account);
      const escalated = await deliveries.escalated(waited, organizationalUnits, 'unanswered');
      if (escalated.told.length === 0 && why !== undefined)
        throw new Error(`alert ${place.id} cannot be escalated yet: ${why}`);
      return escalated.row;
    });
  }

  /** The message first, then the marks: a crash in between finds the message told, and marks what it told. */
  private async ofFlood(flood: Flood, errand: Errand): Promise<void> {
    const { account, destination, due } = flood;
    const { ledger, notebook, accounts, once, clock, courier, destinations, floodLimit } = this.parts;
    const list = summaryList(flood, due);
    const rows = await rowsAt(await notebook.notes(list), ledger);
    const waiting = rows.filter((row) => stands(row) && row.deliveries.some((delivery) => isOf(delivery, flood)));
    if (waiting.length === 0) return;
    if (!deployed(destinations).includes(destination)) return this.release(waiting, flood, errand);
    const { name: accountName } = await accounts.describe(account);
    const alerts = waiting.map(({ alert }) => heldBack(alert));
    const notice: Notice = {
      ...{ schemaVersion: 1, kind: 'flood', account, limit: floodLimit },
      ...(accountName !== undefined && { accountName }),
      severity: strongest(alerts.map(({ severity }) => severity)),
      time: new Date(clock()).toISOString(),
      alerts: groupOf(alerts, mostNamed),
    };
    await once.tell(list, [[destination, notice]]);
    for (const told of waiting)
      await courier.change(placeOf(told), errand, (row) => ({
        ...row,
        deliveries: row.deliveries.map((delivery) =>
          isOf(delivery, flood)
            ? { ...delivery, state: 'sent', told: told.alert.severity, at: clock(), until: undefined }
            : delivery,
        ),
      }));
  }

  /** The destination is not deployed any more, so the day's digest tells what nobody else was told. */
  private async release(waiting: readonly LedgerRow[], flood: Flood, errand: Errand): Promise<void> {
    const { clock, courier, notebook } = this.parts;
    const day = dayOf(clock());
    for (const place of waiting.map(placeOf)) {
      await notebook.note(day, place);
      await courier.change(place, errand, (row) => {
        const deliveries = row.deliveries.filter((delivery) => !isOf(delivery, flood));
        return { ...row, deliveries, untold: deliveries.length > 0 ? row.untold : { day, destinations: [] } };
      });
    }
  }
}

function placeOf({ key, filedAt, alert: { id } }: LedgerRow): Place {
  return { key, filedAt, id };
}

function isOf({ destination, state, until }: Delivery, flood: Flood): boolean {
  return destination === flood.destination && state === 'flood' && until === flood.due;
}
