import { html, type Html } from '../../../lambda/alerts/html';
import { printable } from '../../../lambda/alerts/plain';

/** Corrected policies: one often mends many people, and then stands in the file once. */
export class Diffs {
  private readonly ids = new Map<string, number>();

  /** The diff, or a link to where it stands already. */
  show(diff: string): Html {
    const known = this.ids.get(diff);
    if (known !== undefined) return html`<p><a href="#diff-${known}">Diff ${known}</a> mends this, too.</p>`;
    const number = this.ids.size + 1;
    this.ids.set(diff, number);
    const lines = diff.split('\n').map(lineOf);
    return html`<p id="diff-${number}">Diff ${number}, the corrected policy:</p>
      <pre>${lines}</pre>`;
  }
}

/** A policy has no line breaks of its own, as JSON escapes them. */
function lineOf(line: string, index: number): Html {
  const text = printable(line);
  const shown = /^\+(?!\+\+ )/.test(line) ? html`<ins>${text}</ins>` : html`${text}`;
  return index === 0 ? shown : html`${'\n'}${shown}`;
}
