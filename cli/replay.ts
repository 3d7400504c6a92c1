import { setImmediate as turn } from 'node:timers/promises';
import { ConfiguredAccounts } from '../lambda/adapters/accounts-configured';
import type { AccountDevices } from '../lambda/adapters/devices-account';
import type { DeviceInventory } from '../lambda/adapters/devices-file';
import { rewound } from '../lambda/adapters/devices-rewound';
import { TrailDevices, type Before } from '../lambda/adapters/devices-trail';
import { MemoryDossiers, MemoryLedger, MemoryTimelines, MemoryTimers } from '../lambda/adapters/memory';
import type { Alert } from '../lambda/alerts/alert';
import type { Exception } from '../lambda/config/exceptions';
import type { Detection } from '../lambda/detections/detection';
import { Judgements } from '../lambda/engine/judgements';
import { Pipeline } from '../lambda/engine/pipeline';
import type { Addresses } from '../lambda/engine/origins';
import { nowhere } from '../lambda/engine/routing';
import type { Observation } from '../lambda/events/timeline';
import { millis } from '../lambda/events/trail-event';
import { FileReader, type Reading, usual } from './reading/file-reader';
import { noHelpers, type Helpers } from './reading/helpers';
import type { Inputs } from './reading/inputs';
import { readTrail, type Progress, type Trail } from './reading/read-trail';
import type { TimeRange } from './time-range';

/** What events are judged with. */
export interface Judging {
  detections: readonly Detection[];
  /** By detection id. */
  settings: Readonly<Record<string, unknown>>;
  exceptions?: readonly Exception[];
  /** Names by id. */
  accounts?: Readonly<Record<string, string>>;
  /** Absent: nothing is said of country and network. */
  addresses?: Addresses;
  /** The devices before the first event, as somebody wrote them down. */
  inventory: DeviceInventory | undefined;
  /** The devices as an account lists them now; goes before the other. */
  account?: AccountDevices | undefined;
  range: TimeRange;
  progress: Progress;
  /** Somebody wants what there is, and no more. */
  stop?: AbortSignal | undefined;
}

export interface ReplayParts extends Judging {
  /** Absent: all accounts and regions, and no record is kept as it is. */
  reading?: Reading;
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
  /** Events that were not judged, because somebody stopped it. */
  unjudged: number;
  /** Somebody stopped it, so this is a part at most. */
  isStopped: boolean;
  /** The devices before the first event; undefined: nobody said. */
  before: Before | undefined;
}

/** Events that are judged before anything else of this process gets a turn, such as Ctrl-C. */
const atOnce = 200;

/** Sends files through the engine that runs in AWS, with memory in place of its table and the event's time as the clock. */
export async function replay(inputs: Inputs, parts: ReplayParts): Promise<Replayed> {
  const reader = new FileReader(parts.detections, parts.reading ?? usual);
  return judge(await readTrail(inputs, reader, parts.helpers ?? noHelpers, parts.progress, parts.stop), parts);
}

/** @param trail wherever it was read from. */
export async function judge(trail: Trail, parts: Judging): Promise<Replayed> {
  await turn();
  const wasStopped = parts.stop?.aborted === true;
  const before = inventoryBefore(trail, parts);
  const devices = new TrailDevices(before);
  const { addresses } = parts;
  const [timelines, ledger] = [new MemoryTimelines(), new MemoryLedger()];
  const timers = new MemoryTimers();
  let now = 0;
  let outside = 0;
  let judged = 0;
  const pipeline = new Pipeline({
    detections: parts.detections,
    settings: parts.settings,
    exceptions: parts.exceptions ?? [],
    clock: () => now,
    accounts: new ConfiguredAccounts(parts.accounts ?? {}),
    ...(addresses && { addresses: () => Promise.resolve(addresses) }),
    devices,
    timelines,
    dossiers: new MemoryDossiers(timelines, ledger),
    timers,
    judgements: new Judgements(),
    ledger,
    destinations: nowhere,
  });
  const observations: Observation[] = [];
  for (const { event, watched } of trail.events) {
    devices.observe(event);
    if (!watched) continue;
    if (millis(event) < parts.range.since || millis(event) > parts.range.until) outside++;
    else observations.push(await pipeline.observe(event));
  }
  const quiet = pipeline.quietAmong(observations);
  for (const [index, observation] of observations.entries()) {
    parts.progress('evaluating', index, observations.length);
    if (index % atOnce === 0) await turn();
    if (!wasStopped && parts.stop?.aborted === true) break;
    judged++;
    now = millis(observation.event);
    await pipeline.sweep(now);
    await (quiet.has(observation) ? pipeline.file(observation) : pipeline.handleObserved(observation));
  }
  const unjudged = observations.length - judged;
  if (unjudged === 0) now = Math.max(now, Math.min(parts.range.until, trail.last));
  await pipeline.sweep(now);
  const isStopped = wasStopped || unjudged > 0;
  parts.progress('evaluating', observations.length, observations.length);
  return {
    trail,
    alerts: ledger.alerts().sort(byTimeAndId),
    outside,
    open: timers.open().length,
    unjudged,
    before,
    isStopped,
  };
}

function inventoryBefore({ events }: Trail, { inventory, account }: Judging): Before | undefined {
  if (account !== undefined) {
    const accounts = rewound(
      account.accounts,
      events.map(({ event }) => event),
    );
    return { accounts, partial: account.partial, source: 'account' };
  }
  return inventory && { accounts: inventory, source: 'file' };
}

function byTimeAndId(a: Alert, b: Alert): number {
  return Date.parse(a.time) - Date.parse(b.time) || (a.id < b.id ? -1 : 1);
}
