import { fromAnsi } from './ansi';
import { html, nothing, type Html } from '../lambda/alerts/html';
import { mailView } from './mail';
import { slackView } from './slack';
import { groups, type Story } from './stories';

const views = {
  slack: { heading: 'Slack', show: ({ chat, time }: Story) => slackView(chat, time) },
  mail: { heading: 'Mail', show: ({ mail }: Story) => mailView(mail) },
  terminal: { heading: 'Terminal', show: ({ terminal }: Story) => terminalView(terminal) },
} as const;
export type View = keyof typeof views;
export const viewNames = Object.keys(views) as View[];

function terminalView(text: string | undefined): Html {
  if (text === undefined) return html`<p class="none">The terminal shows alerts only.</p>`;
  return html`<pre class="terminal">${fromAnsi(text)}</pre>`;
}

/** Everything that people are told, and the chosen story in every form. */
export function storyPage(stories: readonly Story[], chosen: Story): string {
  return document(
    html`<nav>
        <h1>mfa-watch preview</h1>
        ${groups.map((heading) => group(heading, stories, chosen))}
      </nav>
      <main>
        <h2>${chosen.title}</h2>
        ${viewNames.map((name) => section(name, chosen))}
      </main>`,
  );
}

/** One view and nothing else, for the pictures of README: the top of a long message. */
export function viewPage(chosen: Story, name: View): string {
  return document(html`<main class="alone">${section(name, chosen)}</main>`);
}

function section(name: View, story: Story): Html {
  const { heading, show } = views[name];
  return html`<section class="${name}-view">
    <h3>${heading}</h3>
    ${show(story)}
  </section>`;
}

function group(heading: string, stories: readonly Story[], chosen: Story): Html {
  return html`<h4>${heading}</h4>
    <ul>
      ${stories.filter((story) => story.group === heading).map((story) => entry(story, story === chosen))}
    </ul>`;
}

function entry({ id, severity, title }: Story, isChosen: boolean): Html {
  return html`<li>
    <a href="/${encodeURIComponent(id)}" ${isChosen ? html`aria-current="page"` : nothing}>
      <span class="severity ${severity}">${severity}</span> ${title}
    </a>
  </li>`;
}

function document(body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>mfa-watch preview</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        ${body}
      </body>
    </html> `.markup;
}
