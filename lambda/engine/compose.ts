import type { Located, Story } from './story';
import { deviceKind } from '../events/device';
import { addsDevice, isAddedBy } from '../events/timeline';
import { partitionOf } from '../events/partition';
import { cut, hash, isSameName } from '../events/text';
import { failureOf, type TrailEvent } from '../events/trail-event';
import type { Alert } from '../alerts/alert';
import { originsOf, type Addresses } from './origins';
import type { AccountFacts } from './ports';

export const listed = 100;
/** A ledger row must stay far below DynamoDB's 400 KB, however many events and names are in the story. */
const longestText = 1000;
const mostEvents = 20;
const longestName = 200;
/** IAM's own limit, in characters. */
const longestSerial = 256;

/**
 * Turns a story into the alert that people and tools read. Same story and facts, same alert.
 * @param databases of addresses; absent: nothing is said of country and network.
 */
export function composeAlert(story: Story, accounts: ReadonlyMap<string, AccountFacts>, databases?: Addresses): Alert {
  const [strongest, ...others] = story.parts;
  const first = story.events[0] as TrailEvent;
  const last = story.events.at(-1) as TrailEvent;
  const decisive = strongest.finding.events.at(-1) as TrailEvent;
  const act = strongest.finding.act ?? decisive;
  const all = [...story.parts, ...story.settled];
  const key = keyOf(story);
  const targets = targetsOf(story.events);
  const addresses = [...new Set(story.events.flatMap(({ actor }) => actor.sourceIp ?? []))];
  const accountName = accounts.get(act.account)?.name;
  const expected = all.find((part) => part.expected !== undefined)?.expected;
  const { name, arn, issuer, accessKeyId, credential, mfa, signedIn, sourceIp, userAgent, type } = act.actor;
  return {
    schemaVersion: 1,
    id: hash(`${key} ${first.identity}`),
    detection: strongest.detection.id,
    severity: strongest.finding.severity,
    title: cut(strongest.finding.title, longestText),
    reasons: reasonsOf(all)
      .slice(0, listed)
      .map((reason) => cut(reason, longestText)),
    time: decisive.time,
    firstSeen: first.time,
    lastSeen: last.time,
    count: story.events.length,
    account: act.account,
    ...(accountName !== undefined && { accountName: cut(accountName, longestText) }),
    region: act.region,
    actor: {
      type,
      name,
      arn,
      ...(issuer !== undefined && { issuer }),
      accessKeyId,
      credential,
      mfa,
      ...(signedIn !== undefined && { signedIn }),
      sourceIp,
      userAgent,
    },
    target: act.target,
    devices: targets.length > 1 ? undefined : devicesOf(story),
    related: [...new Set([...others, ...story.settled].map(({ detection }) => detection.id))].filter(
      (id) => id !== strongest.detection.id,
    ),
    attack: [...new Set(all.flatMap(({ detection }) => detection.attack))],
    eventIds: story.events.slice(-listed).map(({ eventId }) => eventId),
    addresses,
    origins: originsOf(story, addresses, databases),
    targets,
    events: story.events.slice(-mostEvents).map(line),
    dedupKey: key,
    ...(expected !== undefined && { expected }),
    ...(story.exception && {
      suppressed: {
        reason: story.exception.reason,
        owner: story.exception.owner,
        expires: story.exception.expires,
      },
    }),
    runbook: `docs/detections/${strongest.detection.id}.md`,
  };
}

/**
 * The subject under which it is filed, and found when it goes on. Of one actor's acts on very many users it is the actor:
 * the first of the users is no longer read when a thousand more have come.
 */
function keyOf({ parts }: Story): string {
  const [strongest] = parts;
  const widest = parts.reduce((a, b) => (b.finding.events.length > a.finding.events.length ? b : a));
  return widest.finding.events.length > listed ? widest.key : strongest.key;
}

/** So many users are told of one by one. */
const mostAlike = 3;

/**
 * Where one finding is about all that is found of many users one by one, only one of them is told, and last: who reads at
 * night need not read the same thing thirty times.
 */
function reasonsOf(parts: readonly Located[]): string[] {
  const widest = parts.reduce((a, b) => (b.finding.events.length > a.finding.events.length ? b : a));
  const all = new Set(widest.finding.events.map(({ identity }) => identity));
  const within = parts.filter(
    (part) => part !== widest && part.finding.events.every(({ identity }) => all.has(identity)),
  );
  const subjects = new Map<string, Set<string>>();
  for (const { detection, key } of within)
    subjects.set(detection.id, (subjects.get(detection.id) ?? new Set()).add(key));
  const many = new Set(within.filter(({ detection }) => (subjects.get(detection.id)?.size ?? 0) > mostAlike));
  const examples = new Map([...many].reverse().map((part) => [part.detection.id, part]));
  const told = [...firstThingsFirst(parts.filter((part) => !many.has(part))), ...examples.values()];
  const reasons = new Set(told.flatMap(({ finding }) => finding.reasons));
  const more = [...many].filter(({ finding }) => finding.reasons.some((reason) => !reasons.has(reason))).length;
  return [...reasons, ...(more === 0 ? [] : [`and the like ${more} times more`])];
}

/** What is worth telling only of something serious, such as that the new device is in use, is not to be cut off. */
function firstThingsFirst([first, ...others]: readonly Located[]): Located[] {
  if (first === undefined) return [];
  const isGrave = ({ finding: { onlyIn = 'info' } }: Located): boolean => onlyIn !== 'info';
  return [first, ...others.filter(isGrave), ...others.filter((part) => !isGrave(part))];
}

function line(event: TrailEvent): NonNullable<Alert['events']>[number] {
  const { time, name, actor, target, serialNumber, createdKey } = event;
  const error = failureOf(event);
  const who = actor.name ?? actor.arn;
  const trail = trailArn(event);
  return {
    time,
    name: cut(name, longestName),
    ...(error !== undefined && { error: cut(error, longestName) }),
    ...(who !== undefined && { actor: cut(who, longestName) }),
    ...(target.name !== undefined && !isSameName(target.name, who) && { target: cut(target.name, longestName) }),
    ...(actor.sourceIp !== undefined && { sourceIp: cut(actor.sourceIp, longestName) }),
    ...(serialNumber !== undefined && { serialNumber: cut(serialNumber, longestSerial) }),
    ...(createdKey !== undefined && { createdKey: cut(createdKey, longestName) }),
    ...(trail !== undefined && { trail: cut(trail, 2 * longestName) }),
  };
}

/** Calls may give its name alone; CloudTrail takes them in the trail's own region only. */
function trailArn({ source, account, region, requested = [] }: TrailEvent): string | undefined {
  const name = source === 'cloudtrail.amazonaws.com' ? requested[0]?.split('/').at(-1) : undefined;
  return name === undefined ? undefined : `arn:${partitionOf(region)}:cloudtrail:${region}:${account}:trail/${name}`;
}

function targetsOf(events: readonly TrailEvent[]): string[] {
  const names = new Map(
    events.flatMap(({ target: { name } }) => (name === undefined ? [] : [[name.toLowerCase(), name]])),
  );
  return [...names.values()].slice(0, listed);
}

/** The inventory after the last event of the story that has to do with devices. */
function devicesOf({ parts, settled }: Story): Alert['devices'] {
  const located = [...parts, ...settled].filter(({ detection }) => detection.looksUp?.devices !== undefined);
  const about = located[0];
  if (about === undefined) return undefined;
  const events = located.filter(({ key }) => key === about.key).flatMap(({ finding }) => finding.events);
  const moment = events.reduce((a, b) => (b.time > a.time ? b : a));
  const added = events.filter(addsDevice);
  const inventory = about.timeline.devicesAfter(moment);
  const list = inventory.devices.map((device) => ({
    serialNumber: device.serialNumber,
    kind: deviceKind(device.serialNumber),
    ...(device.enabledAt === undefined ? {} : { enabledAt: device.enabledAt }),
    ...(added.some((event) => isAddedBy(device, event)) ? { isNew: true } : {}),
  }));
  const told = { limit: inventory.limit, ...(inventory.source && { source: inventory.source }), list };
  return inventory.status === 'known'
    ? { status: 'known', count: list.length, ...told }
    : { status: 'unknown', why: inventory.why, ...told };
}
