import { html, nothing, type Html } from '../../lambda/alerts/html';
import { rank, severities, type Severity } from '../../lambda/detections/severity';
import { grouped } from '../../lambda/events/names';
import { type Column, dataTable } from './parts';

interface Judged {
  severity: Severity;
}

/** On paper one takes up to two pages: so many are there in full, the most severe, and of the others a line each. */
const mostInFull = 100;

/** How one looks. */
export interface Look<T> {
  /** @param isInFull whether it may take room. */
  card: (item: T, isInFull: boolean) => Html;
  /** The line of a table in its place. */
  columns: readonly Column[];
  row: (item: T) => Html[];
}

/**
 * The most severe first; below an open group all others may be folded, but never the other way round.
 * @param id begins the ids of the groups, such as `severity-high`.
 */
export function severityGroups<T extends Judged>(id: string, items: readonly T[], look: Look<T>): Html[] {
  let before = 0;
  return severities.toReversed().flatMap((severity) => {
    const some = items.filter((item) => item.severity === severity);
    if (some.length === 0) return [];
    const isOpen = before === 0 || before + some.length <= mostInFull;
    const inFull = Math.max(0, mostInFull - before);
    before += some.length;
    return [group(`${id}-${severity}`, severity, isOpen, some.slice(0, inFull), some.slice(inFull), look)];
  });
}

function group<T>(
  id: string,
  severity: Severity,
  isOpen: boolean,
  inFull: readonly T[],
  others: readonly T[],
  { card, columns, row }: Look<T>,
): Html {
  const name = capital(severity);
  return html`<details class="group" id="${id}" ${isOpen ? html` open` : nothing}>
    <summary><h3>${name}: ${grouped(inFull.length + others.length)}</h3></summary>
    ${inFull.map((item) => card(item, true))}
    ${
      others.length === 0
        ? nothing
        : html`<div class="screen">${others.map((item) => card(item, false))}</div>
            <div class="paper">
              ${dataTable(`${name}: ${grouped(others.length)} of which the file has more than fits on paper`, columns, others.map(row))}
            </div>`
    }
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
