import { sameActor } from './same-hand';
import { addsDevice, sameTarget, type Timeline } from './timeline';
import { actsOnOneself, byTime, millis, type TrailEvent } from './trail-event';
import { minute } from '../time';

/** Longer is no slip of whoever hands out devices. */
const soon = 30 * minute;

/**
 * @returns the enrolment by which the actor had given the removed device shortly before, to somebody who had none: whoever takes it
 * back takes nothing from anybody.
 */
export function givenBefore(removal: TrailEvent, timeline: Timeline): TrailEvent | undefined {
  if (actsOnOneself(removal) || removal.actor.mfa === 'none' || removal.serialNumber === undefined) return undefined;
  const given = timeline.events.findLast(
    (event) =>
      addsDevice(event) &&
      event.serialNumber === removal.serialNumber &&
      sameTarget(event, removal) &&
      byTime(event, removal) < 0,
  );
  if (given === undefined || !sameActor(given, removal) || millis(removal) - millis(given) > soon) return undefined;
  const before = timeline.devicesBefore(given);
  return before.status === 'known' && before.devices.length === 0 ? given : undefined;
}
