import { html, nothing, type Html } from '../../../lambda/alerts/html';
import { legible, printable } from '../../../lambda/alerts/plain';
import { grouped, plural } from '../../../lambda/events/names';
import type { FoundExposure } from '../../../lambda/posture/posture';
import { fact, section } from '../../report/parts';
import { isUrgent, severityTiles, tile } from '../../report/severity-groups';
import type { Told } from '../told';
import { blindLines, simulationLines } from '../summary';

/** What was found, of what, and what could not be read. */
export function summarySection(
  { posture, sources }: Told,
  decided: readonly FoundExposure[],
  undecided: readonly FoundExposure[],
): Html {
  const blind = blindLines(posture);
  return section('summary', 'Summary', [
    html`<p class="verdict">${verdict(decided, undecided)}</p>`,
    html`<ul class="tiles">
      ${severityTiles(decided)}${tile(undecided.length, html`<a href="#undecided">not decided</a>`)}
    </ul>`,
    html`<dl>
      ${[
        fact(['account', [posture.account ?? 'not known: nothing that was read names it']]),
        fact(['IAM’s simulator', simulationLines(posture)]),
        ...sources.map(({ part, from }) => fact([part.replace(/^the /, ''), [printable(from)]])),
      ]}
    </dl>`,
    posture.unread.length > 0
      ? html`<p class="note">
          <strong>Some input could not be read.</strong> What it holds is not in this report; the places are listed
          here.
        </p>`
      : nothing,
    html`<h3>What was not looked at</h3>`,
    html`<ul>
      ${(blind.length === 0 ? ['All parts were read, and all checks made.'] : blind).map((line) => html`<li>${legible(line.trim())}</li>`)}
    </ul>`,
  ]);
}

function verdict(decided: readonly FoundExposure[], undecided: readonly FoundExposure[]): string {
  const [worst] = decided;
  const open = undecided.length === 0 ? '' : ` Not decided, and to be looked at: ${undecided.length}.`;
  if (worst === undefined)
    return `Nothing certain was found. Whether that means much depends on what was read: see below.${open}`;
  const urgent = decided.filter(isUrgent).length;
  return urgent === 0
    ? `${plural(decided.length, 'exposure')}, none of them high or critical.${open}`
    : `${plural(urgent, 'exposure')} of ${grouped(decided.length)} should be mended now. Start with: ${legible(worst.title)}.${open}`;
}
