import * as z from 'zod/mini';
import { hiddenName } from './actor';
import type { CloudTrailRecord } from './record';
import { present } from './text';

export const targetTypes = ['IAMUser', 'Root', 'IdentityCenterUser', 'Account', 'unknown'] as const;
export const targetSchema = z.object({
  type: z.enum(targetTypes),
  /** User name as recorded; `root` for root; absent where unknown. */
  name: z.optional(z.string()),
});
/** Whose MFA the event touches. */
export type Target = z.infer<typeof targetSchema>;

const root: Target = { type: 'Root', name: 'root' };
const unknown: Target = { type: 'unknown' };

/** IAM names root this way in parameters and messages; the space keeps it apart from any user name. */
const rootName = /^aws root user$/i;

function named(name: string): Target {
  return rootName.test(name) ? root : { type: 'IAMUser', name };
}

/** Calls that may leave the user name out and then mean the caller (IAM API reference). */
const callersOwn = new Set([
  'DeactivateMFADevice',
  'ChangePassword',
  'CreateLoginProfile',
  'DeleteLoginProfile',
  'CreateAccessKey',
  'UpdateAccessKey',
  'DeleteAccessKey',
]);

/** STS and sign-in records are about the caller's own MFA; IAM's name the user, or only the error message does. */
export function targetOf(record: CloudTrailRecord): Target {
  if (record.eventSource !== 'iam.amazonaws.com') return caller(record);
  const name = present(record.requestParameters?.userName);
  if (name !== undefined) return named(name);
  if (callersOwn.has(record.eventName) && present(record.errorCode) === undefined) return caller(record);
  const refused = refusedResource(record.errorMessage);
  return refused?.user === undefined ? unknown : named(refused.user);
}

function caller(record: CloudTrailRecord): Target {
  const identity = record.userIdentity;
  const name = present(identity?.userName);
  switch (identity?.type) {
    case 'Root':
      return root;
    case 'IAMUser':
      return name === undefined || name === hiddenName ? unknown : { type: 'IAMUser', name };
    case 'IdentityCenterUser': {
      const user = name ?? present(identity.onBehalfOf?.userId) ?? present(identity.principalId);
      return user === undefined || user === hiddenName ? unknown : { type: 'IdentityCenterUser', name: user };
    }
    default:
      return unknown;
  }
}

/**
 * On AccessDenied `requestParameters` is null and only the message names the target:
 * `… on resource: user alice because …` (real record, 2024), or an ARN.
 */
export function refusedResource(message: string | undefined): { user?: string; serialNumber?: string } | undefined {
  const resource =
    message === undefined ? undefined : /on resource: (user AWS ROOT USER|(?:user )?[^\s]+)/i.exec(message)?.[1];
  if (resource === undefined) return undefined;
  const plain = /^user (.+)$/i.exec(resource)?.[1];
  if (plain !== undefined) return { user: plain };
  if (/^arn:[^:]+:iam::\d{12}:(mfa|u2f)\//.test(resource)) return { serialNumber: resource };
  const user = /^arn:[^:]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(resource)?.[1];
  if (user !== undefined) return { user };
  return /^arn:[^:]+:iam::\d{12}:root$/.test(resource) ? { user: 'AWS ROOT USER' } : undefined;
}
