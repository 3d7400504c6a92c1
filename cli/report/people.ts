import type { Alert } from '../../lambda/alerts/alert';
import { rank } from '../../lambda/detections/severity';
import { nameOf } from '../../lambda/events/names';
import { subjectOf, type TrailEvent } from '../../lambda/events/trail-event';
import { shown } from './parts';

/** Somebody whose MFA events touch, with all that was watched of them. */
export interface Person {
  /** The timeline on which the events are. */
  subject: string;
  account: string;
  /** As the first event has it, in words for a reader. */
  name: string;
  /** In time order. */
  events: TrailEvent[];
  /** The most severe first. */
  alerts: Alert[];
}

/** Those with the most severe alerts first. @param alerts the most severe first. @param events in time order. */
export function peopleOf(alerts: readonly Alert[], events: readonly TrailEvent[]): Person[] {
  const people = new Map<string, Person>();
  const alertsOf = new Map<string, Alert[]>();
  for (const alert of alerts) for (const id of alert.eventIds) alertsOf.set(id, [...(alertsOf.get(id) ?? []), alert]);
  const named = namedBy(alertsOf, events);
  for (const event of events) {
    const owner = event.target.name === undefined ? ownerOf(event, alertsOf, named) : undefined;
    const key = subjectOf(owner ?? event);
    const person = people.get(key) ?? {
      subject: key,
      account: event.account,
      name: personOf(owner ?? event),
      events: [],
      alerts: [],
    };
    people.set(key, person);
    person.events.push(event);
  }
  for (const person of people.values())
    person.alerts = [...new Set(person.events.flatMap(({ eventId }) => alertsOf.get(eventId) ?? []))].toSorted(
      (a, b) => rank(b.severity) - rank(a.severity),
    );
  const weight = ({ alerts: [worst] }: Person): number => (worst === undefined ? -1 : rank(worst.severity));
  return [...people.values()].sort((a, b) => weight(b) - weight(a) || b.alerts.length - a.alerts.length);
}

/** Of each alert whose events name but one user: the first that does. */
function namedBy(
  alertsOf: ReadonlyMap<string, readonly Alert[]>,
  events: readonly TrailEvent[],
): ReadonlyMap<Alert, TrailEvent | undefined> {
  const named = new Map<Alert, TrailEvent | undefined>();
  for (const event of events.filter(({ target }) => target.name !== undefined))
    for (const alert of alertsOf.get(event.eventId) ?? []) {
      const known = named.get(alert);
      if (!named.has(alert)) named.set(alert, event);
      else if (known !== undefined && subjectOf(known) !== subjectOf(event)) named.set(alert, undefined);
    }
  return named;
}

/** Creating and deleting a virtual device name no user; the story that they belong to does. */
function ownerOf(
  event: TrailEvent,
  alertsOf: ReadonlyMap<string, readonly Alert[]>,
  named: ReadonlyMap<Alert, TrailEvent | undefined>,
): TrailEvent | undefined {
  const [alert] = alertsOf.get(event.eventId) ?? [];
  return event.target.type === 'Account' || alert === undefined ? undefined : named.get(alert);
}

function personOf({ target, actor }: TrailEvent): string {
  const name = nameOf(target, shown);
  if (name !== undefined) return name;
  const who = shown(nameOf(actor) ?? actor.arn ?? actor.type);
  return target.type === 'Account' ? `the account’s settings, by ${who}` : `no user named, by ${who}`;
}
