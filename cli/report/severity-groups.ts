import { html, nothing, type Html } from '../../lambda/alerts/html';
import { rank, severities, type Severity } from '../../lambda/detections/severity';
import { grouped } from '../../lambda/events/names';

interface Judged {
  severity: Severity;
}

/** More than that in a severity, and they are folded away until somebody wants them, on paper too: up to two pages each. */
const openAtOnce = 100;

/** The most severe first. @param id begins the ids of the groups, such as `severity-high`. */
export function severityGroups<T extends Judged>(id: string, items: readonly T[], card: (item: T) => Html): Html[] {
  return severities.toReversed().flatMap((severity) => {
    const cards = items.filter((item) => item.severity === severity).map(card);
    return cards.length === 0 ? [] : [group(`${id}-${severity}`, severity, cards)];
  });
}

function group(id: string, severity: Severity, cards: readonly Html[]): Html {
  const isMany = cards.length > openAtOnce;
  const onPaper = html` <span class="paper">(on paper as on the screen: open what should be printed)</span>`;
  return html`<details class="group${isMany ? ' many' : ''}" id="${id}" ${isMany ? nothing : html` open`}>
    <summary>
      <h3>${capital(severity)}: ${grouped(cards.length)}</h3>
      ${isMany ? onPaper : nothing}
    </summary>
    ${cards}
  </details>`;
}

/** How many there are of each severity, with links to the groups `severity-…`. @param hidden that are not shown: a 0 is no answer then. */
export function severityTiles(items: readonly Judged[], hidden: readonly Judged[] = []): Html[] {
  return severities.toReversed().map((severity) => {
    const count = items.filter((item) => item.severity === severity).length;
    const badge = html`<span class="badge ${severity}">${severity}</span>`;
    const left = hidden.filter((item) => item.severity === severity).length;
    const label = count === 0 ? badge : html`<a href="#severity-${severity}">${badge}</a>`;
    return tile(count, left === 0 ? label : html`${label} <span class="quiet">${grouped(left)} not shown</span>`);
  });
}

export function tile(count: number, label: Html): Html {
  return html`<li><strong>${grouped(count)}</strong>${label}</li>`;
}

/** Somebody should look now. */
export function isUrgent({ severity }: Judged): boolean {
  return rank(severity) >= rank('high');
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
