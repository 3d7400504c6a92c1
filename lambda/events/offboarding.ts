import { addsDevice, sameTarget, type Timeline } from './timeline';
import { actorKeyOf, actsOnOneself, millis, signsIn, type TrailEvent } from './trail-event';
import { day } from '../time';

/** What a leaver's user, or at least its console access, ends with. */
export const endings = ['DeleteUser', 'DeleteLoginProfile'] as const;

/** What shows that it was no farewell: there is a new password, or a key that works without, or the user anew. */
export const returns = ['CreateLoginProfile', 'CreateAccessKey', 'CreateUser'] as const;

export function endsUser({ source, name, errorCode }: TrailEvent): boolean {
  return source === 'iam.amazonaws.com' && errorCode === undefined && endings.some((ending) => ending === name);
}

/**
 * The ending, mostly after it, that shows that a removed device was a leaver's. Who deletes their own password keeps their keys, and root
 * never leaves.
 */
export function offboardingAfter(removal: TrailEvent, timeline: Timeline, within: number): TrailEvent | undefined {
  if (removal.target.type !== 'IAMUser') return undefined;
  const namesakes = timeline.events.filter(
    (event) => isMade(event) && sameTarget(event, removal) && millis(event) >= millis(removal),
  );
  return endingsAfter(removal, timeline, within).find((event) => {
    // A name is free once its user is renamed: whoever is made then, and ended, is somebody else.
    if (namesakes.some((made) => millis(made) <= millis(event))) return false;
    return event.name === 'DeleteUser'
      ? remade(event, timeline) === undefined
      : !actsOnOneself(event) && !staysAfter(event, timeline, within);
  });
}

/** The user is still there, without password and device. */
export function locksOut(removal: TrailEvent, timeline: Timeline, within: number): boolean {
  const ends = endingsAfter(removal, timeline, within);
  return ends.length > 0 && ends.every(({ name }) => name === 'DeleteLoginProfile');
}

/** The deletion of the user that looks like offboarding, and the making of one of that name. */
export function comebackAfter(removal: TrailEvent, timeline: Timeline, within: number): TrailEvent[] {
  return endingsAfter(removal, timeline, within)
    .filter(({ name }) => name === 'DeleteUser')
    .flatMap((ending) => {
      const made = remade(ending, timeline);
      return made === undefined ? [] : [ending, made];
    });
}

function endingsAfter(removal: TrailEvent, { events }: Timeline, within: number): TrailEvent[] {
  return events.filter((event) => {
    const lag = millis(event) - millis(removal);
    // Whoever deletes the user has taken the device before: AWS demands it. The password may go first.
    const isSoon = lag >= 0 || (event.name === 'DeleteLoginProfile' && actorKeyOf(event) === actorKeyOf(removal));
    return endsUser(event) && sameTarget(event, removal) && isSoon && Math.abs(lag) <= within;
  });
}

/**
 * Whether the user got a new password or device, or signed in again, or got a key, also one shortly before: then deleting the
 * password was feigned, or a reset. CloudTrail's times are whole seconds: what bears the second of the ending may be later.
 */
function staysAfter(ending: TrailEvent, timeline: Timeline, within: number): boolean {
  return timeline.events.some((event) => {
    if (!sameTarget(event, ending)) return false;
    if (getsKey(event)) return millis(ending) - millis(event) <= within;
    return millis(event) >= millis(ending) && (hasNewPassword(event) || signsIn(event) || addsDevice(event));
  });
}

/** Somebody gets the name within a day: a user without devices, who passes for the one that had them. */
function remade(ending: TrailEvent, { events }: Timeline): TrailEvent | undefined {
  return events.find((event) => {
    const lag = millis(event) - millis(ending);
    return isMade(event) && sameTarget(event, ending) && lag >= 0 && lag <= day;
  });
}

/** Got a new password or key, or came to be. */
export function returnsUser(event: TrailEvent): boolean {
  return hasNewPassword(event) || getsKey(event) || isMade(event);
}

function isMade({ name, errorCode }: TrailEvent): boolean {
  return name === 'CreateUser' && errorCode === undefined;
}

/** A successful CreateLoginProfile. */
export function hasNewPassword({ name, errorCode }: TrailEvent): boolean {
  return name === 'CreateLoginProfile' && errorCode === undefined;
}

/** A successful CreateAccessKey. */
export function getsKey({ name, errorCode }: TrailEvent): boolean {
  return name === 'CreateAccessKey' && errorCode === undefined;
}
