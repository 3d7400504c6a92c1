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

/** A record as the file has it, but for blanks between its words. */
export interface RawRecord {
  /** JSON, cut where it is longer than anything CloudTrail writes about MFA. */
  json: string;
  /** Characters that it had before. */
  length: number;
  /** What people know the file by. */
  file: string;
  /** It is parsed and written anew, since its text was not at hand. */
  isAnew?: true;
}

/** A kilobyte each. Most trails hold fewer, and are never packed. */
const mostLoose = 3072;
/** Events that are packed together: of each run so many lie here at a time. */
const blockSize = 64;

/**
 * The events of a trail, however many years it is of: as soon as more than a few lie here they are packed, which takes an
 * eighth of the memory, and whoever goes through them has a few of each run at a time.
 */
export class KeptEvents {
  /** Each in time order, packed piece by piece. */
  private readonly runs: (readonly Buffer[])[] = [];
  /** After those that are packed. */
  private loose: KeptEvent[] = [];
  private isInOrder = true;
  private watched = 0;
  private counted: number | undefined;
  /** Ids of events of which two records do not say the same; by whoever went through all of them. */
  readonly inTwoVersions = new Set<string>();

  /** @param most that lie here as they are. @param together that are packed in one block. */
  constructor(
    private readonly most = mostLoose,
    private readonly together = blockSize,
  ) {}

  /** Those that a detection watches, copies counted. */
  get relevant(): number {
    return this.watched;
  }

  /** Whether whoever goes through them has each time the same objects. */
  get areLoose(): boolean {
    return this.runs.length === 0;
  }

  /** How many of those were there before. */
  get copies(): number {
    // Whoever goes through all of them counts.
    if (this.counted === undefined) for (const all = this[Symbol.iterator](); all.next().done !== true;);
    return this.counted ?? 0;
  }

  push(event: KeptEvent): void {
    this.loose.push(event);
    this.isInOrder = false;
    this.counted = undefined;
    if (event.watched) this.watched++;
    if (this.loose.length > this.most) this.pack();
  }

  /** In time order, each event once: of copies that differ in bytes the fuller one, whichever came first. */
  *[Symbol.iterator](): Generator<KeptEvent, void> {
    let watched = 0;
    for (const event of this.areLoose ? this.inOrder() : this.merged()) {
      if (event.watched) watched++;
      yield event;
    }
    this.counted = this.watched - watched;
  }

  private merged(): Iterable<KeptEvent> {
    // A run that lies here as it is would be here as a whole.
    if (this.loose.length > 0) this.pack();
    return eachOnce(merged(this.runs.map(unpacked)), this.inTwoVersions);
  }

  private inOrder(): readonly KeptEvent[] {
    if (!this.isInOrder)
      this.loose = [
        ...eachOnce(
          this.loose.sort((a, b) => byTime(a.event, b.event)),
          this.inTwoVersions,
        ),
      ];
    this.isInOrder = true;
    return this.loose;
  }

  private pack(): void {
    forLongRuns();
    const { together } = this;
    const events = this.inOrder();
    const run: Buffer[] = [];
    for (let from = 0; from < events.length; from += together)
      // The copy is as long as it must be; what zlib gives holds on to 16 KB.
      run.push(Buffer.from(deflateRawSync(JSON.stringify(events.slice(from, from + together)), { level: 1 })));
    this.runs.push(run);
    this.loose = [];
  }
}

function* unpacked(run: readonly Buffer[]): Generator<KeptEvent, undefined> {
  for (const piece of run) yield* JSON.parse(inflateRawSync(piece).toString()) as KeptEvent[];
}

interface Head {
  event: KeptEvent;
  run: Iterator<KeptEvent, unknown>;
}

/** @param runs each in the order of time, and so is what comes of them. */
function* merged(runs: readonly Iterator<KeptEvent, unknown>[]): Generator<KeptEvent, undefined> {
  const heads = runs.flatMap((run): Head[] => {
    const next = run.next();
    return next.done === true ? [] : [{ event: next.value, run }];
  });
  heads.sort(byHead);
  for (let head; (head = heads.shift()) !== undefined;) {
    yield head.event;
    const next = head.run.next();
    if (next.done === true) continue;
    head.event = next.value;
    heads.splice(placeIn(heads, head), 0, head);
  }
}

function byHead(a: Head, b: Head): number {
  return byTime(a.event.event, b.event.event);
}

/** Halves until it is found: an archive of many years has hundreds of runs. */
function placeIn(heads: readonly Head[], head: Head): number {
  let [from, to] = [0, heads.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (byHead(heads[middle] as Head, head) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** @param events in the order of time, so copies of one, which bear the same time, stand side by side. */
function* eachOnce(events: Iterable<KeptEvent>, inTwoVersions: Set<string>): Generator<KeptEvent, undefined> {
  let kept: KeptEvent | undefined;
  for (const event of events) {
    if (kept?.event.identity !== event.event.identity) {
      if (kept !== undefined) yield kept;
      kept = event;
    } else {
      if (differ(kept.event, event.event)) inTwoVersions.add(event.event.eventId);
      if (fullness(event) > fullness(kept)) kept = event;
    }
  }
  if (kept !== undefined) yield kept;
}

/** Whether they say different things: what only one of them says is no other version. */
function differ(one: TrailEvent, other: TrailEvent): boolean {
  const both = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a !== b;
  return (
    both(one.actor.sourceIp, other.actor.sourceIp) ||
    both(one.actor.arn, other.actor.arn) ||
    both(one.target.name, other.target.name) ||
    both(one.errorCode, other.errorCode)
  );
}

/** Of records that say the same, the same one counts whichever came first. */
function fullness({ event, watched, raw }: KeptEvent): string {
  const text = JSON.stringify(event);
  return `${String(text.length).padStart(8, '0')}${text}${Number(watched)}${raw?.json ?? ''}${raw?.file ?? ''}`;
}
