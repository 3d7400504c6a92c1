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

export type Attributes = Record<
  'severity' | 'detection' | 'account' | 'update' | 'kind',
  { DataType: 'String'; StringValue: string }
>;

/** SNS counts body and attributes together. */
const limit = 256 * 1024;
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
  const shown = readable(alert);
  const text = (value: string) => ({
    DataType: 'String' as const,
    StringValue: value === '' ? 'unknown' : shorten(value, 200),
  });
  return {
    severity: text(shown.severity),
    detection: text(shown.detection),
    account: text(shown.account),
    update: text(update),
    kind: text(shown.drill === true ? 'drill' : 'alert'),
  };
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
