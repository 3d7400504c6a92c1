import { html, nothing, type Html } from '../../lambda/alerts/html';
import { legible, printable } from '../../lambda/alerts/plain';
import { utc } from '../../lambda/alerts/wording';
import { grouped, plural } from '../../lambda/events/names';
import { isoTime } from '../../lambda/events/trail-event';
import type { Findings } from '../replay/findings';
import { inWords } from '../time-range';
import { section, withCode } from './parts';
import { isUrgent, severityTiles } from './severity-groups';

/** What was found, what was read, and what could not be. */
export function summarySection(findings: Findings): Html {
  const { replayed, shown: alerts, summary, asked } = findings;
  const { trail, range } = replayed;
  const span =
    trail.first > trail.last ? 'no record has a time' : `${utc(isoTime(trail.first))} to ${utc(isoTime(trail.last))}`;
  const limits = [...(asked.scope === '' ? [] : [asked.scope]), `--min-severity ${asked.minSeverity}`];
  const unknown = alerts.filter(({ devices }) => devices?.status === 'unknown').length;
  const doubt = unknown === 0 ? '' : `. ${plural(unknown, 'alert')} could not say how many devices the user had`;
  const [found, besides] = verdict(findings);
  const facts: [string, readonly string[]][] = [
    ['read', asked.paths.slice(0, 20).concat(asked.paths.length > 20 ? [`and ${asked.paths.length - 20} more`] : [])],
    ['records', [`${grouped(trail.records)} in ${plural(trail.files, 'file')}`]],
    ['period', inWords(range) === '' ? [span] : [inWords(range), `read, also to compare with: ${span}`]],
    ['asked for', [limits.join(' ')]],
    ['configuration', [asked.config]],
    ['devices before', [`${asked.inventory}${doubt}`]],
  ];
  return section('summary', 'Summary', [
    html`<p class="verdict">
      ${replayed.isStopped ? 'Stopped before its end: this is a part only. ' : ''}${found}${withCode(besides)}
    </p>`,
    html`<ul class="tiles">
      ${severityTiles(alerts, findings.hidden)}
    </ul>`,
    html`<dl>
      ${facts.map(
        ([name, lines]) =>
          html`<dt>${name}</dt>
            <dd>${lines.map((line) => html`<p>${printable(line)}</p>`)}</dd>`,
      )}
    </dl>`,
    trail.problemCount > 0
      ? html`<p class="note">
          <strong>Some input could not be read.</strong> What it holds is not in this report; the places are listed
          here.
        </p>`
      : nothing,
    html`<h3>What was read, and what was not</h3>`,
    html`<ul>
      ${summary
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => html`<li>${legible(line.trim())}</li>`)}
    </ul>`,
  ]);
}

/** What an exception covers is shown where somebody wants to see it, and is nobody's to look at now. @returns what is to be done, and what is not shown. */
function verdict({ shown, hidden, suppressed }: Findings): [string, string] {
  const open = shown.filter((alert) => alert.suppressed === undefined);
  const howToSee = open.length < shown.length ? '' : ' (`--show-suppressed` shows them)';
  const left = [
    ...(hidden.length === 0
      ? []
      : [`${plural(hidden.length, 'alert')} below --min-severity (\`--min-severity info\` shows them)`]),
    ...(suppressed.length === 0 ? [] : [`${plural(suppressed.length, 'alert')} suppressed by exceptions${howToSee}`]),
  ].join(' and ');
  const [worst] = open;
  if (worst === undefined)
    return left === ''
      ? ['Nothing was found. Whether that means much depends on what was read: see below.', '']
      : ['No alert to look at', `, but ${left}.`];
  const urgent = open.filter(isUrgent).length;
  return [
    urgent === 0
      ? `${plural(open.length, 'alert')}, none of them high or critical.`
      : `${plural(urgent, 'alert')} of ${grouped(open.length)} should be looked at now. Start with: ${legible(worst.title)}.`,
    left === '' ? '' : ` Besides, ${left}.`,
  ];
}
