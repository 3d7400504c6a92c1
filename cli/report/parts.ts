import { html, nothing, type Html } from '../../lambda/alerts/html';
import { legible, named } from '../../lambda/alerts/plain';
import { grouped } from '../../lambda/events/names';

/** The most that a report shows of each kind, so that a browser can open it; whatever is left out is said. */
export const most = {
  alerts: 10_000,
  commands: 1000,
  records: 4000,
  users: 500,
  eventsOfUser: 100,
  lifelines: 200,
  addresses: 500,
} as const;

/** A name from a record, or a text that somebody typed. */
export function shown(text: string): string {
  return named(legible(text));
}

/** The first five. @param names as they are to be shown. */
export function firstNames(names: ReadonlySet<string>): string {
  const left = names.size - 5;
  return `${[...names].slice(0, 5).join(', ')}${left > 0 ? ` and ${grouped(left)} more` : ''}`;
}

export function section(id: string, heading: string, body: readonly Html[]): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${heading}</h2>
    ${body}
  </section>`;
}

/** Says what is missing, and where it is; nothing where all is there. */
export function leftOut(
  total: number,
  limit: number,
  what: string,
  order: string,
  all = html`<code>--format jsonl</code> gives every alert`,
): Html {
  if (total <= limit) return nothing;
  const [every, few] = [total, limit].map((count) => grouped(count));
  return html`<p class="note">
    Shown are ${few ?? ''} of ${every ?? ''} ${what}, ${order} first. The others are not in this report; ${all}.
  </p>`;
}

export interface Column {
  heading: string;
  isNumber?: boolean;
}

/** The first cell of a row names it. */
export function dataTable(caption: string, columns: readonly Column[], rows: readonly (readonly Html[])[]): Html {
  const numbers = columns.map(({ isNumber }) => (isNumber === true ? html` class="number"` : nothing));
  const cells = ([first = nothing, ...others]: readonly Html[]): Html =>
    html`<tr>
      <th scope="row" ${numbers[0] ?? nothing}>${first}</th>
      ${others.map((cell, index) => html`<td${numbers[index + 1] ?? nothing}>${cell}</td>`)}
    </tr>`;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ heading }, index) => html`<th scope="col" ${numbers[index] ?? nothing}>${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(cells)}
      </tbody>
    </table>
  </div>`;
}

export function text(content: string | number): Html {
  return html`${content}`;
}

/** An address is read as one word: a number of it on a line of its own would be another address. */
export function addressCell(address: string): Html {
  return html`<span class="address">${address}</span>`;
}

/** A number with three decimals at most, for an attribute of a drawing. */
export function coordinate(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

/** A line of a list of facts: what it is, and what is said of it; nothing where nothing is. */
export type Fact = readonly [label: string, lines: readonly (string | Html)[], kind?: 'list' | 'steps'];

export function fact([label, lines, kind]: Fact): Html {
  if (lines.length === 0) return nothing;
  const items = lines.map(
    (line) => html`<li>${typeof line === 'string' && kind === 'steps' ? withCode(line) : line}</li>`,
  );
  const value =
    kind === 'steps'
      ? html`<ol>
          ${items}
        </ol>`
      : kind === 'list' && lines.length > 1
        ? html`<ul>
            ${items}
          </ul>`
        : html`${lines.map((line) => html`<p>${line}</p>`)}`;
  return html`<dt>${label}</dt>
    <dd>${value}</dd>`;
}

/** A step names fields of the record as `eventTime`, and commands. */
export function withCode(step: string): Html {
  return html`${step.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`;
}
