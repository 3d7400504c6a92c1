import { alertSchema, type Alert, type Update } from './alert';
import { readable, rewritten, shorten } from './plain';
import * as wording from './wording';

/** How much of an alert fits where the room is small. */
export interface Bounds {
  /** Longest text, in UTF-16 units. */
  text: number;
  /** Most entries in a list. */
  list: number;
}

/** Tried in this order when the whole is too big; the last fits whatever the texts hold. */
const bounds: readonly Bounds[] = [
  { text: 1000, list: 50 },
  { text: 250, list: 20 },
  { text: 80, list: 5 },
];

/** What a message says beside the alert. */
export interface Occasion {
  update: Update;
  /** Name of the destination. */
  destination?: string;
}

/**
 * One line for machines: the alert with its texts as CloudTrail gave them, fields in the contract's order. As a message,
 * what it says beside the alert and a `summary` for people come last.
 */
export function renderJson(alert: Alert, occasion?: Occasion, bounds?: Bounds): string {
  const { schemaVersion, drill, ...rest } = bounds === undefined ? alertSchema.parse(alert) : bounded(alert, bounds);
  const title = drill === true ? `[DRILL] ${rest.title}` : rest.title;
  const message =
    occasion === undefined ? {} : { ...occasion, summary: wording.summary(readable(alert), occasion.update) };
  const cut = bounds === undefined ? {} : { truncated: true };
  return visible(
    JSON.stringify({ schemaVersion, ...(drill === true ? { drill } : {}), ...rest, title, ...cut, ...message }),
  );
}

/** The first rendering of at most `room` bytes. */
export function fitting(room: number, render: (bound?: Bounds) => string): string {
  let text = render();
  for (const bound of bounds) if (bytes(text) > room) text = render(bound);
  return text;
}

export function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

function bounded(alert: Alert, { text, list }: Bounds): Alert {
  const lists = {
    ...alert,
    reasons: alert.reasons.slice(0, list),
    related: alert.related.slice(0, list),
    attack: alert.attack.slice(0, list),
    addresses: alert.addresses.slice(0, list),
    origins: alert.origins?.slice(0, list),
    targets: alert.targets.slice(0, list),
    events: alert.events?.slice(-list),
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
