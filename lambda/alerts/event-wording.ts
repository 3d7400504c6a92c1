import { deviceName } from '../events/device';
import type { Alert } from './alert';
import type { Medium } from './medium';
import { utc } from './wording';

type Event = NonNullable<Alert['events']>[number];

/** The newest, at most `most`, in time order (UTC); empty where one event is all there is. */
export function eventLines({ events = [], count, time }: Alert, medium: Medium, most: number): string[] {
  if (events.length < 2) return [];
  const shown = events.slice(-most);
  const earlier = count - shown.length;
  const days = new Set([time, ...shown.map((event) => event.time)].map(dayOf));
  return [
    ...(earlier > 0 ? [`${earlier} earlier`] : []),
    ...shown.map((event) => line(event, days.size === 1, medium)),
  ];
}

function line(
  { time, name, error, actor, target, sourceIp, serialNumber }: Event,
  isOneDay: boolean,
  medium: Medium,
): string {
  const who = actor === undefined ? 'actor not named' : medium.name(actor);
  const whom = target === undefined ? '' : ` for ${medium.name(target)}`;
  const where = sourceIp === undefined ? '' : ` from ${medium.name(sourceIp)}`;
  const device = serialNumber === undefined ? '' : `, device ${medium.name(deviceName(serialNumber))}`;
  return `${medium.sentence(moment(time, isOneDay))} ${medium.name(name)} ${outcome(name, error, medium)}: ${who}${whom}${where}${device}`;
}

/** CloudTrail says `Failure` of a sign-in, and no more. That AWS asked for MFA is not that MFA was passed. */
function outcome(event: string, error: string | undefined, { name }: Medium): string {
  if (error === undefined) return event === 'CheckMfa' ? '(MFA asked for)' : 'ok';
  return error === 'Failure' ? 'FAILED' : `FAILED (${name(error)})`;
}

/** The day, too, where there are several: a line without one would be read as the alert's. */
function moment(time: string, isOneDay: boolean): string {
  const full = utc(time);
  if (!full.endsWith(' UTC')) return full;
  const short = full.slice(0, -' UTC'.length);
  return isOneDay ? short.slice(11) : short;
}

function dayOf(time: string): string {
  return utc(time).slice(0, 10);
}
