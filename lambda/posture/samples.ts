import { account } from '../events/samples';
import { parsePolicy, type Policy } from './policy';
import { type Credentials, root, type User } from './snapshot';

/** When all cases are looked at. */
export const now = Date.parse('2026-11-20T09:00:00Z');

export function daysAgo(count: number): string {
  return new Date(now - count * 24 * 60 * 60_000).toISOString();
}

/** A user of two years with a password, a key and a device; each case changes a line. */
export function row(changed: Partial<Credentials> = {}): Credentials {
  const key = { place: 1, rotatedAt: daysAgo(10), usedAt: daysAgo(1) };
  const usual = { user: 'alice', createdAt: daysAgo(700), hasPassword: true, hasMfa: true, keys: [key] };
  return { ...usual, passwordChangedAt: daysAgo(300), passwordUsedAt: daysAgo(2), ...changed };
}

export function report(...rows: Credentials[]): ReadonlyMap<string, Credentials> {
  return new Map(rows.map((one) => [one.user.toLowerCase(), one]));
}

export function rootRow(changed: Partial<Credentials> = {}): Credentials {
  return { user: root, createdAt: daysAgo(2_000), hasMfa: true, keys: [], ...changed };
}

export const version = '2012-10-17';

export function policy(document: object, id = 'user/alice/self-service', holder = 'user alice'): Policy {
  return { id, holder, ...parsePolicy(document) };
}

export function alice(...documents: object[]): User {
  const identity = documents.map((document, index) => policy(document, `user/alice/policy-${index + 1}`));
  return { name: 'alice', arn: `arn:aws:iam::${account}:user/alice`, account, layers: { identity } };
}

/** As AWS publishes it for the self-management of a device, in short. */
export const selfService = {
  Version: version,
  Statement: [
    {
      Sid: 'AllowManageOwnDevice',
      Effect: 'Allow',
      Action: ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice'],
      Resource: ['arn:aws:iam::*:mfa/*', 'arn:aws:iam::*:user/${aws:username}'],
    },
    {
      Sid: 'DenyAllExceptListedIfNoMFA',
      Effect: 'Deny',
      NotAction: ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice', 'sts:GetSessionToken'],
      Resource: '*',
      Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    },
  ],
};

export const readBuckets = {
  Version: version,
  Statement: [{ Sid: 'Work', Effect: 'Allow', Action: 's3:Get*', Resource: '*' }],
};
