import * as z from 'zod/mini';
import { html, nothing, type Html } from '../lambda/alerts/html';
import { parseMrkdwn, type Span } from './mrkdwn';

/** A custom notification of Amazon Q, schema 1.0, as far as it shows. */
const notificationSchema = z.object({
  version: z.literal('1.0'),
  source: z.literal('custom'),
  content: z.object({
    title: z.string(),
    description: z.string(),
    keywords: z.array(z.string()),
  }),
  metadata: z.object({
    threadId: z.string(),
    enableCustomActions: z.boolean(),
    /** `respond`: what a button says; without it lib/destinations/slack-buttons.ts shows none. */
    additionalContext: z.object({ respond: z.optional(z.string()) }),
  }),
});
type Notification = z.infer<typeof notificationSchema>;

/** As in lib/destinations/slack-buttons.ts. */
const buttons = ['Acknowledge', 'Expected', 'Escalate'];

/** Notifications as JSON, the oldest first. */
export type Chat = readonly [string, ...string[]];

/**
 * A message of the Amazon Q app and the replies to it. Texts are shown as AWS and Slack document them; how Amazon Q lays out
 * keywords and footer is documented nowhere, and is drawn after what it looks like.
 *
 * @param time ISO 8601
 */
export function slackView([opening, ...later]: Chat, time: string): Html {
  const first = notification(opening);
  const { threadId } = first.metadata;
  const others = later.map(notification);
  const replies = others.filter(({ metadata }) => metadata.threadId === threadId);
  const beside = others.filter(({ metadata }) => metadata.threadId !== threadId);
  return html`<div class="slack">
    ${message(first, time)}${replies.length === 0 ? nothing : thread(replies, time)}
    ${beside.map((other) => message(other, time))}
  </div>`;
}

function notification(json: string): Notification {
  return notificationSchema.parse(JSON.parse(json));
}

function thread(replies: readonly Notification[], time: string): Html {
  const count = `${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`;
  return html`<details class="thread" open>
    <summary>${count} in the thread</summary>
    ${replies.map((reply) => message(reply, time))}
  </details>`;
}

function message({ content, metadata }: Notification, time: string): Html {
  const { title, description, keywords } = content;
  const hasButtons = metadata.enableCustomActions && metadata.additionalContext.respond !== undefined;
  return html`<div class="message">
    <div class="avatar" aria-hidden="true">Q</div>
    <div class="said">
      <div class="by"><b>Amazon Q</b><span class="app">APP</span><time>${time.slice(11, 16)}</time></div>
      <div class="title">${mrkdwn(title)}</div>
      <div class="text">${mrkdwn(description)}</div>
      ${keywords.length === 0 ? nothing : html`<div class="keywords">${keywords.map(keyword)}</div>`}
      ${hasButtons ? html`<div class="buttons">${buttons.map(button)}</div>` : nothing}
      <div class="footer">Custom notification · Amazon Q Developer in chat applications</div>
    </div>
  </div>`;
}

function keyword(text: string): Html {
  return html`<span class="keyword">${mrkdwn(text)}</span>`;
}

function button(text: string): Html {
  return html`<button type="button">${text}</button>`;
}

export function mrkdwn(text: string): Html[] {
  return parseMrkdwn(text).map(markup);
}

function markup(span: Span): Html {
  switch (span.kind) {
    case 'text':
      return html`${span.text}`;
    case 'bold':
      return html`<b>${span.spans.map(markup)}</b>`;
    case 'italic':
      return html`<i>${span.spans.map(markup)}</i>`;
    case 'strike':
      return html`<s>${span.spans.map(markup)}</s>`;
    case 'quote':
      return html`<blockquote>${span.spans.map(markup)}</blockquote>`;
    case 'code':
      return html`<code>${span.spans.map(markup)}</code>`;
    case 'block':
      return html`<pre>${span.spans.map(markup)}</pre>`;
    case 'link':
      return link(span.url, span.spans.map(markup));
    case 'mention':
      return html`<span class="ping" title="this notifies people">${span.name}</span>`;
    case 'emoji':
      return html`<span class="emoji" title=":${span.name}:">${emoji[span.name] ?? `:${span.name}:`}</span>`;
  }
}

function link(url: string, label: Html[]): Html {
  // Anything else (javascript:, file:) is shown to be a link, and is none.
  if (!/^https?:\/\//i.test(url)) return html`<span class="link" title="${url}">${label}</span>`;
  return html`<a href="${url}" rel="noreferrer noopener" target="_blank">${label}</a>`;
}

/** Those that an alert is likely to hold; the others are shown by name. */
const emoji: Readonly<Record<string, string>> = {
  rotating_light: '🚨',
  warning: '⚠️',
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  x: '❌',
  eyes: '👀',
  bell: '🔔',
  ok_hand: '👌',
};
