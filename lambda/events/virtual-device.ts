import { changesDevices, type Timeline } from './timeline';
import { byTime, millis, type TrailEvent } from './trail-event';

/** A virtual device is created seconds before it is enabled, but may wait. */
const createdWithin = 24 * 60 * 60_000;
/** The console deletes it in the second of the removal, not always after; a script may take its time. */
const deletedFrom = -5_000;
const deletedUntil = 30 * 60_000;

/** The creation of what was enabled. @param timeline the device's: creation names no user. */
export function creationOf(enabled: TrailEvent, timeline: Timeline): TrailEvent | undefined {
  const created = timeline.events.findLast((event) => {
    const lag = millis(enabled) - millis(event);
    return event.name === 'CreateVirtualMFADevice' && lag >= 0 && lag <= createdWithin;
  });
  if (created === undefined) return undefined;
  const first = timeline.events.find(
    (event) => event.name === 'EnableMFADevice' && changesDevices(event) && millis(event) >= millis(created),
  );
  return first !== undefined && byTime(first, enabled) < 0 ? undefined : created;
}

/** The deletion that completed a removal. @param timeline the device's: deletion names no user. */
export function deletionOf(removal: TrailEvent, timeline: Timeline): TrailEvent | undefined {
  return timeline.events.find((event) => {
    const lag = millis(event) - millis(removal);
    return event.name === 'DeleteVirtualMFADevice' && lag >= deletedFrom && lag <= deletedUntil;
  });
}
