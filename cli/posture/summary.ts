import { plural } from '../../lambda/events/names';
import type { Posture } from '../../lambda/posture/posture';
import { bySeverity } from '../terminal/severities';

/** Such as `3 exposures (1 high, 2 low), 1 of them not decided.` */
export function foundLine({ exposures }: Posture): string {
  const undecided = exposures.filter((one) => one.undecided === true).length;
  return `${plural(exposures.length, 'exposure')}${bySeverity(exposures)}${undecided === 0 ? '' : `, ${undecided} of them not decided`}.`;
}

/** What IAM's own simulator says beside, counted by calls; nothing where it was not asked. */
export function simulationLines({ simulated }: Posture): string[] {
  if (simulated === undefined) return [];
  const outcomes = ['agrees', 'disagrees', 'not decided here', 'unanswered'] as const;
  const counts = outcomes
    .map((outcome) => ({ outcome, count: simulated.filter((one) => one.outcome === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `, ${outcome}: ${count}`);
  return [`IAM’s simulator was asked about ${plural(simulated.length, 'call')}${counts.join('')}.`];
}

/** What was not looked at and what could not be read, so that silence can be told from blindness. */
export function blindLines({ notLookedAt, unread, scpsUnknown }: Posture, mostNamed = Infinity): string[] {
  return [
    ...notLookedAt.map(({ check, missing }) => `Not looked at: ${check}, for want of ${missing.join(' and ')}.`),
    ...(scpsUnknown === undefined
      ? []
      : [`Not read: service control policies (${scpsUnknown}); they could only make harmless what is reported.`]),
    ...(unread.length === 0 ? [] : [`Could not be read: ${plural(unread.length, 'place')}; all else was judged.`]),
    ...unread.slice(0, mostNamed).map(({ where, what }) => `  ${where}: ${what}`),
    ...(unread.length > mostNamed ? [`  and ${unread.length - mostNamed} more; --format json names all`] : []),
  ];
}
