import { isoTime } from '../../lambda/events/trail-event';
import type { Replayed } from './replay';
import { typed, type ScopeOptions } from '../scope-options';
import type { TimeRange } from '../time-range';
import { UsageError } from '../usage-error';

/**
 * No alert means that nothing happened only where something was judged.
 *
 * @throws UsageError where records were read and the options leave none of them, or only own results were. What was left unread says so by itself.
 */
export function mustHaveJudged({ trail, isStopped }: Replayed, range: TimeRange, options: ScopeOptions): void {
  if (isStopped || trail.problemCount > 0) return;
  const { records, events, foreign, first, last, skipped, notOpened } = trail;
  if (records === 0 && skipped.own > 0)
    throw new UsageError(
      notOpened.files + notOpened.folders > 0
        ? `nothing was judged: the files of the trail there lie outside of ${typed(options)}, as their paths say`
        : 'nothing was judged: what was read are results of mfa-watch, and no CloudTrail records; name the files of the trail',
    );
  if (events.relevant === 0 && foreign > 0)
    throw new UsageError(
      `nothing was judged: no record that a detection watches is left by ${typed(options)}\n` +
        `records of other accounts or regions there that a detection watches: ${foreign}`,
    );
  if (records > 0 && first <= last && (first > range.until || last < range.since))
    throw new UsageError(
      `nothing was judged: no record is left by ${typed(options)}\n` +
        `the records that were read are from ${isoTime(first)} to ${isoTime(last)}`,
    );
}
