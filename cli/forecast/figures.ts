import type { Alert } from '../../lambda/alerts/alert';
import { severities, type Severity } from '../../lambda/detections/severity';
import { dayOf } from '../../lambda/time';
import type { LedgerRow } from '../../lambda/engine/ledger';
import type { Audience } from '../../lambda/engine/telling/routing';
import type { Sent } from './mailroom';
import type { Simulated } from './simulation';

/** A day (UTC) on which something happened. */
export interface Day {
  day: string;
  alerts: Partial<Record<Severity, number>>;
  /** By destination. */
  messages: Record<string, number>;
  /** Daily digests among them. */
  digests: number;
}

export interface DestinationFigures {
  name: string;
  audience: Audience;
  /** Of a mail: who gets it; none: nobody has been named yet. */
  addresses?: readonly string[] | undefined;
  messages: number;
  /** Of those, by what they are: `alert`, `digest`, `flood`. */
  kinds: Record<string, number>;
  busiest?: { day: string; messages: number } | undefined;
  atNight: number;
}

/** Whoever or whatever makes most messages. */
export interface Loud {
  name: string;
  account?: string;
  alerts: number;
  /** To people. */
  messages: number;
}

export interface Figures {
  alerts: {
    total: number;
    severities: Partial<Record<Severity, number>>;
    toldAtOnce: number;
    digestOnly: number;
    suppressed: number;
  };
  days: Day[];
  destinations: DestinationFigures[];
  nights: { at: string; destination: string; text: string }[];
  loudest: { users: Loud[]; actors: Loud[]; detections: Loud[] };
}

/** Hours of the day, by the clock of whoever reads. */
export const night = { from: 22, to: 6 };

/** @param zone of the clock, such as `Europe/Berlin`. */
export function figuresOf({ rows, mailroom }: Simulated, zone: string): Figures {
  const { sent, places } = mailroom;
  const hour = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', hourCycle: 'h23', timeZone: zone });
  const isAtNight = ({ at }: Sent): boolean => {
    const now = Number(hour.format(at));
    return now >= night.from || now < night.to;
  };
  const alerts = rows.map(({ alert }) => alert);
  const days = daysOf(alerts, sent);
  const toPeople = sent.filter(({ destination }) => mailroom.audienceOf(destination) !== 'machine');
  return {
    alerts: {
      total: alerts.length,
      severities: bySeverity(alerts),
      toldAtOnce: rows.filter(({ deliveries }) => deliveries.length > 0).length,
      digestOnly: rows.filter(isForDigest).length,
      suppressed: alerts.filter(({ suppressed }) => suppressed !== undefined).length,
    },
    days,
    destinations: places.map(({ name, addresses }) => {
      const own = sent.filter(({ destination }) => destination === name);
      return {
        name,
        audience: mailroom.audienceOf(name),
        addresses,
        messages: own.length,
        kinds: Object.fromEntries(counted(own.map(kindOf))),
        busiest: busiestOf(days, name),
        atNight: own.filter(isAtNight).length,
      };
    }),
    nights: sent
      .filter((one) => mailroom.audienceOf(one.destination) === 'mail' && isAtNight(one))
      .map((one) => ({ at: new Date(one.at).toISOString(), destination: one.destination, text: textOf(one) })),
    loudest: {
      users: loudest(alerts, toPeople, ({ account, target }) =>
        target.name === undefined ? undefined : { name: target.name, account },
      ),
      actors: loudest(alerts, toPeople, ({ account, actor }) =>
        actor.name === undefined ? undefined : { name: actor.name, account },
      ),
      detections: loudest(alerts, toPeople, ({ detection }) => ({ name: detection })),
    },
  };
}

function isForDigest({ untold, deliveries, alert }: LedgerRow): boolean {
  return untold !== undefined && deliveries.length === 0 && alert.suppressed === undefined;
}

function kindOf({ notice }: Sent): string {
  return notice?.kind ?? 'alert';
}

function textOf({ alert, notice }: Sent): string {
  return alert === undefined ? notice.kind : `${alert.severity.toUpperCase()}: ${alert.title}`;
}

function daysOf(alerts: readonly Alert[], sent: readonly Sent[]): Day[] {
  const ofAlerts = byDay(alerts, ({ time }) => Date.parse(time));
  const ofMessages = byDay(sent, ({ at }) => at);
  return [...new Set([...ofAlerts.keys(), ...ofMessages.keys()])].sort().map((day) => {
    const messages = ofMessages.get(day) ?? [];
    return {
      day,
      alerts: bySeverity(ofAlerts.get(day) ?? []),
      messages: Object.fromEntries(counted(messages.map(({ destination }) => destination))),
      digests: messages.filter(({ notice }) => notice?.kind === 'digest').length,
    };
  });
}

function byDay<Item>(items: readonly Item[], timeOf: (item: Item) => number): Map<string, Item[]> {
  const days = new Map<string, Item[]>();
  for (const item of items) {
    const day = dayOf(timeOf(item));
    const before = days.get(day);
    if (before === undefined) days.set(day, [item]);
    else before.push(item);
  }
  return days;
}

function busiestOf(days: readonly Day[], name: string): DestinationFigures['busiest'] {
  const first = days.toSorted((a, b) => (b.messages[name] ?? 0) - (a.messages[name] ?? 0))[0];
  const messages = first?.messages[name] ?? 0;
  return first === undefined || messages === 0 ? undefined : { day: first.day, messages };
}

function bySeverity(alerts: readonly Alert[]): Partial<Record<Severity, number>> {
  const counts = counted(alerts.map(({ severity }) => severity));
  return Object.fromEntries(
    severities.toReversed().flatMap((one) => (counts.has(one) ? [[one, counts.get(one)]] : [])),
  );
}

function counted<Name extends string>(names: readonly Name[]): Map<Name, number> {
  const counts = new Map<Name, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const mostLoud = 20;

/** Names compare without case. */
function loudest(
  alerts: readonly Alert[],
  sent: readonly Sent[],
  of: (alert: Alert) => { name: string; account?: string } | undefined,
): Loud[] {
  const all = new Map<string, Loud>();
  const count = (alert: Alert, field: 'alerts' | 'messages'): void => {
    const whose = of(alert);
    if (whose === undefined) return;
    const key = `${whose.account ?? ''}/${whose.name.toLowerCase()}`;
    const loud = all.get(key) ?? { ...whose, alerts: 0, messages: 0 };
    all.set(key, loud);
    loud[field]++;
  };
  for (const alert of alerts) count(alert, 'alerts');
  for (const { alert } of sent) if (alert !== undefined) count(alert, 'messages');
  return [...all.values()].sort((a, b) => b.messages - a.messages || b.alerts - a.alerts).slice(0, mostLoud);
}
