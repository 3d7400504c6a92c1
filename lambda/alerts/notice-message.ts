import { bytes } from './json';
import { columns, inSubject, section } from './mail-text';
import { chat, mail } from './medium';
import { attributes, limit } from './message';
import { mostListed, type Notice } from './notice';
import { fitting, noticeJson, readable } from './notice-json';
import { wordsOf } from './notice-wording';
import { notification } from './notification';
import { defang, legible } from './plain';
import { trusted } from './slack-text';
import { accountOf, asIs } from './wording';
import { wrap } from './wrap';

/** Entries of each list; a chat message shows 8,000 characters. */
const inChat = 10;

/** One message for mail, queues and functions: each protocol reads its own part. */
export function noticeMessage(notice: Notice) {
  const MessageAttributes = attributesOf(notice);
  const { subject: Subject } = renderEmail(notice, mostListed);
  const message = fitting(notice, limit - bytes(Subject + JSON.stringify(MessageAttributes)), (most) => {
    const json = noticeJson(notice, most);
    return JSON.stringify({ default: Subject, email: renderEmail(notice, most).body, sqs: json, lambda: json });
  });
  return { Subject, Message: message, MessageStructure: 'json', MessageAttributes };
}

export function noticeChatMessage(notice: Notice) {
  return { Message: renderChat(notice), MessageAttributes: attributesOf(notice) };
}

function attributesOf({ kind, severity, account }: Notice) {
  return attributes({ kind, severity, account: legible(account) });
}

/** Plain text, as for alerts: first what happened, then what to do. */
function renderEmail(notice: Notice, most: number): { subject: string; body: string } {
  const { title, page } = wordsOf(readable(notice));
  const { headline, steps, blocks, command, when } = page(mail, most);
  const lines = (text: string): string[] => wrap(text, columns, 2);
  const numbered = steps.flatMap((step, index) => wrap(`${index + 1}. ${step}`, columns, 3));
  const all = [
    lines(headline),
    numbered.length === 0 ? [] : ['WHAT TO DO NOW', ...numbered],
    ...blocks.map((block) => [block.heading, ...block.lines.flatMap(lines)]),
    command === undefined ? [] : [...wrap(`${command.purpose}:`, columns), command.line],
    when === undefined ? [] : section('WHEN', [when]),
  ];
  const body = all.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return { subject: inSubject(defang(title)), body: `${body.join('\n\n')}\n` };
}

function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${chat.own(step)}`).join('\n');
}

function renderChat(notice: Notice): string {
  const shown = readable(notice);
  const { title, thread, page } = wordsOf(shown);
  const { headline, steps, blocks, command, when } = page(chat, inChat);
  const { kind, severity, account } = shown;
  const listed = blocks.flatMap(({ heading, lines }) => [
    `*${heading}*`,
    ...lines.map((line) => line.replace(/^- /, '• ')),
  ]);
  return notification({
    headline: title,
    parts: [
      { text: headline, importance: 1 },
      ...(steps.length === 0 ? [] : [{ text: `*What to do now*\n${numbered(steps)}`, importance: 1 }]),
      ...listed.map((text) => ({ text, importance: 0 })),
      ...(command === undefined
        ? []
        : [{ text: `${command.purpose}:\n\`\`\`${trusted(command.line, 1000)}\`\`\``, importance: 1 }]),
      ...(when === undefined ? [] : [{ text: `*When* ${when}`, importance: 1 }]),
    ],
    keywords: [kind, severity, accountOf(shown, asIs)],
    threadId: thread,
    context: { kind, severity, account, ...('region' in shown && { region: shown.region }) },
    hasButtons: false,
  });
}
