import type { Alert, Update } from './alert';
import { renderChat } from './chat';
import { renderEmail } from './email';
import { renderJson, type Bounds } from './json';
import { readable, shorten } from './plain';
import * as wording from './wording';

/** The parts of an SNS Publish that say what is sent; the sender adds the topic. */
export interface AlertMessage {
  Subject: string;
  Message: string;
  MessageStructure: 'json';
  MessageAttributes: Attributes;
}

export interface ChatMessage {
  Message: string;
  MessageAttributes: Attributes;
}

export type Attributes = Record<AlertAttribute, Attribute>;
type AlertAttribute = 'severity' | 'detection' | 'account' | 'update' | 'kind';
interface Attribute {
  DataType: 'String';
  StringValue: string;
}

/** SNS counts body and attributes together. */
export const limit = 256 * 1024;
/** Tried in this order when the whole is too big; the last fits whatever the texts hold. */
const bounds: readonly Bounds[] = [
  { text: 1000, list: 50 },
  { text: 250, list: 20 },
  { text: 80, list: 5 },
];

/** One message for mail, queues and functions: each protocol reads its own part. */
export function alertMessage(alert: Alert, update: Update, steps: readonly string[]): AlertMessage {
  const { subject, body } = renderEmail(alert, update, steps);
  const attributes = attributesOf(alert, update);
  const message = (bound?: Bounds): string => {
    const json = renderJson(alert, update, bound);
    return JSON.stringify({ default: wording.summary(readable(alert), update), email: body, sqs: json, lambda: json });
  };
  const room = limit - bytes(subject + JSON.stringify(attributes));
  let whole = message();
  for (const bound of bounds) if (bytes(whole) > room) whole = message(bound);
  return { Subject: subject, Message: whole, MessageStructure: 'json', MessageAttributes: attributes };
}

/** The whole message is the notification: that service makes its own subscription, which knows no protocol parts. */
export function chatMessage(alert: Alert, update: Update, steps: readonly string[]): ChatMessage {
  return { Message: renderChat(alert, update, steps), MessageAttributes: attributesOf(alert, update) };
}

function attributesOf(alert: Alert, update: Update): Attributes {
  const { severity, detection, account, drill } = readable(alert);
  return attributes({ severity, detection, account, update, kind: drill === true ? 'drill' : 'alert' });
}

/** For filter policies. SNS refuses empty texts. */
export function attributes<Name extends string>(texts: Readonly<Record<Name, string>>): Record<Name, Attribute> {
  const all = Object.entries<string>(texts).map(([name, text]): [string, Attribute] => [
    name,
    { DataType: 'String', StringValue: text === '' ? 'unknown' : shorten(text, 200) },
  ]);
  return Object.fromEntries(all) as Record<Name, Attribute>;
}

export function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
