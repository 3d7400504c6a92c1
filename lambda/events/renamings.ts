import { isSameName } from './text';
import { millis, subjectOf, type TrailEvent } from './trail-event';

/** Of UpdateUser, which may change the path too; a path begins with a slash, and a name has none. */
export function newNameOf({ name, target, requested = [] }: TrailEvent): string | undefined {
  if (name !== 'UpdateUser') return undefined;
  return requested.find((value) => !value.startsWith('/') && !isSameName(value, target.name));
}

/** The timeline of whoever bears the new name. */
export function newSubjectOf(event: TrailEvent): string | undefined {
  const name = newNameOf(event);
  return name === undefined ? undefined : subjectOf({ ...event, target: { ...event.target, name } });
}

/** What is about one user, whatever they were called then. @param events in time order. */
export function byUser(events: readonly TrailEvent[]): TrailEvent[][] {
  const called = new Map<string, TrailEvent[]>();
  const users: TrailEvent[][] = [];
  for (const event of inPossibleOrder(events)) {
    const name = keyOf(event.target.name);
    const user = called.get(name) ?? [];
    if (user.push(event) === 1) users.push(user);
    called.set(name, user);
    const newName = newNameOf(event);
    if (newName === undefined) continue;
    // Whoever bears the old name next is somebody else.
    called.delete(name);
    called.set(keyOf(newName), user);
  }
  return users;
}

/** CloudTrail's times are whole seconds: in one of them, what is done to a new name comes after the renaming, and all else before. */
function inPossibleOrder(events: readonly TrailEvent[]): TrailEvent[] {
  const renamed = new Map<number, Set<string>>();
  for (const event of events) {
    const newName = newNameOf(event);
    if (newName !== undefined)
      renamed.set(millis(event), (renamed.get(millis(event)) ?? new Set()).add(keyOf(newName)));
  }
  const place = (event: TrailEvent): number =>
    newNameOf(event) !== undefined ? 1 : renamed.get(millis(event))?.has(keyOf(event.target.name)) === true ? 2 : 0;
  return events.toSorted((a, b) => millis(a) - millis(b) || place(a) - place(b));
}

/** Names compare without case. */
function keyOf(name = ''): string {
  return name.toLowerCase();
}
