import { addsDevice, sameTarget, type Timeline } from './timeline';
import { actsOnOneself, millis, signsIn, type TrailEvent } from './trail-event';

/** What a leaver's user, or at least its console access, ends with. */
export const endings = ['DeleteUser', 'DeleteLoginProfile'] as const;

/** What shows that a deleted password was no farewell: there is a new one, or a key that works without. */
export const returns = ['CreateLoginProfile', 'CreateAccessKey'] as const;

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
    return event.name === 'DeleteUser' || (!actsOnOneself(event) && !staysAfter(event, timeline, within));
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

/** Got a new password or key. */
export function returnsUser(event: TrailEvent): boolean {
  return hasNewPassword(event) || getsKey(event);
}

/** A successful CreateLoginProfile. */
export function hasNewPassword({ name, errorCode }: TrailEvent): boolean {
  return name === 'CreateLoginProfile' && errorCode === undefined;
}

function getsKey({ name, errorCode }: TrailEvent): boolean {
  return name === 'CreateAccessKey' && errorCode === undefined;
}
