import { deviceKind, deviceLimit, notNamed, type DeviceKind } from '../../lambda/events/device';
import { nameOf } from '../../lambda/events/names';
import { addsDevice, changesDevices, isAddedBy } from '../../lambda/events/timeline';
import { listedName } from '../../lambda/events/target';
import { actsOnOneself, isoTime, millis, subjectOf, type TrailEvent } from '../../lambda/events/trail-event';
import type { Replayed } from '../replay/replay';
import { shown } from './parts';

/** What began or ended the life of a device. */
export interface Turn {
  /** Milliseconds since the epoch. */
  at: number;
  /** Absent: the record names nobody. */
  by?: string | undefined;
  isOwn: boolean;
}

export interface Lifeline {
  serialNumber: string;
  kind: DeviceKind;
  /** Absent: it was there before. */
  from?: Turn;
  /** Absent: nothing that was read removes it. */
  until?: Turn;
}

/** The devices that a user had, as far as the inventory and the trail know. */
export interface Lives {
  /** The timeline on which the user's events are. */
  subject: string;
  account: string;
  user: string;
  /** In the order in which they appear. */
  lives: Lifeline[];
  /** Whether there were no others. */
  isComplete: boolean;
  limit: number;
  /** Milliseconds since the epoch. */
  firstChange: number;
  lastChange: number;
}

/** Of every user whose devices change. @param events in time order. @param before the devices before the first; undefined: nobody said. */
export function livesOf(events: readonly TrailEvent[], before: Replayed['before']): Lives[] {
  const users = new Map<string, Lives>();
  for (const event of events) {
    const isSuccess = event.source === 'iam.amazonaws.com' && event.errorCode === undefined;
    const key = subjectOf(event);
    if (changesDevices(event)) {
      const user = users.get(key) ?? beginning(event, before);
      users.set(key, user);
      apply(user, event);
    } else if (isSuccess && (event.name === 'DeleteUser' || event.name === 'CreateUser')) {
      const user = users.get(key);
      for (const life of user?.lives ?? []) if (event.name === 'DeleteUser') life.until ??= turnOf(event);
    }
  }
  const created = new Set(
    events.filter(({ name, errorCode }) => name === 'CreateUser' && errorCode === undefined).map(subjectOf),
  );
  for (const [key, user] of users) user.isComplete ||= created.has(key);
  return [...users.values()];
}

function beginning(event: TrailEvent, before: Replayed['before']): Lives {
  const { account, target, region } = event;
  const name = listedName(target) ?? '';
  const users = before?.accounts.get(account);
  const devices = users?.get(name) ?? [];
  return {
    ...{ subject: subjectOf(event), account },
    user: nameOf(target, shown) ?? 'not named in the record',
    lives: devices.map(({ serialNumber }) => ({ serialNumber, kind: deviceKind(serialNumber) })),
    isComplete: users !== undefined && before?.partial?.has(`${account}/${name}`) !== true,
    limit: deviceLimit(region),
    firstChange: millis(event),
    lastChange: millis(event),
  };
}

function apply(user: Lives, event: TrailEvent): void {
  const { serialNumber = notNamed } = event;
  user.lastChange = millis(event);
  const turn = turnOf(event);
  const open = user.lives.filter((life) => life.until === undefined);
  if (addsDevice(event)) {
    const isThere = open.some((life) => isAddedBy({ ...life, enabledAt: life.from && isoTime(life.from.at) }, event));
    if (!isThere) user.lives.push({ serialNumber, kind: deviceKind(serialNumber), from: turn });
    return;
  }
  const named = open.find((life) => life.serialNumber === serialNumber);
  const only = open.length === 1 && user.isComplete ? open[0] : undefined;
  const ended =
    event.serialNumber === undefined ? only : (named ?? open.find((life) => life.serialNumber === notNamed));
  if (ended === undefined && event.serialNumber === undefined) user.isComplete = false;
  if (ended !== undefined) ended.until = turn;
  else user.lives.push({ serialNumber, kind: deviceKind(serialNumber), until: turn });
}

function turnOf(event: TrailEvent): Turn {
  return { at: millis(event), by: nameOf(event.actor) ?? event.actor.arn, isOwn: actsOnOneself(event) };
}

/** How many devices there were, from each change on; the first from the beginning on. */
export function countsOf({ lives }: Lives): { from: number; count: number }[] {
  const changes = lives.flatMap(({ from, until }) => [
    ...(from === undefined ? [] : [{ at: from.at, by: 1 }]),
    ...(until === undefined ? [] : [{ at: until.at, by: -1 }]),
  ]);
  let count = lives.filter(({ from }) => from === undefined).length;
  const counts = [{ from: -Infinity, count }];
  for (const { at, by } of changes.sort((a, b) => a.at - b.at)) {
    count += by;
    counts.push({ from: at, count });
  }
  return counts;
}
