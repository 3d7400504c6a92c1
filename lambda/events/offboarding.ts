import { addsDevice, sameTarget, type Timeline } from './timeline';
import { actsOnOneself, byTime, millis, type TrailEvent } from './trail-event';

/** What a leaver's user, or at least its console access, ends with. */
export const endings = ['DeleteUser', 'DeleteLoginProfile'] as const;

/** What shows that a deleted password was no farewell: there is a new one. */
export const returns = ['CreateLoginProfile'] as const;

export function endsUser({ source, name, errorCode }: TrailEvent): boolean {
  return source === 'iam.amazonaws.com' && errorCode === undefined && endings.some((ending) => ending === name);
}

/**
 * The ending that shows that a removed device was a leaver's. Who deletes their own password keeps their keys, and root
 * never leaves.
 */
export function offboardingAfter(removal: TrailEvent, timeline: Timeline, within: number): TrailEvent | undefined {
  if (removal.target.type !== 'IAMUser') return undefined;
  return timeline.events.find((event) => {
    const lag = millis(event) - millis(removal);
    if (!endsUser(event) || !sameTarget(event, removal) || lag < 0 || lag > within) return false;
    return event.name === 'DeleteUser' || (!actsOnOneself(event) && !comesBackAfter(event, timeline));
  });
}

/** Whether the user got a new password or device, or signed in again: then deleting the old one was feigned, or a reset. */
function comesBackAfter(ending: TrailEvent, timeline: Timeline): boolean {
  return timeline.events.some(
    (event) =>
      byTime(event, ending) > 0 &&
      sameTarget(event, ending) &&
      (hasNewPassword(event) || signsIn(event) || addsDevice(event)),
  );
}

/** A successful CreateLoginProfile. */
export function hasNewPassword({ name, errorCode }: TrailEvent): boolean {
  return returns.some((call) => call === name) && errorCode === undefined;
}

function signsIn({ name, signIn }: TrailEvent): boolean {
  return name === 'ConsoleLogin' && signIn?.outcome === 'Success';
}
