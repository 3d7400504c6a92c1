import { mostRead } from './timeline';
import type { TrailEvent } from './trail-event';

/** The target in a sentence. */
export function targetName({ target }: Pick<TrailEvent, 'target'>): string {
  if (target.type === 'Root') return 'root';
  return nameOf(target) ?? 'an unknown user';
}

interface Named {
  type: string;
  name?: string | undefined;
}

/** @param show how the name itself is shown. */
export function nameOf({ type, name }: Named, show = (text: string): string => text): string | undefined {
  if (name === undefined) return undefined;
  // IAM lets a user be called root.
  return type === 'IAMUser' && name.toLowerCase() === 'root' ? `IAM user ${show(name)}` : show(name);
}

/** The actor in a sentence. */
export function actorName({ actor }: Pick<TrailEvent, 'actor'>): string {
  if (actor.credential === 'assumed-root') return 'an AssumeRoot session';
  return (
    personOf(actor) ?? issuerOf(actor) ?? nameOf(actor) ?? actor.arn ?? actor.principalId ?? `somebody (${actor.type})`
  );
}

/** Identity Center calls its roles `AWSReservedSSO_<permission set>_<16 digits>`, and their sessions after the person. */
function personOf({ credential, name = '' }: TrailEvent['actor']): string | undefined {
  const parts = /^AWSReservedSSO_([^/]+)_[0-9a-f]{16}\/(.+)$/.exec(name);
  if (credential !== 'identity-center' || parts === null) return undefined;
  const [, permissionSet = '', person = ''] = parts;
  return `${person} (SSO ${permissionSet})`;
}

function issuerOf({ type, issuer, name = '' }: TrailEvent['actor']): string | undefined {
  if (type !== 'FederatedUser') return undefined;
  const [, user = '', chosen = ''] = /^([^/]*)\/(.*)$/.exec(name) ?? [];
  return issuer === undefined ? `a federated user named ${chosen}` : `${user} (federated as ${chosen})`;
}

/** As a reason. */
export function notByOwner(event: Pick<TrailEvent, 'actor' | 'target'>): string {
  if (event.target.type === 'unknown')
    return `done by ${actorName(event)}; the record does not say whose the device is`;
  return `done by ${actorName(event)}, not by ${targetName(event)}`;
}

/** As a reason, of a call that adds or removes a device. */
export const deviceNotNamed = 'the record does not name the device';

const mostNamed = 5;

/** `alice, bob and 7 more`: of many names the first five. */
export function few(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return names.slice(0, mostNamed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

export function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `200,000`. Loading a language's rules would take longer than a small replay. @param count a whole number. */
export function grouped(count: number): string {
  const digits = String(count);
  const first = digits.length % 3;
  return [...(first === 0 ? [] : [digits.slice(0, first)]), ...(digits.slice(first).match(/.{3}/g) ?? [])].join(',');
}

/** Of what stands on a timeline. @param count of events. */
export function orMore(count: number): string {
  return `${grouped(count)}${count >= mostRead ? ' or more' : ''}`;
}

/** How long something took, in a sentence. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return plural(seconds, 'second');
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? plural(minutes, 'minute') : plural(Math.round(minutes / 60), 'hour');
}

/** What the kind of credential says about MFA, as a reason. Never "without MFA" of what CloudTrail does not record. */
export function credentialReason({ actor }: Pick<TrailEvent, 'actor'>): string {
  if (actor.mfa === 'mfa') return 'the session was MFA-authenticated';
  if (actor.mfa === 'unknown') return `CloudTrail does not record whether this ${kind[actor.credential]} used MFA`;
  return actor.credential === 'unknown' ? 'credentials without MFA' : `${kind[actor.credential]} without MFA`;
}

const kind: Record<TrailEvent['actor']['credential'], string> = {
  'long-term-key': 'long-term key',
  console: 'console session',
  'session-token': 'session token',
  role: 'role session',
  federated: 'federated session',
  'identity-center': 'Identity Center session',
  'root-session': 'root session',
  'assumed-root': 'AssumeRoot session',
  service: 'AWS service call',
  unknown: 'caller',
};

/** The last part of the first name or ARN in the request: of a call on a trail, the trail's name. */
export function firstNamed({ requested }: TrailEvent): string | undefined {
  return requested?.[0]?.split('/').at(-1);
}
