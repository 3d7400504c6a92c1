import { html, nothing, type Html } from '../../../lambda/alerts/html';
import { legible, printable, shorten } from '../../../lambda/alerts/plain';
import type { FoundExposure } from '../../../lambda/posture/posture';
import { fact, leftOut, section, text } from '../../report/parts';
import { isUrgent, type Look, severityGroups } from '../../report/severity-groups';
import { withCode } from './check-section';
import type { Diffs } from './diffs';

/** The most of each section, so that a browser can open it; whatever is left out is said. */
export const mostShown = 10_000;

/** @param exposures the most severe first, all of them decided. */
export function exposureSection(exposures: readonly FoundExposure[], diffs: Diffs): Html {
  const shown = exposures.slice(0, mostShown);
  return section('exposures', 'Exposures', [
    beyond(exposures.length, shown.length),
    exposures.length === 0 ? html`<p>None that is certain.</p>` : nothing,
    ...severityGroups('severity', shown, lookOf(diffs)),
  ]);
}

/** What may be harmless: the files do not say, or a policy says it in a way that is not evaluated. */
export function undecidedSection(shown: readonly FoundExposure[], total: number, diffs: Diffs): Html {
  return section('undecided', 'Not decided', [
    html`<p>
      ${
        total === 0
          ? 'All that was looked at is decided.'
          : 'It may be harmless, or as bad as it looks: the reasons say what stands in the way. Look at each of these yourself.'
      }
    </p>`,
    beyond(total, shown.length),
    ...severityGroups('undecided', shown, lookOf(diffs)),
  ]);
}

function beyond(total: number, shown: number): Html {
  return leftOut(total, shown, 'exposures', 'the most severe', html`<code>--format json</code> gives all`);
}

function lookOf(diffs: Diffs): Look<FoundExposure> {
  return {
    card: (exposure, isInFull) => card(exposure, isInFull, diffs),
    columns: ['title', 'check'].map((heading) => ({ heading })),
    row: ({ title, check }) => [legible(title), check.id].map(text),
  };
}

function card(exposure: FoundExposure, isInFull: boolean, diffs: Diffs): Html {
  const { check, severity, title, reasons, path = [], diff } = exposure;
  const lines = (texts: readonly string[]): string[] => texts.map((text) => shorten(printable(text), 1_000));
  return html`<details class="alert ${severity}" ${isInFull && isUrgent(exposure) ? html` open` : nothing}>
    <summary>
      <span class="badge ${severity}">${severity}</span>
      <h4>${legible(title)}</h4>
    </summary>
    <dl>
      ${[
        fact(['why', lines(reasons), 'list']),
        fact(['how', lines(path).map((step) => step.replace(/^\d+\. /, '')), 'steps']),
        fact(['to mend it', withCode(check.remediation), 'steps']),
        fact(['check', [html`<a href="#${check.id}">${check.id}</a>`]]),
      ]}
    </dl>
    ${diff === undefined || diff === '' ? nothing : diffs.show(diff)}
  </details>`;
}
