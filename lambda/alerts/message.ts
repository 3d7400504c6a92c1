import type { Alert, Update } from './alert';
import { renderChat } from './chat';
import { renderEmail } from './email';
import type { Hints } from './hints';
import { bytes, fitting, renderJson } from './json';
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

/** One message for mail, queues and functions: each protocol reads its own part. */
export function alertMessage(alert: Alert, update: Update, hints: Hints): AlertMessage {
  const { subject, body } = renderEmail(alert, update, hints);
  const attributes = attributesOf(alert, update);
  const message = fitting(limit - bytes(subject + JSON.stringify(attributes)), (bound) => {
    const json = renderJson(alert, { update }, bound);
    return JSON.stringify({ default: wording.summary(readable(alert), update), email: body, sqs: json, lambda: json });
  });
  return { Subject: subject, Message: message, MessageStructure: 'json', MessageAttributes: attributes };
}

/** The whole message is the notification: that service makes its own subscription, which knows no protocol parts. */
export function chatMessage(alert: Alert, update: Update, hints: Hints): ChatMessage {
  return { Message: renderChat(alert, update, hints), MessageAttributes: attributesOf(alert, update) };
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
