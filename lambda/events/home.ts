import { addressOf, familiarWithin, fromOneAddress } from './address';
import { passedMfaCheck, stsMfaCondition } from './mfa-check';
import type { Timeline } from './timeline';
import { millis, signsIn, type TrailEvent } from './trail-event';
import { day } from '../time';

/** What shows where a user is at home; for the `watches` of a detection that asks. */
export const signIns = [
  { source: 'signin.amazonaws.com', names: ['ConsoleLogin'] },
  { source: 'sts.amazonaws.com', names: ['GetSessionToken'], where: stsMfaCondition },
  { source: 'sts.amazonaws.com', names: ['AssumeRole'], where: stsMfaCondition, readOnly: true as const },
];

export function isSignIn(event: TrailEvent): boolean {
  return passedMfaCheck(event) || signsIn(event);
}

/**
 * Whether the user had signed in in the week before, and never from there. What is of the last day may be the thief's own
 * sign-in. False where nothing is known of the week.
 */
export function isFarFromHome(act: TrailEvent, { events }: Pick<Timeline, 'events'>): boolean {
  const before = signInsOfTheWeek(act, events);
  return before.length > 0 && addressOf(act) !== undefined && !before.some((event) => fromOneAddress(event, act));
}

/** Whether the user had signed in from there in the week before. False where nothing is known of it. */
export function isFromHome(act: TrailEvent, { events }: Pick<Timeline, 'events'>): boolean {
  return signInsOfTheWeek(act, events).some((event) => fromOneAddress(event, act));
}

function signInsOfTheWeek(act: TrailEvent, events: readonly TrailEvent[]): TrailEvent[] {
  return events.filter((event) => {
    const lag = millis(act) - millis(event);
    return isSignIn(event) && addressOf(event) !== undefined && lag > day && lag <= familiarWithin;
  });
}

/** As a reason. @param user as in a sentence. */
export function farFromHome(act: TrailEvent, user: string): string {
  return `from ${addressOf(act) ?? ''}; all that is known of ${user}'s sign-ins in the week before came from elsewhere`;
}
