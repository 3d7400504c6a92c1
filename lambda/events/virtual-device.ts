import { day } from '../time';
import { addsDevice, type Timeline } from './timeline';
import { millis, type TrailEvent } from './trail-event';

/** A virtual device is created seconds before it is enabled, but may wait. */
const createdWithin = day;
/** The console deletes it in the second of the removal, not always after; a script may take its time. */
const deletedFrom = -5_000;
const deletedUntil = 30 * 60_000;

/** The creations of what was enabled, by the enabling. @param timeline the device's: creation names no user. */
export function creationsOf({ events }: Timeline): ReadonlyMap<TrailEvent, TrailEvent> {
  const found = new Map<TrailEvent, TrailEvent>();
  const enablings = events.filter(addsDevice);
  let next = 0;
  for (const created of events.filter(({ name }) => name === 'CreateVirtualMFADevice')) {
    const isEarlier = (enabled: TrailEvent | undefined): boolean =>
      enabled !== undefined && millis(enabled) < millis(created);
    while (isEarlier(enablings[next])) next += 1;
    const enabled = enablings[next];
    if (enabled !== undefined && millis(enabled) - millis(created) <= createdWithin) found.set(enabled, created);
  }
  return found;
}

/** The deletion that completed a removal. @param timeline the device's: deletion names no user. */
export function deletionOf(removal: TrailEvent, timeline: Timeline): TrailEvent | undefined {
  return timeline.events.find((event) => {
    const lag = millis(event) - millis(removal);
    return event.name === 'DeleteVirtualMFADevice' && lag >= deletedFrom && lag <= deletedUntil;
  });
}
