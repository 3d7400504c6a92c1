import type { Alert, Update } from './alert';
import { readable, rewritten, shorten } from './plain';
import * as wording from './wording';

/** How much of an alert fits where the room is small. */
export interface Bounds {
  /** Longest text, in UTF-16 units. */
  text: number;
  /** Most entries in a list. */
  list: number;
}

/**
 * One line for machines: the alert with its texts as CloudTrail gave them, fields in the contract's order. With `update`,
 * as a message: `update` and a `summary` for people come last.
 */
export function renderJson(alert: Alert, update?: Update, bounds?: Bounds): string {
  const { schemaVersion, drill, ...rest } = bounds === undefined ? rewritten(alert, same) : bounded(alert, bounds);
  const title = drill === true ? `[DRILL] ${rest.title}` : rest.title;
  const message = update === undefined ? {} : { update, summary: wording.summary(readable(alert), update) };
  const cut = bounds === undefined ? {} : { truncated: true };
  return visible(
    JSON.stringify({ schemaVersion, ...(drill === true ? { drill } : {}), ...rest, title, ...cut, ...message }),
  );
}

const same = (text: string): string => text;

function bounded(alert: Alert, { text, list }: Bounds): Alert {
  const lists = {
    ...alert,
    reasons: alert.reasons.slice(0, list),
    related: alert.related.slice(0, list),
    attack: alert.attack.slice(0, list),
    addresses: alert.addresses.slice(0, list),
    targets: alert.targets.slice(0, list),
    eventIds: alert.eventIds.slice(-list),
    devices: alert.devices === undefined ? undefined : { ...alert.devices, list: alert.devices.list.slice(0, list) },
  };
  return rewritten(lists, (value) => shorten(value, text));
}

/** The same JSON, with what a terminal or an editor would obey written as escapes. */
export function visible(json: string): string {
  return json.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]/gu, (character) =>
    character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
