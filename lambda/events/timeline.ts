import * as z from 'zod/mini';
import {
  type Device,
  deviceLimit,
  type DeviceLookup,
  deviceLookupSchema,
  type InventorySource,
  notNamed,
} from './device';
import { type ExposureLookup, exposureLookupSchema } from './exposure';
import { byTime, millis, trailEventSchema, type TrailEvent, updates } from './trail-event';

/** An event with the facts that were looked up when it arrived. */
export const observationSchema = z.object({
  event: trailEventSchema,
  /** The target's devices as IAM (or the inventory file) told them after the event; absent: nobody asked. */
  devices: z.optional(deviceLookupSchema),
  /** Whether IAM has a version of the event's policy that mentions MFA; absent: nobody asked, or no answer. */
  policyMentionsMfa: z.optional(z.boolean()),
  /** What the target was exposed to when the account was last looked at; absent: nobody asked, or nobody looks there. */
  exposure: z.optional(exposureLookupSchema),
});
export type Observation = z.infer<typeof observationSchema>;

/** A user's devices at one moment. */
export type Inventory = { source?: InventorySource | undefined; limit: number } & (
  | { status: 'known'; devices: Device[] }
  /** `devices` are those that are there for certain; there may be more. */
  | { status: 'unknown'; why: string; devices: Device[] }
);

/** Of each kind (`engine/kinds.ts`) the newest so many are read: there may be more. */
export const mostRead = 1000;

/** Everything known of one subject, in time order, each event once. */
export class Timeline {
  readonly observations: readonly Observation[];
  readonly events: readonly TrailEvent[];
  private byTarget?: ReadonlyMap<string, Acts>;

  /** @param key the subject, such as `111122223333/alice`. */
  constructor(
    observations: readonly Observation[],
    readonly key: string,
  ) {
    this.observations = withoutUpdates(isInOrder(observations) ? observations : inOrder(observations));
    this.events = this.observations.map(({ event }) => event);
  }

  /**
   * The target's devices just before the event. IAM refuses to enable what is enabled, so that the device of an enabling
   * was not there, even if another record says so: a passkey's enrolment may be recorded twice.
   */
  devicesBefore(event: TrailEvent): Inventory {
    const before = this.inventory(event, (act) => byTime(act, event) < 0);
    if (!addsDevice(event)) return before;
    return { ...before, devices: before.devices.filter((device) => !isAddedBy(device, event)) };
  }

  /** The target's devices just after the event, the event itself counted. */
  devicesAfter(event: TrailEvent): Inventory {
    const after = this.inventory(event, (act) => byTime(act, event) <= 0);
    if (!addsDevice(event) || after.devices.some((device) => isAddedBy(device, event))) return after;
    return { ...after, devices: [...after.devices, { serialNumber: notNamed, enabledAt: event.time }] };
  }

  /** What was known of the target when the event arrived. */
  exposureAt({ identity }: TrailEvent): ExposureLookup | undefined {
    return this.observations.find(({ event }) => event.identity === identity)?.exposure;
  }

  /**
   * Reconciles the look-up with the trail. IAM is eventually consistent and was asked after the event, so what the
   * trail says of a device goes before what the list says: the last act before the moment decides; failing that the
   * first act after it, the other way round (what is removed later was there, what is enabled later was not). An act that
   * names no device may have undone what was done before, and may be undone by what comes after: then the list decides.
   */
  private inventory(event: TrailEvent, isBefore: (act: TrailEvent) => boolean): Inventory {
    const moment = millis(event);
    const { asked, latest, changes } = this.actsOf(event);
    const lookup = asked.get(event.identity) ?? latest;
    const acts = new Map<string, { before?: TrailEvent; after?: TrailEvent }>();
    for (const act of changes) {
      const { serialNumber: serial, name } = act;
      if (serial === undefined) {
        if (!isBefore(act)) break;
        for (const [known, { before }] of acts) if (before?.name !== name) acts.delete(known);
        continue;
      }
      const known = acts.get(serial) ?? {};
      if (isBefore(act)) known.before = act;
      else known.after ??= act;
      acts.set(serial, known);
    }
    const isOwn = (device: Device): boolean => isBefore(event) && addsDevice(event) && isAddedBy(device, event);
    const listed = (lookup?.devices ?? []).filter(
      (device) =>
        !acts.has(device.serialNumber) &&
        (device.enabledAt === undefined || Date.parse(device.enabledAt) < moment || isOwn(device)),
    );
    const fromTrail = [...acts].flatMap(([serialNumber, { before, after }]): Device[] => {
      if (before !== undefined)
        return before.name === 'EnableMFADevice' ? [{ serialNumber, enabledAt: before.time }] : [];
      return after?.name === 'DeactivateMFADevice' ? [{ serialNumber }] : [];
    });
    const devices = [...listed, ...fromTrail].sort((a, b) => (a.serialNumber < b.serialNumber ? -1 : 1));
    const limit = deviceLimit(event.region);
    const told = { ...(lookup?.source && { source: lookup.source }), devices, limit };
    if (lookup?.status === 'known') return { status: 'known', ...told };
    return { status: 'unknown', why: lookup?.why ?? 'nobody looked the devices up', ...told };
  }

  /** Sorted out once: an actor's timeline may have hundreds of targets, and be asked about each. */
  private actsOf(event: TrailEvent): Acts {
    this.byTarget ??= actsByTarget(this.observations);
    return this.byTarget.get(targetKeyOf(event)) ?? nothingTold();
  }
}

/** What tells of one target's devices, in time order. */
interface Acts {
  /** What look-ups said, by the identities of the events that they were made for. */
  asked: Map<string, DeviceLookup>;
  latest: DeviceLookup | undefined;
  changes: TrailEvent[];
}

function nothingTold(): Acts {
  return { asked: new Map(), latest: undefined, changes: [] };
}

function actsByTarget(observations: readonly Observation[]): ReadonlyMap<string, Acts> {
  const byTarget = new Map<string, Acts>();
  for (const observation of observations) {
    const { event, devices } = observation;
    const isChange = changesDevices(event);
    if (devices === undefined && !isChange) continue;
    const key = targetKeyOf(event);
    const acts = byTarget.get(key) ?? nothingTold();
    byTarget.set(key, acts);
    if (devices !== undefined) {
      acts.asked.set(event.identity, devices);
      acts.latest = devices;
    }
    if (isChange) acts.changes.push(event);
  }
  return byTarget;
}

/** As stores give them, mostly. */
function isInOrder(observations: readonly Observation[]): boolean {
  return observations.every(({ event }, index) => {
    const before = observations[index - 1];
    return before === undefined || byTime(before.event, event) < 0;
  });
}

function inOrder(observations: readonly Observation[]): Observation[] {
  const distinct = new Map(observations.map((observation) => [observation.event.identity, observation]));
  return [...distinct.values()].sort((a, b) => byTime(a.event, b.event));
}

/** Updated data may be what tells identities apart: of one record and its updated copies, the first is what happened. */
function withoutUpdates(observations: readonly Observation[]): readonly Observation[] {
  if (observations.every(({ event }) => updates(event) === undefined)) return observations;
  const call = ({ eventId, account, time, source, name }: TrailEvent): string =>
    JSON.stringify([eventId, account, time, source, name]);
  const known = new Set(observations.flatMap(({ event }) => (updates(event) === undefined ? [call(event)] : [])));
  return observations.filter(({ event }) => {
    const first = updates(event);
    if (first === undefined) return true;
    const updated = call({ ...event, eventId: first });
    return !known.has(updated) && Boolean(known.add(updated));
  });
}

/** A successful call that adds or removes a device of a user, whether or not the record names the device. */
export function changesDevices(event: TrailEvent): boolean {
  return (
    event.source === 'iam.amazonaws.com' &&
    (event.name === 'EnableMFADevice' || event.name === 'DeactivateMFADevice') &&
    event.errorCode === undefined
  );
}

export function addsDevice(event: TrailEvent): boolean {
  return event.name === 'EnableMFADevice' && changesDevices(event);
}

/** IAM's date of an enrolment and the records of it are no further apart: milliseconds. */
const oneEnrolment = 10_000;

/** Whether it is the device that the call adds. Where one of them has no name, the time tells. */
export function isAddedBy({ serialNumber, enabledAt }: Device, event: TrailEvent): boolean {
  if (serialNumber !== notNamed && event.serialNumber !== undefined) return serialNumber === event.serialNumber;
  return enabledAt !== undefined && Math.abs(Date.parse(enabledAt) - millis(event)) <= oneEnrolment;
}

/** A user, and not root, got a device. */
export function enrolsUser(event: TrailEvent): boolean {
  return event.target.type === 'IAMUser' && addsDevice(event);
}

/** Two that name nobody are not about one user. */
export function sameTarget(a: TrailEvent, b: TrailEvent): boolean {
  return targetKeyOf(a) === targetKeyOf(b);
}

function targetKeyOf({ target: { type, name }, identity }: TrailEvent): string {
  return name === undefined ? `event ${identity}` : `${type} ${name.toLowerCase()}`;
}
