import { newNameOf } from './renamings';
import { sameActor } from './same-hand';
import { isSameName } from './text';
import { addsDevice, type Timeline } from './timeline';
import { byTime, failureOf, millis, type TrailEvent } from './trail-event';

/**
 * How whoever gets the device was made a user.
 * @param near only then is somebody new.
 * @returns undefined if the user is known from before, or whoever was created has gone: to delete somebody and create them anew
 * is a way to take over, and so is to create somebody whose name another then gets.
 */
export function creationOf(
  device: TrailEvent,
  near: readonly TrailEvent[],
  { events }: Timeline,
): TrailEvent | undefined {
  const done = events.filter((event) => failureOf(event) === undefined && isBefore(event, device));
  const [created, ...createdAgain] = done.filter(({ name }) => name === 'CreateUser');
  if (created === undefined || !near.includes(created)) return undefined;
  // Times are whole seconds, and a program does several things in one.
  const isKnown = done.some((event) => millis(event) < millis(created));
  const isGone = done.filter(({ name }) => name === 'DeleteUser').length > createdAgain.length;
  const isTaken = done.some((event) => !isBefore(event, created) && passesOn(event, device, created));
  return isKnown || isGone || isTaken ? undefined : created;
}

/** Whether the device's user got their name from a renaming, or whoever was created lost it by one. */
function passesOn(renaming: TrailEvent, { target }: TrailEvent, created: TrailEvent): boolean {
  const newName = newNameOf(renaming);
  if (newName === undefined) return false;
  const isOfCreated = isSameName(renaming.target.name, created.target.name);
  return isSameName(renaming.target.name, target.name) || (isSameName(newName, target.name) && !isOfCreated);
}

export function isSetUpByOne(created: TrailEvent, device: TrailEvent, timeline: Timeline): boolean {
  return (
    sameActor(created, device) &&
    between(created, device, timeline).every((event) => !addsDevice(event) || sameActor(event, device))
  );
}

/** One makes the user, another hands everything out: all is the first of its kind, and nobody else had a way in. */
export function isSetUpByTwo(
  created: TrailEvent,
  given: readonly TrailEvent[],
  device: TrailEvent,
  timeline: Timeline,
): boolean {
  const last = [device, ...given].reduce((a, b) => (isBefore(a, b) ? b : a));
  return (
    !sameActor(created, device) &&
    given.every(({ name }) => name === 'CreateLoginProfile') &&
    between(created, last, timeline).every(
      (event) =>
        event.source !== 'iam.amazonaws.com' ||
        failureOf(event) !== undefined ||
        // A new path gives nothing.
        (event.name === 'UpdateUser' && newNameOf(event) === undefined) ||
        sameActor(event, device),
    )
  );
}

function between(first: TrailEvent, last: TrailEvent, { events }: Timeline): TrailEvent[] {
  return events.filter((event) => isBefore(first, event) && isBefore(event, last));
}

function isBefore(a: TrailEvent, b: TrailEvent): boolean {
  return byTime(a, b) < 0;
}
