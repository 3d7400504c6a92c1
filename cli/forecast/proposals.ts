import { isIP } from 'node:net';
import { stringify } from 'yaml';
import type { Alert } from '../../lambda/alerts/alert';
import { longestException, neverExcepted, type Exception } from '../../lambda/config/exceptions';
import { rank } from '../../lambda/detections/severity';
import { plural } from '../../lambda/events/names';
import { day, dayOf } from '../../lambda/time';
import type { Sent } from './mailroom';
import { simulate, type Simulated, type SimulationParts } from './simulation';

/** An exception that would have kept just these alerts from being sent. */
export interface Proposal {
  exception: Exception;
  /** Ids. */
  alerts: string[];
  messages: number;
  /** From which the alerts came. */
  addresses: number;
  /** Days (UTC) of the first and the last alert. */
  from: string;
  until: string;
}

export interface Proposals {
  proposed: Proposal[];
  /** With all of them in force; absent: there are none. */
  outcome?: Outcome;
}

/** To people. A digest comes where there is something to say that nobody was told: what is hidden makes more of them. */
interface Count {
  messages: number;
  digests: number;
}

export interface Outcome {
  before: Count;
  after: Count;
  /** Other alerts of which people would have been told later, or not at once: they began as one that would be hidden. */
  later: number;
}

/** Alerts of one detection, account and actor. */
interface Group {
  alerts: Alert[];
  messages: number;
}

/** Fewer are no habit. */
const leastMessages = 3;
const mostProposals = 10;
/** Days: long enough to see whether it is right, short enough not to be forgotten. */
const proposedFor = Math.min(30, longestException);
/** Where a password is enough, an exception for any address would hide whoever has stolen it. */
const onlyFromOneAddress = ['console-login-without-mfa'];
/** Whatever AWS allows in the names of users and sessions; nothing else is proposed. */
const plainName = /^[\w+=,.@/-]{1,128}$/;

/** What people may want to except: quiet alerts that come again and again. Each one is tried before it is proposed. */
export async function proposals(simulated: Simulated, parts: SimulationParts): Promise<Proposals> {
  const groups = groupsOf(simulated)
    .sort((a, b) => b.messages - a.messages)
    .slice(0, mostProposals);
  let proposed = groups
    .map((group, index) => proposalOf(group, index + 1, parts.now))
    .filter(
      ({ exception: { detection = '', addresses } }) =>
        addresses !== undefined || !onlyFromOneAddress.includes(detection),
    );
  while (proposed.length > 0) {
    const tried = await tryAll(proposed, parts);
    const exact = thoseThatHoldTheirWord(proposed, simulated, tried);
    if (exact.length === proposed.length) return { proposed, outcome: outcomeOf(proposed, simulated, tried) };
    proposed = exact;
  }
  return { proposed };
}

function outcomeOf(proposed: readonly Proposal[], before: Simulated, tried: Simulated): Outcome {
  const [without, now] = [toPeople(before), toPeople(tried)];
  const [first, then] = [firstTold(without), firstTold(now)];
  const hidden = new Set(proposed.flatMap(({ alerts }) => alerts));
  const others = before.rows.filter(({ alert }) => !hidden.has(alert.id) && first.has(alert.id));
  const later = others.filter(({ alert: { id } }) => (then.get(id) ?? Infinity) > (first.get(id) ?? Infinity));
  return { before: countOf(without), after: countOf(now), later: later.length };
}

function countOf(sent: readonly Sent[]): Count {
  const digests = sent.filter(({ notice }) => notice?.kind === 'digest').length;
  return { messages: sent.length - digests, digests };
}

function toPeople({ mailroom }: Simulated): Sent[] {
  return mailroom.sent.filter(({ destination }) => mailroom.audienceOf(destination) !== 'machine');
}

/** When, by the alert's id; in milliseconds since the epoch. */
function firstTold(sent: readonly Sent[]): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { alert, at } of sent) if (alert !== undefined && !first.has(alert.id)) first.set(alert.id, at);
  return first;
}

/** Names are the actor's; alerts of another severity by the same actor would be hidden too, so then there is no group. */
function groupsOf(simulated: Simulated): Group[] {
  const messages = new Map<string, number>();
  for (const { alert } of toPeople(simulated))
    if (alert !== undefined) messages.set(alert.id, (messages.get(alert.id) ?? 0) + 1);
  const groups = new Map<string, Group | 'mixed'>();
  for (const { alert } of simulated.rows.filter((row) => row.alert.suppressed === undefined))
    for (const detection of [alert.detection, ...alert.related]) {
      const key = `${detection} ${alert.account} ${alert.actor.name?.toLowerCase() ?? ''}`;
      const before = groups.get(key) ?? { alerts: [], messages: 0 };
      if (before === 'mixed' || !mayBeExcepted(alert)) groups.set(key, 'mixed');
      else
        groups.set(key, {
          alerts: [...before.alerts, alert],
          messages: before.messages + (messages.get(alert.id) ?? 0),
        });
    }
  return [...groups.values()].flatMap((group) => (group === 'mixed' || group.messages < leastMessages ? [] : [group]));
}

function mayBeExcepted({ severity, detection, related, actor, target, expected }: Alert): boolean {
  return (
    rank(severity) <= rank('medium') &&
    related.length === 0 &&
    !neverExcepted.includes(detection) &&
    actor.type !== 'Root' &&
    target.type !== 'Root' &&
    expected === undefined &&
    plainName.test(actor.name ?? '')
  );
}

/** Says no more than the alerts have in common. */
function proposalOf({ alerts, messages }: Group, number: number, now: number): Proposal {
  const [{ detection, account, actor }] = alerts as [Alert, ...Alert[]];
  const targets = [...new Set(alerts.flatMap((alert) => alert.targets.map((name) => name.toLowerCase())))];
  const addresses = [...new Set(alerts.flatMap((alert) => (alert.addresses.length > 0 ? alert.addresses : [''])))];
  const [user = '', address = ''] = [targets.length === 1 ? alerts[0]?.target.name : '', addresses[0]];
  const times = alerts.map(({ time }) => Date.parse(time)).sort((a, b) => a - b);
  return {
    exception: {
      ...{ detection, account, actor: actor.name },
      ...(plainName.test(user) && user.toLowerCase() !== actor.name?.toLowerCase() && { user }),
      ...(addresses.length === 1 && isIP(address) > 0 && { addresses: `${address}/${isIP(address) === 4 ? 32 : 128}` }),
      reason: `proposal ${number} of a forecast: say here why this is expected`,
      owner: 'say here who answers for it',
      expires: dayOf(now + proposedFor * day),
    },
    alerts: alerts.map(({ id }) => id),
    messages,
    addresses: addresses.length,
    from: dayOf(times[0] ?? 0),
    until: dayOf(times.at(-1) ?? 0),
  };
}

function tryAll(proposed: readonly Proposal[], parts: SimulationParts): Promise<Simulated> {
  const exceptions = [...parts.config.exceptions, ...proposed.map(({ exception }) => exception)];
  return simulate({ ...parts, config: { ...parts.config, exceptions } });
}

/** Each must hide its own alerts and change no other. */
function thoseThatHoldTheirWord(proposed: readonly Proposal[], { rows }: Simulated, tried: Simulated): Proposal[] {
  const after = new Map(tried.rows.map(({ alert }) => [alert.id, alert]));
  const hidden = (alert: Alert | undefined): string | undefined => alert?.suppressed?.reason;
  const changed = rows.filter(({ alert }) => {
    const now = after.get(alert.id);
    const own = proposed.find(({ alerts }) => alerts.includes(alert.id));
    return now?.severity !== alert.severity || hidden(now) !== (own?.exception.reason ?? hidden(alert));
  });
  const isIn = (account: string): boolean => changed.some(({ alert }) => alert.account === account);
  const wrong = proposed.filter(({ alerts }) => changed.some(({ alert }) => alerts.includes(alert.id)));
  // Which of them changed somebody else's alert shows only once those are gone that miss their own.
  return proposed.filter((one) => (wrong.length > 0 ? !wrong.includes(one) : !isIn(one.exception.account ?? '')));
}

/** For mfa-watch.yaml, commented out, so that nothing holds before a person has read it. */
export function asYaml(proposed: readonly Proposal[]): string {
  if (proposed.length === 0) return '';
  const entries = proposed.flatMap(({ exception, alerts, messages, addresses, from, until }) => [
    `  # ${plural(alerts.length, 'alert')}, ${plural(messages, 'message')}, ${from} to ${until}`,
    ...(exception.addresses === undefined
      ? [`  # from any address (here from ${addresses}): name yours, if you can`]
      : []),
    ...stringify([exception], { lineWidth: 0 })
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ]);
  return ['exceptions:', ...entries].map((line) => `# ${line}\n`).join('');
}
