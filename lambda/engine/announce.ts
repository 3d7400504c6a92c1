import type { Alert, Update } from '../alerts/alert';
import { day, dayOf } from '../time';
import { continued, mostIdentities, rowsOf, sameContent, strongestAnswer, updateOf } from './continuation';
import { usedMark } from './telling/digest';
import type { Courier } from './telling/courier';
import { isTold, type Deliveries } from './telling/deliveries';
import { filedList, stands } from './filed';
import { filedWithin } from './findings';
import type { AlertLedger, LedgerRow } from './ledger';
import type { Clock, Notebook } from './ports';
import { type Destinations, wantingOf } from './telling/routing';
import type { Occasion } from './occasion';
import { Outdated } from './outdated';
import type { Story } from './story';

const tries = 20;

export interface AnnouncerParts {
  ledger: AlertLedger;
  destinations: Destinations;
  deliveries: Deliveries;
  courier: Courier;
  clock: Clock;
  /** Absent: what nobody is told is not told later, either, and nothing is found by its id. */
  notebook?: Notebook | undefined;
}

/** Brings the ledger up to a story, and what is new of it on its way. */
export class Announcer {
  constructor(private readonly parts: AnnouncerParts) {}

  /** @returns the alert if there was something new to tell (of a suppressed one: to count). @throws when a destination refuses, or a copy of the event is still sending; `Outdated`, when the story is. */
  async announce(story: Story, fresh: Alert, occasion: Occasion): Promise<Alert | undefined> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const rows = attempt === 0 ? occasion.rows : await this.filedUnder(occasion.keys, Date.parse(fresh.firstSeen));
      const earlier = rowsOf(story, fresh, rows, occasion);
      this.checkUpToDate(earlier, occasion);
      const [before, ...others] = earlier;
      const row = await this.next(story, fresh, before && { ...before, answer: strongestAnswer(earlier) }, occasion);
      if (row !== undefined) await this.markUsed(story);
      if (row !== undefined && !(await this.write(row, before))) continue;
      // Another invocation may have filed the story elsewhere, from fewer events: whoever reads again last sees it all. Nor
      // may one who has read too little bring back for good what another alert has taken in.
      if (row !== undefined && (before === undefined || !stands(before))) {
        if (before === undefined || updateOf(before.alert, row.alert) !== undefined) occasion.filed.add(row.alert.id);
        throw new Outdated(new Map([[row.alert.id, row.version]]));
      }
      if (!(await this.mergeInto(row ?? before, others))) continue;
      const told = row ?? before;
      const isOurs = told !== undefined && occasion.filed.has(told.alert.id);
      if (told !== undefined && (row !== undefined || isOurs)) await this.parts.courier.send(told, occasion.attempt);
      if (isOurs) return told.alert;
      if (row === undefined || before === undefined || row.alert.suppressed !== undefined) return undefined;
      return updateOf(before.alert, row.alert) === undefined ? undefined : row.alert;
    }
    throw new Error(`alert ${fresh.id}: ${tries} writes in a row met a newer version; the event will be retried`);
  }

  /** Takes back alerts whose events are part of no story any more, since an event came late. */
  async withdraw(occasion: Occasion): Promise<Alert[]> {
    const { keys, storyOf, since, attempt } = occasion;
    const rows = await this.filedUnder(keys, since + day + filedWithin);
    const gone = rows.filter(
      ({ mergedInto, withdrawn, identities }) =>
        mergedInto === undefined && withdrawn !== true && !identities.some((identity) => storyOf.has(identity)),
    );
    const withdrawn: Alert[] = [];
    for (const row of gone) {
      const alert: Alert = { ...row.alert, severity: 'info', reasons: ['an event that came late explains it'] };
      const deliveries = row.deliveries.filter(({ state, told }) => state !== 'flood' || told !== undefined);
      const next = { ...row, alert, deliveries, withdrawn: true, version: row.version + 1 };
      const written = await this.withNews(next, 'lowered', occasion);
      if (!(await this.write(written, row))) continue;
      withdrawn.push(alert);
      await this.parts.courier.send(written, attempt);
    }
    return withdrawn;
  }

  /** @param moment milliseconds. */
  private async filedUnder(keys: readonly string[], moment: number): Promise<LedgerRow[]> {
    return (await Promise.all(keys.map((key) => this.parts.ledger.read(key, moment - filedWithin)))).flat();
  }

  /** The row as it must be written now, or undefined when the ledger has it all. */
  private async next(
    story: Story,
    fresh: Alert,
    row: LedgerRow | undefined,
    occasion: Occasion,
  ): Promise<LedgerRow | undefined> {
    const identities = story.events.map(({ identity }) => identity);
    if (row === undefined) {
      const filedAt = fresh.firstSeen;
      const filed = { key: fresh.dedupKey, filedAt, identities, deliveries: [], version: 1, alert: fresh };
      return this.withNews(filed, 'new', occasion);
    }
    const told = new Set(row.identities);
    const added = identities.filter((identity) => !told.has(identity)).length;
    const alert = continued(row.alert, fresh, added, occasion.since);
    const update = updateOf(row.alert, alert);
    // What is in the story that had it taken in is left to that: else it would be taken in again, and brought back again, without end.
    const kept =
      row.mergedInto === undefined
        ? row.identities
        : row.identities.filter((identity) => [undefined, story].includes(occasion.storyOf.get(identity)));
    const all = [...new Set([...kept, ...identities])].slice(-mostIdentities);
    const next: LedgerRow = { ...row, withdrawn: undefined, mergedInto: undefined, version: row.version + 1 };
    if (update !== undefined) return this.withNews({ ...next, alert, identities: all }, update, occasion);
    const stands = row.withdrawn !== true && row.mergedInto === undefined;
    const isSame = stands && sameContent(row.alert, alert);
    const grown = isSame ? next : { ...next, alert, identities: all };
    const current = stands ? grown : this.withUntold(grown, occasion);
    if (isSame && occasion.filed.has(row.alert.id) && this.parts.courier.maySend(row, occasion.attempt))
      return undefined;
    return this.parts.courier.takenOver(current, occasion) ?? (isSame ? undefined : current);
  }

  /** An exception is in use also where it covers only a part of a story. */
  private async markUsed({ parts, settled }: Story): Promise<void> {
    const exceptions = new Set([...parts, ...settled].flatMap(({ exception }) => exception ?? []));
    for (const exception of exceptions) await this.parts.notebook?.mark(usedMark(exception), dayOf(this.parts.clock()));
  }

  private write(row: LedgerRow, before: LedgerRow | undefined): Promise<boolean> {
    const { courier, clock, notebook } = this.parts;
    const { untold } = row;
    const lists = before === undefined ? [filedList(clock())] : [];
    if (untold !== undefined && untold !== before?.untold) lists.push(untold.day);
    return courier.put(row, notebook === undefined ? [] : lists);
  }

  private async withNews(row: LedgerRow, update: Update, occasion: Occasion): Promise<LedgerRow> {
    const { deliveries, courier } = this.parts;
    const told = await deliveries.withNews(row, update, occasion.unitsOf(row.alert.account));
    return this.withUntold(courier.leased(told, occasion), occasion);
  }

  /** If nobody was or is being told of the alert, this day's digest tells it. */
  private withUntold(row: LedgerRow, { unitsOf }: Occasion): LedgerRow {
    const { courier, clock, destinations } = this.parts;
    if (isTold(row) || courier.pending(row).length > 0) return { ...row, untold: undefined };
    const wanting = wantingOf(destinations, row.alert, unitsOf(row.alert.account));
    const names = wanting.filter(({ when }) => when === undefined).map(({ name }) => name);
    return { ...row, untold: { day: dayOf(clock()), destinations: names } };
  }

  private checkUpToDate(rows: readonly LedgerRow[], { seen, known, rows: read }: Occasion): void {
    const isOutdated = rows.some(
      ({ alert, version, identities }) =>
        known.get(alert.id) !== version && identities.some((identity) => !seen.has(identity)),
    );
    // What is read again, is read of all of them.
    if (isOutdated) throw new Outdated(new Map([...read, ...rows].map(({ alert, version }) => [alert.id, version])));
  }

  /** @returns whether all are taken in: one of them may have changed meanwhile. */
  private async mergeInto(row: LedgerRow | undefined, others: readonly LedgerRow[]): Promise<boolean> {
    if (row === undefined) return true;
    const { id } = row.alert;
    const merged = await Promise.all(
      others.map((other) =>
        this.parts.ledger.put({ ...other, mergedInto: id, lease: undefined, version: other.version + 1 }),
      ),
    );
    return !merged.includes(false);
  }
}
