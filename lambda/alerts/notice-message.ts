import { notification } from './chat';
import { visible } from './json';
import { columns, inMail, inSubject, section } from './mail-text';
import { attributes, bytes, limit } from './message';
import { mostListed, noticeSchema, type Group, type Notice } from './notice';
import { pageOf, titleOf } from './notice-wording';
import { defang, legible, shorten, withTexts } from './plain';
import { code, prose, trusted } from './slack-text';
import { accountOf, asIs } from './wording';
import { wrap } from './wrap';

/** Entries of each list; a chat message shows 8,000 characters. */
const inChat = 10;
/** Tried in this order where a message is too big. */
const fewer = [10, 3];

/** One message for mail, queues and functions: each protocol reads its own part. */
export function noticeMessage(notice: Notice) {
  const MessageAttributes = attributesOf(notice);
  const { subject: Subject } = renderEmail(notice, mostListed);
  const message = (most: number): string => {
    const json = renderJson(notice, most);
    return JSON.stringify({ default: Subject, email: renderEmail(notice, most).body, sqs: json, lambda: json });
  };
  const room = limit - bytes(Subject + JSON.stringify(MessageAttributes));
  let whole = message(mostListed);
  for (const most of fewer) if (bytes(whole) > room) whole = message(most);
  return { Subject, Message: whole, MessageStructure: 'json', MessageAttributes };
}

export function noticeChatMessage(notice: Notice) {
  return { Message: renderChat(notice), MessageAttributes: attributesOf(notice) };
}

function attributesOf({ kind, severity, account }: Notice) {
  return attributes({ kind, severity, account: legible(account) });
}

function readable(notice: Notice): Notice {
  return noticeSchema.parse(withTexts(notice, legible));
}

/** Plain text, as for alerts: first what happened, then what to do. */
function renderEmail(notice: Notice, most: number): { subject: string; body: string } {
  const shown = readable(notice);
  const { headline, steps, blocks, command, when } = pageOf(shown, { name: inMail, sentence: defang }, most);
  const lines = (text: string): string[] => wrap(text, columns, text.startsWith('- ') ? 2 : 0);
  const numbered = steps.flatMap((step, index) => wrap(`${index + 1}. ${step}`, columns, 3));
  const all = [
    wrap(headline, columns),
    numbered.length === 0 ? [] : ['WHAT TO DO NOW', ...numbered],
    ...blocks.map((block) => [block.heading, ...block.lines.flatMap(lines)]),
    command === undefined ? [] : [...wrap(`${command.purpose}:`, columns), command.line],
    when === undefined ? [] : section('WHEN', [when]),
  ];
  const body = all.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return { subject: inSubject(defang(titleOf(shown))), body: `${body.join('\n\n')}\n` };
}

function renderChat(notice: Notice): string {
  const shown = readable(notice);
  const medium = { name: (name: string) => code(name), sentence: (text: string) => prose(text, 250) };
  const { headline, steps, blocks, command, when } = pageOf(shown, medium, inChat);
  const { kind, severity, account } = shown;
  const region = shown.kind === 'alarm' ? shown.region : undefined;
  return notification({
    headline: titleOf(shown),
    parts: [
      headline,
      ...blocks.flatMap((block) => [`*${block.heading}*`, ...block.lines.map((line) => line.replace(/^- /, '• '))]),
      ...(command === undefined ? [] : [`${command.purpose}:`, `\`\`\`${trusted(command.line, 1000)}\`\`\``]),
      ...(when === undefined ? [] : [`*When* ${when}`]),
    ],
    nextSteps: steps,
    keywords: [kind, severity, accountOf(shown, asIs)],
    // That events arrive again is said under the message that they did not.
    threadId: shown.kind === 'alarm' ? `alarm-${account}-${shown.region}` : `digest-${shown.day}`,
    context: { kind, severity, account, ...(region !== undefined && { region }) },
  });
}

/** One line for machines, in the contract's order; a `summary` for people comes last. */
function renderJson(notice: Notice, most: number): string {
  const cut = noticeSchema.parse(withTexts(notice, (text) => shorten(text, 300)));
  const first = (group: Group): Group => ({ ...group, alerts: group.alerts.slice(0, most) });
  const lists = cut.kind === 'digest' ? { suppressed: first(cut.suppressed), below: first(cut.below) } : {};
  return visible(JSON.stringify({ ...cut, ...lists, summary: titleOf(readable(notice)) }));
}
