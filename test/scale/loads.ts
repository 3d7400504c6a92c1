import {
  account,
  apiCall,
  consoleLogin,
  deactivateMfaDevice,
  elsewhere,
  enableMfaDevice,
  getSessionToken,
  phone,
} from '../../lambda/events/samples';
import { chance } from './time';

const hour = 60 * 60_000;
export const start = Date.parse('2026-11-20T09:00:00Z');

/** An event as EventBridge hands it over. */
export interface Arrival {
  at: number;
  kind: string;
  event: object;
}

type Kind = readonly [kind: string, aDay: number, record: (by: string, patch: object) => Record<string, unknown>];

/** What one account does on a working day: an assumption. Read-only AssumeRole calls without a device never get here. */
export const daily: readonly Kind[] = [
  ['sign-in', 20, (by, patch) => consoleLogin({ by, patch: { ...patch } })],
  ['failed sign-in', 1, (by, patch) => consoleLogin({ by, outcome: 'Failure', patch: { ...patch } })],
  ['session with MFA', 40, (by, patch) => getSessionToken({ by, patch: { ...patch } })],
  ['IAM change', 10, (by, patch) => apiCall('iam', 'CreateAccessKey', { userName: by }, { by, patch: { ...patch } })],
  ['device added', 0.2, (by, patch) => enableMfaDevice({ by, with: 'console', patch: { ...patch } })],
  ['device removed', 0.1, (by, patch) => deactivateMfaDevice({ by, with: 'console-mfa', patch: { ...patch } })],
];
/** A third of the day's events come in its busiest three hours. */
const busiest = 1 / 9;

const usersOfAccount = 50;

/** The busiest hour of so many accounts. */
export function* workingHour(accounts: number): Generator<Arrival> {
  const random = chance(1);
  const all = daily.reduce((sum, [, aDay]) => sum + aDay, 0) * accounts * busiest;
  const total = Math.max(1, Math.round(all));
  for (let index = 0; index < total; index += 1) {
    let pick = random() * daily.reduce((sum, [, aDay]) => sum + aDay, 0);
    const picked = daily.find(([, aDay]) => (pick -= aDay) < 0);
    if (picked === undefined) throw new Error('the shares of a day do not add up');
    const [kind, , record] = picked;
    const id = String(100_000_000_000 + Math.floor(random() * accounts));
    const at = start + (index / total) * hour;
    const told = record(`user-${Math.floor(random() * usersOfAccount)}`, stamped(at, index));
    yield { at, kind, event: envelope(told, accounts === 1 ? account : id) };
  }
}

export interface Spray {
  events: number;
  users: number;
  addresses: number;
  mfaUsed: 'Yes' | 'No';
  /** Milliseconds; default: an hour. */
  lasts?: number;
}

/** Failed sign-ins in even steps, each user and each address in turn. */
export function* spray({ events, users, addresses, mfaUsed, lasts = hour }: Spray): Generator<Arrival> {
  for (let index = 0; index < events; index += 1) {
    const at = start + (index / events) * lasts;
    const from =
      addresses === 1
        ? elsewhere
        : addressOf(Math.floor(index / Math.max(1, users)) % addresses, index % addresses, users);
    const by = users === 1 ? 'alice' : `user-${index % users}`;
    const record = consoleLogin({ by, from, outcome: 'Failure', mfaUsed, patch: stamped(at, index) });
    yield { at, kind: 'failed sign-in', event: envelope(record, account) };
  }
}

function addressOf(round: number, index: number, users: number): string {
  const number = users === 1 ? index : round;
  return `203.0.${number >> 8}.${number & 255}`;
}

/** Somebody adds a device with a stolen key: what must not go under. */
export function theft(at: number, by = 'mallory', user = 'bob'): Arrival {
  const record = enableMfaDevice({
    by,
    with: 'long-term-key',
    for: user,
    serial: phone.replace('alice', user),
    patch: stamped(at, -1),
  });
  return { at, kind: 'device added', event: envelope(record, account) };
}

function stamped(at: number, index: number): Record<string, unknown> {
  return {
    eventTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
    eventID: `00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`,
  };
}

function envelope(record: Record<string, unknown>, of: string): object {
  const own = of === account ? record : (JSON.parse(JSON.stringify(record).replaceAll(account, of)) as object);
  const service = String(record['eventSource']).split('.')[0] ?? '';
  return {
    version: '0',
    account: of,
    region: 'us-east-1',
    source: `aws.${service}`,
    'detail-type': 'AWS API Call via CloudTrail',
    detail: own,
  };
}
