import { ConfiguredAccounts } from '../lambda/adapters/accounts-configured';
import { TrailDevices } from '../lambda/adapters/devices-trail';
import type { DeviceInventory } from '../lambda/adapters/devices-file';
import { MemoryLedger, MemoryTimelines, MemoryTimers } from '../lambda/adapters/memory';
import type { Alert } from '../lambda/alerts/alert';
import type { Exception } from '../lambda/config/exceptions';
import type { Detection } from '../lambda/detections/detection';
import { Judgements } from '../lambda/engine/judgements';
import { Pipeline } from '../lambda/engine/pipeline';
import type { Addresses } from '../lambda/engine/ports';
import { nowhere } from '../lambda/engine/routing';
import { millis } from '../lambda/events/trail-event';
import { FileReader } from './reading/file-reader';
import { noHelpers, type Helpers } from './reading/helpers';
import { readTrail, type Progress, type Trail } from './reading/read-trail';
import type { TimeRange } from './time-range';

export interface ReplayParts {
  detections: readonly Detection[];
  /** By detection id. */
  settings: Readonly<Record<string, unknown>>;
  exceptions?: readonly Exception[];
  /** Names by id. */
  accounts?: Readonly<Record<string, string>>;
  /** Absent: nothing is said of country and network. */
  addresses?: Addresses;
  /** The devices before the first event. */
  inventory: DeviceInventory | undefined;
  range: TimeRange;
  progress: Progress;
  /** False: each record is parsed, which gives the same. */
  prefilter?: boolean;
  /** Threads that help to read. */
  helpers?: Helpers;
}

export interface Replayed {
  trail: Trail;
  /** In their final state, by time. */
  alerts: Alert[];
  /** Relevant events that lie outside the time range; they only tell of devices. */
  outside: number;
  /** Waits that the trail ends before: what was due then can still happen. */
  open: number;
}

/** Sends files through the engine that runs in AWS, with memory in place of its table and the event's time as the clock. */
export async function replay(paths: readonly string[], parts: ReplayParts): Promise<Replayed> {
  const reader = new FileReader(parts.detections, parts.prefilter ?? true);
  const trail = await readTrail(paths, reader, parts.helpers ?? noHelpers, parts.progress);
  const devices = new TrailDevices(parts.inventory);
  const ledger = new MemoryLedger();
  const timers = new MemoryTimers();
  let now = 0;
  let outside = 0;
  const pipeline = new Pipeline({
    detections: parts.detections,
    settings: parts.settings,
    exceptions: parts.exceptions ?? [],
    clock: () => now,
    accounts: new ConfiguredAccounts(parts.accounts ?? {}),
    ...(parts.addresses && { addresses: parts.addresses }),
    devices,
    timelines: new MemoryTimelines(),
    timers,
    judgements: new Judgements(),
    ledger,
    destinations: nowhere,
  });
  for (const [index, { event, watched }] of trail.events.entries()) {
    parts.progress('evaluating', index, trail.events.length);
    now = millis(event);
    devices.observe(event);
    if (!watched) continue;
    if (now < parts.range.since || now > parts.range.until) outside++;
    else {
      await pipeline.sweep(now);
      await pipeline.handle(event);
    }
  }
  now = Math.max(now, Math.min(parts.range.until, trail.last));
  await pipeline.sweep(now);
  parts.progress('evaluating', trail.events.length, trail.events.length);
  return { trail, alerts: ledger.alerts().sort(byTimeAndId), outside, open: timers.open().length };
}

function byTimeAndId(a: Alert, b: Alert): number {
  return Date.parse(a.time) - Date.parse(b.time) || (a.id < b.id ? -1 : 1);
}
