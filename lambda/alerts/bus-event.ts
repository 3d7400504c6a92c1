import type { Alert, Update } from './alert';
import { fitting, renderJson } from './json';
import type { Notice } from './notice';
import * as notices from './notice-json';

/** The parts of an EventBridge PutEvents entry that say what is sent; the sender adds the bus. */
export interface BusEvent {
  Source: 'mfa-watch';
  DetailType: 'mfa-watch alert' | 'mfa-watch notice';
  Detail: string;
}

/** EventBridge takes 256 KiB an entry, and counts source and type. */
const room = 255 * 1024;

/** The same JSON as for queues, and the name of the destination, which rules may ask for. */
export function alertEvent(alert: Alert, update: Update, destination: string): BusEvent {
  const detail = fitting(room, (bound) => renderJson(alert, { update, destination }, bound));
  return { Source: 'mfa-watch', DetailType: 'mfa-watch alert', Detail: detail };
}

export function noticeEvent(notice: Notice, destination: string): BusEvent {
  const detail = notices.fitting(notice, room, (most) => notices.noticeJson(notice, most, { destination }));
  return { Source: 'mfa-watch', DetailType: 'mfa-watch notice', Detail: detail };
}
