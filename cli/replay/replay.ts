import type { AccountDevices } from '../../lambda/adapters/devices/devices-account';
import type { DeviceInventory } from '../../lambda/adapters/devices/devices-file';
import { rewound } from '../../lambda/adapters/devices/devices-rewound';
import { inventoryEvents, TrailDevices, type Before } from '../../lambda/adapters/devices/devices-trail';
import type { Alert } from '../../lambda/alerts/alert';
import type { Detection } from '../../lambda/detections/detection';
import type { Addresses } from '../../lambda/engine/origins';
import type { TrailEvent } from '../../lambda/events/trail-event';
import { Judge, type Rules } from '../judging/judge';
import { judgeTogether } from '../judging/together';
import { FileReader, type Reading, usual } from '../reading/file-reader';
import type { Inputs } from '../reading/inputs';
import type { KeptEvents } from '../reading/kept-events';
import { readTrail, type Progress, type Trail } from '../reading/read-trail';
import { noHelpers, type Helper, type Helpers } from '../threads/helpers';
import type { TimeRange } from '../time-range';
import { choose } from './choose';

/** What events are judged with. */
export interface Judging extends Rules {
  detections: readonly Detection[];
  /** Absent: nothing is said of country and network. */
  addresses?: Addresses;
  /** The files that `addresses` reads, for threads that must read them themselves. */
  addressDatabases?: readonly string[];
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
  /** Threads that help. */
  helpers?: Helpers;
}

export interface Replayed {
  trail: Trail;
  /** What was asked for is of this time. */
  range: TimeRange;
  /** Those that came or changed in the time range; in their final state, by time. */
  alerts: Alert[];
  /** Relevant events before the time range that those in it were compared with. */
  earlier: number;
  /** Relevant events that lie outside of both; they only tell of devices. */
  outside: number;
  /** This and the next as `Judged` has them. */
  open: number;
  failures: readonly string[];
  /** Events that were not judged, because somebody stopped it. */
  unjudged: number;
  /** Somebody stopped it, so this is a part at most. */
  isStopped: boolean;
  /** The devices before the first event; undefined: nobody said. */
  before: Before | undefined;
}

/** Sends files through the engine that runs in AWS. */
export async function replay(inputs: Inputs, parts: ReplayParts): Promise<Replayed> {
  const { detections, progress, stop, reading = usual } = parts;
  const { helpers, begun } = (parts.helpers ?? noHelpers).begin(inputs);
  const reader = new FileReader(detections, reading);
  const readers = helpers.map(({ read }) => read);
  const trail = await readTrail(inputs, reader, readers, progress, stop, begun);
  return judge(trail, parts, helpers);
}

/** @param trail wherever it was read from. @param threads that have nothing else to do. */
export async function judge(trail: Trail, parts: Judging, threads: readonly Helper[] = []): Promise<Replayed> {
  const { detections, range, progress } = parts;
  // What was read before somebody stopped is judged to the end, and here: helpers may still be reading.
  const wasStopped = parts.stop?.aborted === true;
  const stop = wasStopped ? undefined : parts.stop;
  const before = inventoryBefore(trail.events, parts);
  const devices = new TrailDevices(before);
  const own = new Judge(detections, parts, devices, parts.addresses);
  const helping = wasStopped ? [] : threads;
  const chosen = await choose(trail.events, own, devices, helping.length + 1, { range, progress, stop });
  if (chosen === undefined) {
    const unjudged = trail.events.relevant - trail.events.copies;
    return {
      trail,
      range,
      alerts: [],
      earlier: 0,
      outside: 0,
      open: 0,
      failures: [],
      unjudged,
      isStopped: true,
      before,
    };
  }
  const { count, events, earlier, outside } = chosen;
  let done = 0;
  const evaluated = (more: number): void => {
    progress('evaluating', (done += more), events);
  };
  const { alerts, open, failures, judged } = await judgeTogether(
    chosen.parts,
    { since: range.since, until: Math.min(range.until, trail.last) },
    own,
    count > 1 ? helping : [],
    {
      stop,
      progress: evaluated,
    },
  );
  progress('evaluating', events, events);
  const unjudged = events - judged;
  return {
    ...{ trail, range, earlier, outside, before, open, failures, unjudged },
    alerts: alerts.sort(byTimeAndId),
    isStopped: wasStopped || unjudged > 0,
  };
}

function inventoryBefore(events: KeptEvents, { inventory, account }: Judging): Before | undefined {
  if (account === undefined) return inventory && { accounts: inventory, source: 'file' };
  const told: TrailEvent[] = [];
  for (const { event } of events) if (inventoryEvents.includes(event.name)) told.push(event);
  return { accounts: rewound(account.accounts, told), partial: account.partial, source: 'account' };
}

function byTimeAndId(a: Alert, b: Alert): number {
  return Date.parse(a.time) - Date.parse(b.time) || (a.id < b.id ? -1 : 1);
}
