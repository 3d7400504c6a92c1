import { html, nothing, type Html } from '../../../lambda/alerts/html';
import type { Check } from '../../../lambda/posture/check';
import type { Posture } from '../../../lambda/posture/posture';
import { dataTable, fact, section, text } from '../../report/parts';
import { requirementsOf } from '../check-page';

/** What each check found, what it says and does not see, and how to mend it. */
export function checkSection(checks: readonly Check[], { exposures, notLookedAt }: Posture): Html {
  const rows = checks.map((check) => {
    const found = exposures.filter((exposure) => exposure.check.id === check.id);
    const undecided = found.filter((exposure) => exposure.undecided === true).length;
    const isLookedAt = !notLookedAt.some(({ check: id }) => id === check.id);
    const counts = isLookedAt ? [found.length - undecided, undecided] : ['not looked at', 'not looked at'];
    return [html`<a href="#${check.id}">${check.title}</a>`, ...counts.map(text)];
  });
  const columns = [
    { heading: 'check' },
    { heading: 'exposures', isNumber: true },
    { heading: 'not decided', isNumber: true },
  ];
  return section('checks', 'Checks', [dataTable('Exposures by check', columns, rows), ...checks.map(described)]);
}

function described(check: Check): Html {
  const { id, title, why, severity, remediation, notEvaluated } = check;
  const asked = requirementsOf(check).map(({ requirement }) => requirement);
  return html`<section aria-labelledby="${id}">
    <h3 id="${id}">${title}</h3>
    <p>${why}</p>
    <dl>
      ${[
        fact(['to mend it', withCode(remediation), 'list']),
        fact(['severity', severity, 'list']),
        fact(['not seen', withCode(notEvaluated), 'list']),
        asked.length === 0 ? nothing : fact(['asked for by', asked, 'list']),
        fact(['check', [id]]),
      ]}
    </dl>
  </section>`;
}

/** Commands stand between backticks. */
export function withCode(lines: readonly string[]): Html[] {
  return lines.map(
    (line) =>
      html`${line.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`,
  );
}
