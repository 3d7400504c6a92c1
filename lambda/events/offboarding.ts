import { sameTarget, type Timeline } from './timeline';
import { actsOnOneself, millis, type TrailEvent } from './trail-event';

/** What a leaver's user, or at least its console access, ends with. */
export const endings = ['DeleteUser', 'DeleteLoginProfile'] as const;

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
    return event.name === 'DeleteUser' || !actsOnOneself(event);
  });
}
