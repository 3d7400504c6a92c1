import type { Alert } from '../../lambda/alerts/alert';
import { containment } from '../../lambda/alerts/commands';
import { html, nothing, type Html } from '../../lambda/alerts/html';
import { printable } from '../../lambda/alerts/plain';
import { queries } from '../../lambda/alerts/queries';

/** What the steps of the runbook ask for, to be pasted; the same as in a mail. */
export function commandList(alert: Alert): Html {
  const { look, contain, notes } = containment(alert);
  const commands = [...look, ...contain].map(({ purpose, line }) => ({ purpose, lines: [line] }));
  return html`<details class="commands">
    <summary>Commands and queries; none of them has been run</summary>
    ${commands.map(paste)}
    ${
      notes.length === 0
        ? nothing
        : html`<ul>
            ${notes.map((note) => html`<li>${printable(note)}</li>`)}
          </ul>`
    }
    ${queries(alert, 'cloudtrail_logs').map(paste)}
  </details>`;
}

function paste({ purpose, lines }: { purpose: string; lines: readonly string[] }): Html {
  return html`<p>${printable(purpose)}:</p>
    <pre>${lines.map(printable).join('\n')}</pre>`;
}
