import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { byTime, type TrailEvent } from '../../lambda/events/trail-event';
import { forLongRuns } from '../start/v8-flags';

export interface KeptEvent {
  event: TrailEvent;
  /** False for what only tells of devices. */
  watched: boolean;
  /** Only of watched events, and where somebody wants to see them. */
  raw?: RawRecord;
}

/** A record as the file has it. */
export interface RawRecord {
  /** JSON, cut where it is longer than anything CloudTrail writes about MFA. */
  json: string;
  /** Characters that it had before. */
  length: number;
}

/** A kilobyte each. Most trails hold fewer, and are never packed. */
const mostLoose = 16_384;

/**
 * The events of a trail, however many years it is of: as soon as more than a few lie here they are packed, which takes an
 * eighth of the memory, and whoever goes through them has those of a day at a time.
 */
export class KeptEvents {
  /** By date. */
  private readonly days = new Map<string, Day>();
  private loose = 0;
  private watched = 0;
  private isPacked = false;

  /** @param most that lie here as they are. */
  constructor(private readonly most = mostLoose) {}

  /** Those that a detection watches, copies counted. */
  get relevant(): number {
    return this.watched;
  }

  /** Whether whoever goes through them has each time the same objects. */
  get areLoose(): boolean {
    return !this.isPacked;
  }

  /** How many of those were there before. */
  get copies(): number {
    return [...this.days.values()].reduce((sum, day) => sum + day.copies(), 0);
  }

  push(event: KeptEvent): void {
    const { time } = event.event;
    const date = time.slice(0, time.indexOf('T'));
    const known = this.days.get(date);
    const day = known ?? new Day();
    if (known === undefined) this.days.set(date, day);
    day.push(event);
    if (event.watched) this.watched++;
    this.loose++;
    if (this.loose > this.most) this.pack();
  }

  /** In time order, each event once: of copies that differ in bytes the fuller one, whichever came first. */
  *[Symbol.iterator](): Generator<KeptEvent, void> {
    for (const [, day] of [...this.days].sort(([a], [b]) => Date.parse(a) - Date.parse(b))) yield* day.inOrder();
  }

  private pack(): void {
    forLongRuns();
    this.isPacked = true;
    for (const day of this.days.values()) day.pack();
    this.loose = 0;
  }
}

/** What happened in 24 hours of UTC. Copies of an event are of the same time, so they meet here. */
class Day {
  private readonly packed: Buffer[] = [];
  /** After those that are packed. */
  private loose: KeptEvent[] = [];
  private isInOrder = false;
  private counted: number | undefined;

  push(event: KeptEvent): void {
    this.loose.push(event);
    this.isInOrder = false;
    this.counted = undefined;
  }

  pack(): void {
    if (this.loose.length === 0) return;
    // The copy is as long as it must be; what zlib gives holds on to 16 KB.
    this.packed.push(Buffer.from(deflateRawSync(JSON.stringify(this.loose), { level: 1 })));
    this.loose = [];
  }

  copies(): number {
    if (this.counted === undefined) this.inOrder();
    return this.counted ?? 0;
  }

  inOrder(): readonly KeptEvent[] {
    if (this.isInOrder) return this.loose;
    const kept = new Map<string, KeptEvent>();
    let copies = 0;
    for (const some of [...this.packed.map(unpacked), this.loose])
      for (const fresh of some) {
        const before = kept.get(fresh.event.identity);
        if (before !== undefined && fresh.watched) copies++;
        if (before === undefined || fullness(fresh) > fullness(before)) kept.set(fresh.event.identity, fresh);
      }
    this.counted ??= copies;
    const events = [...kept.values()].sort((a, b) => byTime(a.event, b.event));
    if (this.packed.length === 0) [this.loose, this.isInOrder] = [events, true];
    return events;
  }
}

function unpacked(packed: Buffer): KeptEvent[] {
  return JSON.parse(inflateRawSync(packed).toString()) as KeptEvent[];
}

/** Of records that say the same, the same one counts whichever came first. */
function fullness({ event, watched, raw }: KeptEvent): string {
  const text = JSON.stringify(event);
  return `${String(text.length).padStart(8, '0')}${text}${Number(watched)}${raw?.json ?? ''}`;
}
