import { html, type Html } from '../lambda/alerts/html';

export interface Mail {
  subject: string;
  body: string;
}

/** As a mail program shows it; the box makes it as narrow as a phone. */
export function mailView({ subject, body }: Mail): Html {
  return html`<label class="phone"><input type="checkbox" /> phone (390 px)</label>
    <div class="mail">
      <div class="subject">${subject}</div>
      <div class="from"><b>mfa-watch</b> &lt;no-reply@sns.amazonaws.com&gt;</div>
      <pre>${body}</pre>
      <div class="footer">Below this, Amazon SNS puts a link to unsubscribe.</div>
    </div>`;
}
