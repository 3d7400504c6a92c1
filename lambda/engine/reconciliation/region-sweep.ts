import * as z from 'zod/mini';
import { parseTrailEvent } from '../../events/trail-event';
import { day } from '../../time';
import { hash } from '../../events/text';
import {
  type EventHistory,
  type HistoryEntry,
  type Place,
  type ReconciliationJournal,
  RegionClosed,
} from './event-history';
import type { Pipeline } from '../pipeline';
import type { Clock, Notebook, Register, Registers } from '../ports';
import type { Receiver } from '../receiver';
import { Course, type Part, settling, type Swept, sweptSchema } from './swept';

/** Milliseconds, as long as EventBridge would have tried. */
const triedFor = day;

/** So many of one name fail for a common reason, which the rest would meet as well. */
const mostFailures = 50;

const sweptRegionSchema = z.record(z.string(), sweptSchema);

export interface RegionSweepParts {
  /** The function's own account, whose history is read. */
  account: string;
  history: EventHistory;
  receiver: Pick<Receiver, 'receive' | 'setAside'>;
  real: Pick<Pipeline, 'hasSeen'>;
  watched: (record: unknown) => boolean;
  registers: Registers;
  notebook: Notebook;
  clock: Clock;
  journal: ReconciliationJournal;
}

/** One invocation. */
export interface Run {
  attempt: string;
  hasTime: () => boolean;
}

interface Unseen extends Place {
  time: number;
  identity: string;
  envelope: object;
}

/** Reads the event history of one region, and remembers how far. */
export class RegionSweep {
  private readonly register: string;
  private version = 0;
  private courses: Course[] = [];

  constructor(
    private readonly parts: RegionSweepParts,
    private readonly region: string,
    /** Names of events, the most important first. */
    private readonly names: readonly string[],
    private readonly given: Run,
  ) {
    this.register = `swept ${region}`;
  }

  /**
   * @returns the names of which something is left, and why.
   * @throws RegionClosed, or if what was read cannot be remembered.
   */
  async run(): Promise<{ left: string[]; why: unknown }> {
    await this.recall();
    let problem: unknown;
    for (const part of ['newest', 'older'] as const)
      for (const course of this.courses)
        try {
          await this.read(course, part);
        } catch (error) {
          if (error instanceof RegionClosed) throw error;
          problem = error;
        }
    await this.remember();
    const left = this.courses.filter(({ isForgone, swept }) => isForgone || swept.gap !== undefined);
    return { left: left.map(({ name }) => name), why: problem ?? new Error(this.reason()) };
  }

  private reason(): string {
    if (this.courses.some(({ isForgone }) => isForgone))
      return 'nothing was swept for more than 15 days; replay the trail’s files of the time before';
    return this.courses.some(({ failures }) => failures > 0) ? 'events could not be handled' : 'the time was up';
  }

  private async recall(): Promise<void> {
    const register = await this.parts.registers.read(this.register);
    const before = sweptIn(register);
    this.version = register.version;
    const end = this.parts.clock() - settling;
    this.courses = this.names.map((name) => new Course(name, before[name], end));
  }

  private async remember(): Promise<void> {
    const swept = Object.fromEntries(this.courses.map((course) => [course.name, course.swept]));
    if ((await this.parts.registers.write(this.register, swept, this.version)) !== undefined)
      throw new Error('another sweep was at it at the same time');
    this.version += 1;
  }

  private async read(course: Course, part: Part): Promise<void> {
    const span = course.rest(part);
    if (span === undefined || !this.given.hasTime()) return;
    for await (const page of this.parts.history.read(this.region, course.name, span)) {
      const unseen = await Promise.all(page.map((entry) => this.lookAt(entry, course)));
      // CloudTrail may write an event twice.
      const distinct = new Map(unseen.flatMap((one) => (one === undefined ? [] : [[one.identity, one] as const])));
      if (!(await this.handle([...distinct.values()], course))) return;
      course.readTo(part, Math.min(span.to, ...page.map(({ time }) => time)));
      if (!this.given.hasTime()) return;
      if (course.failures >= mostFailures) throw new Error(`${course.failures} events could not be handled`);
    }
    course.readTo(part);
  }

  /** @returns what has to be handled, if the entry is that. */
  private async lookAt(entry: HistoryEntry, { name, open }: Course): Promise<Unseen | undefined> {
    const { account, watched, journal, real } = this.parts;
    const { id, time } = entry;
    if ('problem' in entry) return this.setAside(id, entry.raw, entry.problem);
    if (!watched(entry.record)) return undefined;
    journal.count('SweptEvents');
    const record = { ...entry.record, recipientAccountId: account };
    const envelope = enveloped(record, account, this.region);
    const parsed = parseTrailEvent(record);
    if (!parsed.ok) return this.setAside(id, envelope, parsed.problem);
    const { identity } = parsed.event;
    // Of those that were begun the mark may be there, and people may not have been told.
    if (!open.has(identity) && (await real.hasSeen(parsed.event))) return undefined;
    return { region: this.region, name, id, time, identity, envelope };
  }

  /** @returns false: the time was up. */
  private async handle(unseen: readonly Unseen[], course: Course): Promise<boolean> {
    const { journal, clock } = this.parts;
    if (unseen.length === 0) return true;
    const found = unseen.filter(({ identity }) => !course.open.has(identity));
    for (const { identity } of found) course.open.set(identity, clock());
    if (found.length > 0) await this.remember();
    if (!course.isFirst)
      for (const { region, name, id } of found) {
        journal.count('MissedEvents');
        journal.missed({ region, name, id });
      }
    for (const one of unseen.toSorted((a, b) => a.time - b.time)) {
      if (!this.given.hasTime()) return false;
      await this.handleOne(one, course);
    }
    return true;
  }

  private async handleOne({ region, name, id, time, identity, envelope }: Unseen, course: Course): Promise<void> {
    const { receiver, journal, clock } = this.parts;
    try {
      await receiver.receive(envelope, this.given.attempt);
      course.open.delete(identity);
    } catch (error) {
      journal.unhandled({ region, name, id }, error);
      if (clock() - (course.open.get(identity) ?? clock()) < triedFor) {
        course.again(time);
        return;
      }
      await receiver.setAside(envelope, 'found in the event history, and could not be handled for 24 hours');
      course.open.delete(identity);
    }
  }

  /** Once: spans overlap, and what cannot be read has no identity by which it would be known again. */
  private async setAside(id: string, raw: unknown, problem: string): Promise<undefined> {
    const { notebook, receiver, clock } = this.parts;
    const name = `unreadable ${hash(`${this.region} ${id} ${JSON.stringify(raw)}`)}`;
    if ((await notebook.claim(name, clock(), clock() + 60_000)) !== 'claimed') return undefined;
    await receiver.setAside(raw, problem);
    await notebook.done(name);
    return undefined;
  }
}

function sweptIn({ value = {} }: Register): Partial<Record<string, Swept>> {
  const parsed = sweptRegionSchema.safeParse(value);
  return parsed.success ? parsed.data : {};
}

/** As EventBridge would have delivered it. */
function enveloped(record: Record<string, unknown>, account: string, region: string): object {
  const source = typeof record['eventSource'] === 'string' ? record['eventSource'] : '';
  return {
    source: `aws.${source.split('.')[0] ?? ''}`,
    'detail-type': 'AWS API Call via CloudTrail',
    account,
    region,
    time: record['eventTime'],
    detail: record,
  };
}
