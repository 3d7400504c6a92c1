import type { Alert } from '../../lambda/alerts/alert';
import { suffixes } from '../../lambda/adapters/trail-files/trail-files';
import { firstOf, printable, shorten } from '../../lambda/alerts/plain';
import { grouped } from '../../lambda/events/names';
import { isoTime } from '../../lambda/events/trail-event';
import { signInRegions, type Partition } from '../../lambda/events/partition';
import { lookBack } from '../../lambda/events/window';
import { enabled } from '../../lambda/config/detection-settings';
import type { Exception } from '../../lambda/config/exceptions';
import type { Detection } from '../../lambda/detections/detection';
import type { Trail } from '../reading/read-trail';
import type { Replayed } from './replay';
import { inWords, type TimeRange } from '../time-range';
import { bySeverity } from '../terminal/severities';

/** That are told one by one. */
const mostFailures = 20;

/** What a replay looked at, so that silence can be told from blindness. */
export function summary(replayed: Replayed, shown: readonly Alert[], hidden: readonly Alert[]): string {
  const { trail, range, outside, open } = replayed;
  const asked = inWords(range);
  const { records, files, skipped } = trail;
  const { relevant, copies } = trail.events;
  const span = trail.first > trail.last ? '' : `, from ${isoTime(trail.first)} to ${isoTime(trail.last)}`;
  const skips = [
    amount(skipped.foreign, `file that does not end with ${suffixes}`, `files that do not end with ${suffixes}`),
    amount(skipped.digest, 'digest or signature file'),
    amount(skipped.insight, 'Insights record'),
    amount(skipped.drill, 'drill event'),
    amount(skipped.own, 'alert or other result of mfa-watch', 'alerts and other results of mfa-watch'),
  ].filter((text) => !text.startsWith('0 '));
  const notOpened = [amount(trail.notOpened.files, 'file'), amount(trail.notOpened.folders, 'folder')].filter(
    (text) => !text.startsWith('0 '),
  );
  return [
    `${amount(shown.length, 'alert')}${bySeverity(shown)}${asked === '' ? '' : ` ${asked},`} in ${amount(records, 'record')} of ${trail.of ?? amount(files, 'file')}${span}.`,
    relevant === 0
      ? records === 0
        ? noRecord(trail, notOpened.length > 0)
        : trail.problemCount > 0
          ? 'None of the records that could be read is one that a detection watches.'
          : 'None of the records is one that a detection watches: does this trail hold management events, us-east-1 among them?'
      : `${amount(relevant, 'record')} watched by a detection${copies === 0 ? '' : `, ${amount(copies, 'copy', 'copies')} among them counted once`}.`,
    ...versionsReport([...trail.events.inTwoVersions]),
    ...narrowedReport(replayed),
    ...(outside === 0 ? [] : [`${amount(outside, 'event')} outside of --since and --until left out.`]),
    ...(open === 0
      ? []
      : [
          `Not judged, as the records (or --until) end too early: whether ${amount(open, 'thing')} that should have followed did (a device enabled, a sign-in ended).`,
        ]),
    ...(hidden.length === 0
      ? []
      : [`Below --min-severity, not shown: ${amount(hidden.length, 'alert')}${bySeverity(hidden)}.`]),
    ...(notOpened.length === 0
      ? []
      : [`Not opened, as their path says that nothing wanted is in them: ${notOpened.join(' and ')}.`]),
    ...(trail.foreign === 0
      ? []
      : [`Left out, of other accounts or regions: ${amount(trail.foreign, 'record')} watched by a detection.`]),
    ...(skips.length === 0 ? [] : [`Skipped: ${skips.join(', ')}.`]),
    ...trail.notes.map((note) => printable(note)),
  ]
    .map((line) => `${line}\n`)
    .concat(problemsReport(replayed))
    .join('');
}

/** Somebody may have changed a file. */
function versionsReport(ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const named = firstOf(ids, 5).map((id) => printable(shorten(id, 100)));
  return [`${amount(ids.length, 'event')} in two versions, of which the fuller one counts: ${named.join(', ')}.`];
}

/** What asking for a part has left out of what was looked at, and what it was compared with. */
function narrowedReport({ trail, range, earlier, outside, before, isStopped }: Replayed): string[] {
  const { since } = range;
  const { relevant, copies } = trail.events;
  if (relevant === 0 || isStopped || inWords(range) === '') return [];
  const { files, folders } = trail.notOpened;
  const context = (): string => isoTime(since - lookBack);
  return [
    ...(relevant - copies === earlier + outside ? ['In that time nothing happened that a detection watches.'] : []),
    ...(since === -Infinity
      ? []
      : earlier === 0
        ? [
            `Nothing of the 8 days before was there to compare with: an address may seem new, and a run of failures shorter.`,
          ]
        : [
            `${amount(earlier, 'event')} of the 8 days before served to compare with; alerts that had come to their end are left out.`,
          ]),
    ...(since === -Infinity || files + folders === 0 || before?.source === 'account'
      ? []
      : [
          before === undefined
            ? `Devices that were enabled before ${context()} are not known, as far as files of that time were not opened.`
            : `Devices of --devices are taken for those of ${context()}: what changed before, in files that were not opened, is not known.`,
        ]),
  ];
}

/** What of sign-ins is left out. */
export function regionReport(regions: readonly string[] = [], partition: Partition): string {
  const others = signInRegions(partition).filter((region) => !regions.includes(region));
  if (regions.length === 0 || others.length === 0) return '';
  return `Sign-ins may be recorded in ${others.join(', ')} too, which --region leaves out.\n`;
}

function noRecord({ of, problemCount }: Trail, isNarrowed: boolean): string {
  const again = ': look at --since, --until, --account and --region again';
  if (of !== undefined)
    return `The query found no record that a detection watches. If that is a surprise${again.replace(':', ',')}.`;
  return `No record was read${problemCount > 0 ? '' : isNarrowed ? again : ': what was read holds none'}.`;
}

/** What could not be read: whoever wants silence wants to know that, too. */
export function problemsReport({
  trail: { problems, problemCount, unlisted, records },
  failures,
}: Pick<Replayed, 'failures'> & { trail: Pick<Trail, 'problems' | 'problemCount' | 'unlisted' | 'records'> }): string {
  const unjudged =
    failures.length === 0
      ? []
      : [
          `Could not be judged, all else was: ${amount(failures.length, 'thing')}. Please report it.`,
          ...failures.slice(0, mostFailures).map((failure) => printable(`  ${shorten(failure, 300)}`)),
          ...(failures.length > mostFailures ? [`  and ${grouped(failures.length - mostFailures)} more`] : []),
        ];
  if (problemCount === 0) return unjudged.map((line) => `${line}\n`).join('');
  return [
    `Could not be read: ${amount(problemCount, 'place')}${records === 0 ? '' : '; all else was evaluated'}.`,
    ...problems.map(({ file, at, what }) =>
      printable(`  ${[file, at, shorten(what, 200)].filter((part) => part !== '').join(': ')}`),
    ),
    ...(unlisted === 0 ? [] : [`  and ${grouped(unlisted)} more`]),
    ...unjudged,
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** Somebody pressed Ctrl-C before all was read and judged. */
export function partialReport({ isStopped, trail: { files, unread }, unjudged }: Replayed): string {
  if (!isStopped) return '';
  const left = [
    ...(unread === 0 ? [] : [`${grouped(unread)} of ${amount(files + unread, 'file')} not read`]),
    ...(unjudged === 0 ? [] : [`${amount(unjudged, 'event')} not judged`]),
  ];
  return `Stopped by Ctrl-C: this is only a part (${left.length === 0 ? 'the last file was not read to its end' : left.join(', ')}).\n`;
}

/** Silence of what does not run is no good news. @param settings by detection id. */
export function offReport(detections: readonly Detection[], settings: Readonly<Record<string, unknown>>): string {
  const on = enabled(detections, settings);
  const off = detections.filter((detection) => !on.includes(detection));
  return off.length === 0 ? '' : `Off by the configuration: ${off.map(({ id }) => id).join(', ')}.\n`;
}

/** What exceptions hid, and those that did nothing: an exception that nobody sees is a hole. */
export function exceptionsReport(
  exceptions: readonly Exception[],
  suppressed: readonly Alert[],
  warnings: readonly string[],
  areShown: boolean,
  range: TimeRange,
): string {
  const used = (exception: Exception): boolean =>
    suppressed.some(
      (alert) =>
        alert.suppressed?.reason === exception.reason &&
        alert.suppressed.owner === exception.owner &&
        alert.suppressed.expires === exception.expires,
    );
  const cannotApply = exceptions.filter(({ organizationalUnit }) => organizationalUnit !== undefined);
  const unused = exceptions.filter((exception) => !used(exception) && !cannotApply.includes(exception));
  return [
    ...(suppressed.length === 0
      ? []
      : [
          `Suppressed by exceptions: ${amount(suppressed.length, 'alert')}${bySeverity(suppressed)}${areShown ? '' : '; --show-suppressed shows them'}.`,
        ]),
    ...unused.map(({ owner, reason, expires }) =>
      printable(
        `Exception that suppressed no alert${inWords(range) === '' ? ' here' : ' in that time'}: "${reason}" (${owner}, until ${expires}).`,
      ),
    ),
    ...cannotApply.map(({ owner, reason, expires }) =>
      printable(
        `Exception not judged here, as no file says which account is in which unit: "${reason}" (${owner}, until ${expires}).`,
      ),
    ),
    ...warnings.map((warning) => printable(warning)),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function amount(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
