import type { Alert } from '../../lambda/alerts/alert';
import { type Command, containment } from '../../lambda/alerts/commands';
import { html, nothing, type Html } from '../../lambda/alerts/html';
import { printable } from '../../lambda/alerts/plain';
import { queries } from '../../lambda/alerts/queries';

/** What the steps of the runbook ask for, to be pasted; the same as in a mail. */
export function commandList(alert: Alert, athenaTable: string): Html {
  const { look, contain, notes } = containment(alert);
  const asked = queries(alert, athenaTable);
  return html`<details class="commands">
    <summary>Commands and queries; none of them has been run</summary>
    ${look.map(command)}
    ${contain.length === 0 ? nothing : html`<p><strong>Only if nobody can vouch for this:</strong></p>`}
    ${contain.map(command)}
    ${
      notes.length === 0
        ? nothing
        : html`<ul>
            ${notes.map((note) => html`<li>${printable(note)}</li>`)}
          </ul>`
    }
    ${asked.length === 0 ? nothing : html`<p><strong>Queries; they change nothing:</strong></p>`} ${asked.map(paste)}
  </details>`;
}

function command({ purpose, line }: Command): Html {
  return paste({ purpose, lines: [line] });
}

function paste({ purpose, lines }: { purpose: string; lines: readonly string[] }): Html {
  return html`<p>${printable(purpose)}:</p>
    <pre>${lines.map(printable).join('\n')}</pre>`;
}
