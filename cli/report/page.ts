import { createHash } from 'node:crypto';
import { Html, html } from '../../lambda/alerts/html';
import { utc } from '../../lambda/alerts/wording';
import { isoTime } from '../../lambda/events/trail-event';
import { style } from './style';

/** The page runs nothing and loads nothing, wherever it is opened; its own style alone is allowed, by its hash. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** What a report says around its sections. */
export interface Page {
  title: string;
  heading: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** Of mfa-watch. */
  version: string;
  /** Id and heading of each section; the first is the summary. */
  contents: readonly (readonly [id: string, heading: string])[];
  sections: readonly Html[];
  footer: string;
}

/** One file for a person to read and hand over: no script, no address of elsewhere. */
export function page({ title, heading, at, version, contents, sections, footer }: Page): string {
  const made = utc(isoTime(at).replace(/\.\d+Z$/, 'Z'));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        ${new Html(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#summary">Skip to the summary</a>
        <header>
          <h1>${heading}</h1>
          <p class="quiet">Made ${made} by mfa-watch ${version}. All times are UTC.</p>
          <nav aria-label="Contents">
            <ul>
              ${contents.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}
            </ul>
          </nav>
        </header>
        <main>${sections}</main>
        <footer><p>${footer}</p></footer>
      </body>
    </html> `.markup;
}
