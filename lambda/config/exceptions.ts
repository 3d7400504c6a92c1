import * as z from 'zod/mini';
import { isIP } from 'node:net';
import { account, organizationalUnit } from './account';
import { day } from '../time';

/** Days. An exception that nobody renews within a season is one that nobody remembers. */
export const longestException = 90;

/** Of somebody who acts. */
export const actorArn = /^arn:[\w-]+:(iam|sts)::\d{12}:./i;

/** Of a role, as IAM writes it, or STS without a session: account and name, without the path that sessions leave out. */
export const roleArn = /^arn:[\w-]+:(?:iam|sts)::(\d{12}):(?:role\/(?:\S*\/)?|assumed-role\/)([^/\s]+)$/i;

/** As people write it, and CloudTrail. */
export const rootName = /^(<?root>?|aws root user)$/i;

/** Detections whose findings nobody may except, because they speak of the account itself or of this detector. */
export const neverExcepted: readonly string[] = [
  'detector-tampered',
  'root-sign-in',
  'root-recovery',
  'root-address-changed',
];

const text = (expected: string) => z.string(expected).check(z.minLength(1, expected));

export const exceptionSchema = z.strictObject(
  {
    detection: z.optional(
      text('expected the id of a detection').check(
        z.refine(
          (id) => !neverExcepted.includes(id),
          `expected a detection that can be excepted: not ${neverExcepted.join(', ')}`,
        ),
      ),
    ),
    account: z.optional(account),
    /** Anywhere above the account. */
    organizationalUnit: z.optional(organizationalUnit),
    /** The target. */
    user: z.optional(
      text('expected a user name').check(z.refine((name) => !rootName.test(name), 'expected a user other than root')),
    ),
    /** Name or ARN; those of a role mean all its sessions. */
    actor: z.optional(text('expected the name or ARN of who acts')),
    addresses: z.optional(
      z
        .string('expected an address range such as 198.51.100.0/24')
        .check(z.refine(isRange, 'expected an address range such as 198.51.100.0/24 or 2001:db8::/32')),
    ),
    reason: text('expected the reason, in words'),
    owner: text('expected who answers for it'),
    /** The last day on which it holds. */
    expires: z
      .string('expected a date such as 2026-12-31')
      .check(z.regex(/^\d{4}-\d\d-\d\d$/, 'expected a date such as 2026-12-31')),
  },
  'expected an exception with reason, owner and expires',
);

/** What is expected to happen, by whom, and until when. All that is given must hold. */
export type Exception = z.infer<typeof exceptionSchema>;

/** Ends with the day, in UTC. Milliseconds since the epoch. */
export function endOf({ expires }: Exception): number {
  return Date.parse(`${expires}T00:00:00Z`) + day;
}

/** It cannot have been in force earlier than this. */
function startOf(exception: Exception): number {
  return endOf(exception) - (longestException + 1) * day;
}

/** Whether it was in force at a time in milliseconds since the epoch. */
export function wasInForce(exception: Exception, time: number): boolean {
  return time < endOf(exception) && time >= startOf(exception);
}

/** Whether it is for all that happens in an account. */
export function isOfWholeAccount(exception: Exception): boolean {
  const { detection, account, user, actor, addresses } = exception;
  return account !== undefined && [detection, user, actor, addresses].every((field) => field === undefined);
}

/** @returns what is wrong with it at this moment, and in which field; or undefined. */
export function problemWith(exception: Exception, now: number): { path: string[]; text: string } | undefined {
  const { detection, account, organizationalUnit, user, actor, addresses, expires } = exception;
  const wrongDate = (expected: string) => ({ path: ['expires'], text: `expected ${expected}, got "${expires}"` });
  if (Number.isNaN(endOf(exception))) return wrongDate('a date such as 2026-12-31');
  if (endOf(exception) > now + (longestException + 1) * day) return wrongDate(`a date within ${longestException} days`);
  if ([detection, account, organizationalUnit, user, actor, addresses].every((field) => field === undefined))
    return {
      path: [],
      text: 'expected at least one of detection, account, organizationalUnit, user, actor, addresses: this would except everything',
    };
  // What is deployed already is read all the same: it only matches nobody.
  if (actor?.includes('*') === true)
    return {
      path: ['actor'],
      text: `expected a name or ARN without *, which stands for nothing here: the name or ARN of a role means all its sessions, got "${actor}"`,
    };
  if (user?.includes('*') === true)
    return {
      path: ['user'],
      text: `expected a name without *, which stands for nothing here: an exception without user is for all users, got "${user}"`,
    };
  if (/\/0+$/.test(addresses ?? ''))
    return {
      path: ['addresses'],
      text: `expected a range that not every address is in: this would except everything from anywhere, got "${addresses}"`,
    };
  return undefined;
}

/**
 * Whoever administers a member account names its users, roles and sessions: one copied name would silence that account. An
 * ARN says which account it is of. A detection or addresses alone name nobody: they say openly that they hold everywhere.
 */
export function namesAnybody({ account, organizationalUnit, user, actor }: Exception): boolean {
  if (account !== undefined || organizationalUnit !== undefined || actorArn.test(actor ?? '')) return false;
  return user !== undefined || actor !== undefined;
}

function isRange(range: string): boolean {
  const [address = '', bits = '', ...rest] = range.split('/');
  const most = { 4: 32, 6: 128 }[isIP(address)];
  return most !== undefined && rest.length === 0 && /^\d+$/.test(bits) && Number(bits) <= most;
}
