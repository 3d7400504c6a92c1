import { isDeepStrictEqual } from 'node:util';
import type { Alert, Update } from '../alerts/alert';
import { listed } from './compose';
import { rank, strongest, type Severity } from '../detections/severity';
import { millis } from '../events/trail-event';
import { day, dayOf } from '../events/window';
import { usedMark } from './digest';
import type { AlertLedger, Clock, Delivery, LedgerRow, Notebook, Topics } from './ports';
import { topicsFor, topicsIn } from './routing';
import type { Story } from './story';

/** Longer than an attempt can last (the function's timeout is 30 s), shorter than Lambda's first retry (1 minute). */
const leaseFor = 40_000;
const filedWithin = 30 * day;
const tries = 20;
/** A story is found again by any of its events; this many keep the row far below DynamoDB's 400 KB. */
const mostIdentities = 1000;
/** New addresses and targets are told one by one up to this many, and from then on whenever they have doubled. */
const toldOneByOne = 5;

export interface Occasion {
  /** Subjects under which the story may be filed already. */
  keys: readonly string[];
  /** All stories of these subjects. */
  stories: readonly Story[];
  /** Identity of the event, or name of the timer, that brought this about. */
  trigger: string;
  attempt: string;
  /** How far back the timelines were read (ms). */
  since: number;
  /** Identities of all events that were read. */
  seen: ReadonlySet<string>;
  /** Versions, by alert id, of the rows that were there before the timelines were read. */
  known: ReadonlyMap<string, number>;
  /** Ids of the alerts that this attempt has filed. */
  filed: Set<string>;
  /** Ids of the organizational units that an account is in. */
  unitsOf: (account: string) => readonly string[];
}

/** Somebody has meanwhile filed an event that the timelines did not hold when they were read: judge again. */
export class Outdated extends Error {
  /** @param known the versions of the rows that are there now, by alert id. */
  constructor(readonly known: ReadonlyMap<string, number>) {
    super('the alert rests on an event that came meanwhile; the event will be retried');
  }
}

/**
 * Brings the ledger up to a story and tells the topics what is new. The row is written before anything is sent and
 * marked after each topic has accepted, so a crash can repeat a message only between those two, and never lose one.
 */
export class Announcer {
  constructor(
    private readonly ledger: AlertLedger,
    private readonly topics: Topics,
    private readonly clock: Clock,
    private readonly notebook: Notebook | undefined,
  ) {}

  /** @returns the alert if there was something new to tell (of a suppressed one: to count). @throws when a topic refuses, or a copy of the event is still sending; `Outdated`, when the story is. */
  async announce(story: Story, fresh: Alert, occasion: Occasion): Promise<Alert | undefined> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const earlier = await this.rowsOf(story, fresh, occasion);
      this.checkUpToDate(earlier, occasion);
      const [before, ...others] = earlier;
      const row = this.next(story, fresh, before, occasion);
      if (row !== undefined) await this.markUsed(story);
      if (row !== undefined && !(await this.write(row, before))) continue;
      // Another invocation may have filed the story elsewhere, from fewer events: whoever reads again last sees it all.
      if (before === undefined && row !== undefined) {
        occasion.filed.add(row.alert.id);
        throw new Outdated(new Map([[row.alert.id, row.version]]));
      }
      if (!(await this.mergeInto(row ?? before, others))) continue;
      if (row?.lease?.holder === occasion.attempt) await this.send(row, occasion.attempt);
      const told = row ?? before;
      if (told !== undefined && occasion.filed.has(told.alert.id)) return told.alert;
      if (row === undefined || before === undefined || row.alert.suppressed !== undefined) return undefined;
      return updateOf(before.alert, row.alert) === undefined ? undefined : row.alert;
    }
    throw new Error(`alert ${fresh.id}: ${tries} writes in a row met a newer version; the event will be retried`);
  }

  /** Takes back alerts whose events are part of no story any more, since an event came late. */
  async withdraw(occasion: Occasion): Promise<Alert[]> {
    const { keys, stories, since, attempt } = occasion;
    const claimed = new Set(stories.flatMap(({ events }) => events.map(({ identity }) => identity)));
    const rows = (await Promise.all(keys.map((key) => this.ledger.read(key, since + day)))).flat();
    const gone = rows.filter(
      ({ mergedInto, withdrawn, identities }) =>
        mergedInto === undefined && withdrawn !== true && !identities.some((identity) => claimed.has(identity)),
    );
    const withdrawn: Alert[] = [];
    for (const row of gone) {
      const alert: Alert = { ...row.alert, severity: 'info', reasons: ['an event that came late explains it'] };
      const next = { ...row, alert, withdrawn: true, version: row.version + 1 };
      const written = this.withDeliveries(next, 'lowered', occasion);
      if (!(await this.write(written, row))) continue;
      withdrawn.push(alert);
      await this.send(written, attempt);
    }
    return withdrawn;
  }

  /**
   * Rows that continue in this story, oldest first. A row goes with the first of its events that is in any story. Failing
   * that, the row that bears the story's id, which another alert had taken in before a late event parted them.
   */
  private async rowsOf(story: Story, fresh: Alert, { keys, stories }: Occasion): Promise<LedgerRow[]> {
    const storyOf = new Map(stories.flatMap((told) => told.events.map(({ identity }) => [identity, told])));
    const since = Math.min(...story.events.map(millis)) - filedWithin;
    const rows = (await Promise.all(keys.map((key) => this.ledger.read(key, since)))).flat();
    const own = rows.filter(({ mergedInto, identities }) => {
      const anchor = identities.find((identity) => storyOf.has(identity));
      return mergedInto === undefined && anchor !== undefined && storyOf.get(anchor) === story;
    });
    if (own.length === 0) return rows.filter(({ alert }) => alert.id === fresh.id);
    return own.sort((a, b) => (a.filedAt + a.alert.id < b.filedAt + b.alert.id ? -1 : 1));
  }

  /** The row as it must be written now, or undefined when the ledger has it all. */
  private next(story: Story, fresh: Alert, row: LedgerRow | undefined, occasion: Occasion): LedgerRow | undefined {
    const identities = story.events.map(({ identity }) => identity);
    if (row === undefined) {
      const filedAt = fresh.firstSeen;
      const filed = { key: fresh.dedupKey, filedAt, identities, deliveries: [], version: 1, alert: fresh };
      return this.withDeliveries(filed, 'new', occasion);
    }
    const added = identities.filter((identity) => !row.identities.includes(identity)).length;
    const alert = continued(row.alert, fresh, added, occasion.since);
    const update = updateOf(row.alert, alert);
    const all = [...new Set([...row.identities, ...identities])].slice(-mostIdentities);
    const next: LedgerRow = { ...row, withdrawn: undefined, mergedInto: undefined, version: row.version + 1 };
    if (update !== undefined) return this.withDeliveries({ ...next, alert, identities: all }, update, occasion);
    const stands = row.withdrawn !== true && row.mergedInto === undefined;
    const isSame = stands && sameContent(row.alert, alert);
    const grown = isSame ? next : { ...next, alert, identities: all };
    const current = stands ? grown : this.withUntold(grown, occasion);
    return this.takenOver(current, occasion) ?? (isSame ? undefined : current);
  }

  /** An exception is in use also where it covers only a part of a story. */
  private async markUsed({ parts, settled }: Story): Promise<void> {
    const exceptions = new Set([...parts, ...settled].flatMap(({ exception }) => exception ?? []));
    for (const exception of exceptions) await this.notebook?.mark(usedMark(exception), dayOf(this.clock()));
  }

  /** Notes first: a crash in between leaves a note without its row, which the digest passes over. */
  private async write(row: LedgerRow, before: LedgerRow | undefined): Promise<boolean> {
    const { key, filedAt, alert, untold } = row;
    if (untold !== undefined && untold !== before?.untold)
      await this.notebook?.note(untold.day, { key, filedAt, id: alert.id });
    return this.ledger.put(row);
  }

  /** Whoever was told of the alert hears of it further, also where the account is meanwhile somebody else's. */
  private withDeliveries(row: LedgerRow, update: Update, occasion: Occasion): LedgerRow {
    const { account, severity, suppressed } = row.alert;
    const told = new Map(row.deliveries.map((delivery) => [delivery.topic, delivery]));
    const wanting = topicsFor(this.topics.routes, account, occasion.unitsOf(account))
      .filter(({ minSeverity }) => rank(severity) >= rank(minSeverity))
      .map(({ name }) => name);
    const due = (suppressed === undefined ? this.deployed() : [])
      .filter((name) => told.has(name) || wanting.includes(name))
      .map((name): Delivery => {
        const before = told.get(name);
        return { ...before, topic: name, update: updateFor(before, severity, update), state: 'pending' };
      });
    const untouched = row.deliveries.filter(({ topic }) => !due.some((delivery) => delivery.topic === topic));
    const lease = due.length === 0 ? undefined : this.lease(occasion.trigger, occasion.attempt);
    return this.withUntold({ ...row, deliveries: [...untouched, ...due], lease }, occasion);
  }

  /** If nobody was or is being told of the alert, this day's digest tells it. */
  private withUntold(row: LedgerRow, { unitsOf }: Occasion): LedgerRow {
    const { account } = row.alert;
    const isTold = row.deliveries.some(({ state }) => state === 'sent') || this.pending(row).length > 0;
    const topics = topicsFor(this.topics.routes, account, unitsOf(account)).map(({ name }) => name);
    return { ...row, untold: isTold ? undefined : { day: dayOf(this.clock()), topics } };
  }

  /** Somebody began to send this version. Finish it if they are gone; leave it to them, or wait, if they are not. */
  private takenOver(row: LedgerRow, { trigger, attempt }: Occasion): LedgerRow | undefined {
    const { lease } = row;
    if (lease === undefined || this.pending(row).length === 0) return undefined;
    if (lease.holder === attempt || lease.until <= this.clock())
      return { ...row, lease: this.lease(lease.trigger, attempt) };
    if (lease.trigger === trigger)
      throw new Error(
        `alert ${row.alert.id}: another copy of this event is sending it; retry after ${leaseFor / 1000} s`,
      );
    return undefined;
  }

  private lease(trigger: string, holder: string): LedgerRow['lease'] {
    return { trigger, holder, until: this.clock() + leaseFor };
  }

  private checkUpToDate(rows: readonly LedgerRow[], { seen, known }: Occasion): void {
    const isOutdated = rows.some(
      ({ alert, version, identities }) =>
        known.get(alert.id) !== version && identities.some((identity) => !seen.has(identity)),
    );
    if (isOutdated) throw new Outdated(new Map(rows.map(({ alert, version }) => [alert.id, version])));
  }

  /** @returns whether all are taken in: one of them may have changed meanwhile. */
  private async mergeInto(row: LedgerRow | undefined, others: readonly LedgerRow[]): Promise<boolean> {
    if (row === undefined) return true;
    const { id } = row.alert;
    const merged = await Promise.all(
      others.map((other) =>
        this.ledger.put({ ...other, mergedInto: id, lease: undefined, version: other.version + 1 }),
      ),
    );
    return !merged.includes(false);
  }

  /** A topic that is not deployed any more has nothing left to be told. */
  private pending({ deliveries }: LedgerRow): Delivery[] {
    return deliveries.filter(({ topic, state }) => state === 'pending' && this.deployed().includes(topic));
  }

  private deployed(): string[] {
    return topicsIn(this.topics.routes);
  }

  /** Each topic for itself: one that refuses keeps no other from being told. */
  private async send(row: LedgerRow, attempt: string): Promise<void> {
    const failures: unknown[] = [];
    const sent: string[] = [];
    for (const { topic, update } of this.pending(row))
      try {
        await this.topics.publish(topic, row.alert, update);
        sent.push(topic);
      } catch (failure) {
        failures.push(failure);
      }
    await this.markSent(row, sent, attempt);
    if (failures.length > 0)
      throw new AggregateError(
        failures,
        `alert ${row.alert.id}: ${failures.length} of ${sent.length + failures.length} topics refused it`,
      );
  }

  /** What was refused is given up, so that a retry need not wait for the lease to run out. */
  private async markSent(row: LedgerRow, sent: readonly string[], attempt: string): Promise<void> {
    let current: LedgerRow | undefined = row;
    for (let attempts = 0; attempts < tries; attempts += 1) {
      if (current?.lease?.holder !== attempt) return;
      const deliveries = current.deliveries.map((delivery) =>
        sent.includes(delivery.topic) ? { ...delivery, state: 'sent' as const, told: row.alert.severity } : delivery,
      );
      const pending = this.pending({ ...current, deliveries }).length > 0;
      const marked = {
        ...current,
        deliveries,
        lease: pending ? { ...current.lease, until: 0 } : undefined,
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
}

/** The alert keeps its id and key. What reaches back beyond what was read keeps what it had. */
function continued(before: Alert, fresh: Alert, added: number, since: number): Alert {
  const kept = { ...fresh, id: before.id, dedupKey: before.dedupKey };
  if (Date.parse(before.firstSeen) >= since + day) return kept;
  const eventIds = [...new Set([...before.eventIds, ...fresh.eventIds])];
  const { id, dedupKey, suppressed } = kept;
  return {
    ...(rank(before.severity) > rank(fresh.severity) ? before : kept),
    ...{ id, dedupKey, suppressed, lastSeen: fresh.lastSeen },
    severity: strongest([before.severity, fresh.severity]),
    reasons: [...new Set([...fresh.reasons, ...before.reasons])].slice(0, listed),
    firstSeen: before.firstSeen < fresh.firstSeen ? before.firstSeen : fresh.firstSeen,
    count: before.count + added,
    eventIds: eventIds.slice(-100),
    addresses: [...new Set([...before.addresses, ...fresh.addresses])].slice(0, mostIdentities),
    targets: distinctNames([...before.targets, ...fresh.targets]),
  };
}

/** Names compare without case. */
function distinctNames(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()].slice(0, 100);
}

function updateOf(before: Alert, after: Alert): Update | undefined {
  if (after.suppressed !== undefined) return undefined;
  if (rank(after.severity) > rank(before.severity) || before.suppressed !== undefined) return 'raised';
  if (rank(after.severity) < rank(before.severity)) return 'lowered';
  if (after.related.some((id) => !before.related.includes(id) && id !== before.detection)) return 'widened';
  return isNews(before.addresses, after.addresses) || isNews(before.targets, after.targets) ? 'widened' : undefined;
}

/** A topic that refused the last message compares with what it accepted before. */
function updateFor(before: Delivery | undefined, severity: Severity, update: Update): Update {
  if (before?.told === undefined) return 'new';
  if (before.state === 'sent') return update;
  const change = rank(severity) - rank(before.told);
  return change > 0 ? 'raised' : change < 0 ? 'lowered' : 'widened';
}

function isNews(before: readonly string[], after: readonly string[]): boolean {
  return after.length > before.length && (before.length < toldOneByOne || doublings(after) > doublings(before));
}

function doublings({ length }: readonly string[]): number {
  return Math.floor(Math.log2(length / toldOneByOne));
}

/** As a store gives it back: without the fields that are undefined, in any order. */
function sameContent(a: Alert, b: Alert): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
}
