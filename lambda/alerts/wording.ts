import { deviceName } from '../events/device';
import type { Credential } from '../events/actor';
import type { DeviceKind } from '../events/device';
import { nameOf, plural } from '../events/names';
import { isSameName } from '../events/text';
import type { Alert, Update } from './alert';
import type { Medium } from './medium';
import { named } from './plain';

type Devices = NonNullable<Alert['devices']>;

/** Ends nothing and promises nothing: a role session's MFA is simply not in the record. */
const mfaWords: Readonly<Record<Alert['actor']['mfa'], string>> = {
  mfa: 'MFA-authenticated',
  none: 'not MFA-authenticated',
  unknown: 'CloudTrail does not record whether MFA was used',
};

const credentialWords: Readonly<Record<Credential, string>> = {
  'long-term-key': 'long-term access key',
  console: 'AWS console',
  'session-token': 'temporary session of an IAM user',
  role: 'role session',
  federated: 'federated session',
  'identity-center': 'IAM Identity Center session',
  'root-session': "root's own session",
  'assumed-root': 'root by sts:AssumeRoot (central root access)',
  service: 'AWS service',
  unknown: 'credential not recorded',
};

export const kindWords: Readonly<Record<DeviceKind, string>> = {
  virtual: 'virtual',
  fido: 'passkey or security key',
  hardware: 'hardware token',
  unknown: 'kind unknown',
};

const updateWords: Readonly<Record<Update, string>> = {
  new: '',
  raised: ' (raised)',
  widened: ' (more has happened)',
  lowered: ' (lowered)',
  unanswered: ' (nobody has answered)',
  escalated: ' (escalated)',
};

/** What an update is about, for whoever has had the alert before. */
export const updateNotes: Readonly<Record<Update, string>> = {
  new: '',
  raised: 'You have had this alert before: it has become more severe since.',
  widened: 'You have had this alert before: more has happened since. The newest stands last under WHAT HAPPENED.',
  lowered: 'You have had this alert before: seen as a whole it is less severe than it looked.',
  unanswered:
    'Nobody has answered this alert in time, so you are told as well: say that you have it, so that others need not.',
  escalated: 'Somebody who was told first asks you to look at it: say that you have it.',
};

export const drillNotice = 'DRILL: an exercise. Nothing has happened in the account, and nothing needs containing.';

/** Severity, what is new, what happened; `[DRILL]` before all else. */
export function headline(alert: Alert, update: Update): string {
  const drill = alert.drill === true ? '[DRILL] ' : '';
  return `${drill}${alert.severity.toUpperCase()}${updateWords[update]}: ${sentence(alert.title)}`;
}

/** One line for a ticket's title, a pager or a log. */
export function summary(alert: Alert, update: Update): string {
  const devices = alert.devices === undefined ? '' : `; MFA devices: ${deviceCount(alert.devices)}`;
  return `${headline(alert, update)}${devices}; account ${accountOf(alert)}`;
}

/** `payments-prod (111122223333)`, or the id alone. */
export function accountOf(
  { account, accountName }: Pick<Alert, 'account' | 'accountName'>,
  show: Show = named,
): string {
  return accountName === undefined ? show(account) : `${show(accountName)} (${show(account)})`;
}

function sentence(title: string): string {
  return title.trim().replace(/\.$/, '');
}

/** How a name from the record is shown: quoted for mail, in a code span for chat. */
export type Show = (name: string) => string;
export const asIs: Show = (name) => name;

/** Who did it; of somebody who tried many names not the last of them. */
export function whoOf({ actor, targets }: Pick<Alert, 'actor' | 'targets'>, show = asIs): string {
  const isMany = targets.length > 1 && isFailedSignIn(actor) && actor.type !== 'Root';
  return isMany ? 'somebody at the sign-in page, under several names' : actorName(actor, show);
}

export function actorName(actor: Alert['actor'], show = asIs): string {
  const { arn, type } = actor;
  const known = nameOf(actor, show) ?? (arn === undefined ? undefined : show(arn));
  if (known !== undefined && isFailedSignIn(actor))
    return `${actor.type === 'Root' ? 'somebody' : 'somebody at the sign-in page'}, as ${known}`;
  return known ?? `not named in the record (${show(type)})`;
}

/** @param key the key id as it is to be shown, if it is */
export function credentialAndMfa(actor: Alert['actor'], key = ''): string {
  if (isFailedSignIn(actor)) return 'not identified by the record';
  const { credential, mfa } = actor;
  const what = key === '' ? credentialWords[credential] : `${credentialWords[credential]} (${key})`;
  return `${what}; ${mfaWords[mfa]}`;
}

/** A sign-in record has no key; where it failed, nothing is known of who it was. So it is with what is done to root’s address. */
export function isFailedSignIn({ credential, mfa, accessKeyId, signedIn }: Alert['actor']): boolean {
  const isUntold = accessKeyId === undefined && mfa === 'unknown' && signedIn === undefined;
  return isUntold && ['console', 'root-session'].includes(credential);
}

export function targetName(target: Alert['target'], show = asIs): string {
  const { type } = target;
  const name = nameOf(target, show);
  if (type === 'Account') return 'no single user';
  if (name === undefined) return 'not named in the record';
  return `${name}${type === 'IdentityCenterUser' ? ' (Identity Center user)' : ''}`;
}

/** Whom else the story concerns, all or the first `most`; empty where it is about one user. */
export function otherTargets({ targets, target }: Alert, show = asIs, most = Infinity): string {
  const others = targets.filter((name) => name.toLowerCase() !== target.name?.toLowerCase());
  if (others.length === 0) return '';
  const left =
    others.length > most ? ` and ${others.length - most} that "npm start -- alerts --format json" lists` : '';
  return `and ${others.length} more: ${others.slice(0, most).map(show).join(', ')}${left}`;
}

/** Of an ARN what stands last: the user, or the session. */
export function lastName(name: string): string {
  return name.startsWith('arn:') ? name.slice(name.lastIndexOf('/') + 1) : name;
}

/** Said of IAM users only: a role session is nobody's own. */
export function sameUser({ actor, target }: Alert): boolean {
  return (
    !isFailedSignIn(actor) &&
    actor.type === 'IAMUser' &&
    target.type === 'IAMUser' &&
    target.name !== undefined &&
    isSameName(actor.name, target.name)
  );
}

/** All addresses of the story, or the one of the event that made it true. */
export function sources({ addresses, actor }: Alert): string[] {
  return addresses.length > 0 || actor.sourceIp === undefined ? addresses : [actor.sourceIp];
}

/** Somebody said beforehand that this would happen; empty where nobody did. */
export function announcement({ expected, severity }: Alert, { name, sentence }: Medium): string {
  if (expected === undefined) return '';
  const { by, until, reason } = expected;
  return `ANNOUNCED by ${name(by)}, until ${sentence(utc(until))}: ${name(reason)}. That is why it is ${severity} and not more.`;
}

/** The one that the alert is about comes first. */
export function deviceList(devices: Devices): Devices['list'] {
  return devices.list.toSorted((a, b) => Number(b.isNew ?? false) - Number(a.isNew ?? false));
}

export function deviceCount(devices: Devices): string {
  if (devices.status === 'known') return `${devices.count} of ${devices.limit}${inventory(devices)}`;
  const certain = devices.list.length === 0 ? '' : `, at least ${devices.list.length}`;
  return `unknown${certain} of at most ${devices.limit}`;
}

/** Nothing where IAM was asked at once. */
function inventory({ source }: Devices): string {
  return source === undefined ? '' : ` (${inventories[source]})`;
}

const inventories: Readonly<Record<NonNullable<Devices['source']>, string>> = {
  file: 'as --devices says',
  account: 'as IAM says now, less what the trail changed',
  trail: 'learned from the trail',
};

/** Names of those that were taken from the one user that the alert is about, and are not there again. */
export function removedDevices({ events = [], devices, targets }: Alert): string[] {
  if (targets.length > 1) return [];
  const there = new Set((devices?.list ?? []).map(({ serialNumber }) => serialNumber));
  const removed = events
    .filter(({ name, error }) => name === 'DeactivateMFADevice' && error === undefined)
    .flatMap(({ serialNumber }) => serialNumber ?? []);
  return [...new Set(removed)].filter((serial) => !there.has(serial)).map(deviceName);
}

/** Relative to the event, because the reader does not know when the mail arrives. */
export function deviceAge(enabledAt: string | undefined, eventTime: string): string {
  const milliseconds = Date.parse(eventTime) - Date.parse(enabledAt ?? '');
  if (Number.isNaN(milliseconds)) return 'added at an unknown time';
  if (Math.abs(milliseconds) < 1000) return 'added by this event';
  return `added ${span(Math.abs(milliseconds) / 1000)} ${milliseconds < 0 ? 'later' : 'earlier'}`;
}

function span(seconds: number): string {
  if (seconds < 120) return plural(Math.floor(seconds), 'second');
  if (seconds < 120 * 60) return plural(Math.floor(seconds / 60), 'minute');
  return seconds < 48 * 3600 ? plural(Math.floor(seconds / 3600), 'hour') : plural(Math.floor(seconds / 86_400), 'day');
}

export function utc(time: string): string {
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(time)
    ? `${time.slice(0, 10)} ${time.slice(11, -1).replace(/\.\d+$/, '')} UTC`
    : named(time);
}

/** When it happened, once or between which times. */
export function period({ firstSeen, lastSeen, count }: Alert): string {
  const [first, last] = [utc(firstSeen), utc(lastSeen)];
  const sameDay = first.slice(0, 10) === last.slice(0, 10) && first.endsWith(' UTC') && last.endsWith(' UTC');
  const times = sameDay
    ? `${first.slice(0, -' UTC'.length)} to ${last.slice('yyyy-mm-dd '.length)}`
    : `${first} to ${last}`;
  return `${first === last ? first : times}, ${plural(count, 'event')}`;
}

/** Why not all devices are known, where none of the reasons has said it. @param most reasons that are shown. */
export function whyUnknown({ devices, reasons }: Pick<Alert, 'devices' | 'reasons'>, most: number): string[] {
  if (devices?.status !== 'unknown') return [];
  const { why } = devices;
  return reasons.slice(0, most).some((reason) => reason.endsWith(`: ${why}`)) ? [] : [why];
}

/** Why something is unknown is said once: it is the same for all that rests on it. */
export function reasonsOf({ reasons }: Pick<Alert, 'reasons'>): string[] {
  const said = new Set<string>();
  return reasons.map((reason) => {
    const [, unknown, why] = /^([^:]*(?:unknown|not fully known)): (.+)$/.exec(reason) ?? [];
    if (unknown === undefined || why === undefined) return reason;
    if (said.has(why)) return unknown;
    said.add(why);
    return reason;
  });
}
