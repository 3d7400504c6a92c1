import * as z from 'zod/mini';
import { userNameOf } from './actor';
import { directory, type PortalUser, portalUserOf } from './portal-user';
import type { CloudTrailRecord } from './record';
import { bounded, hiddenName, present } from './text';

export const targetTypes = ['IAMUser', 'Root', 'IdentityCenterUser', 'Account', 'unknown'] as const;
export const targetSchema = z.object({
  type: z.enum(targetTypes),
  /** User name as recorded; `root` for root, `root of 111122223333` for that of another account; absent where unknown. */
  name: z.optional(z.string()),
  /** Of an Identity Center user, where the record gives it beside the name or instead. */
  id: z.optional(z.string()),
});
/** Whose MFA the event touches. */
export type Target = z.infer<typeof targetSchema>;

const root: Target = { type: 'Root', name: 'root' };
const unknown: Target = { type: 'unknown' };
const wholeAccount: Target = { type: 'Account' };

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

/** Steps of the sign-in pages that only root has, whoever the record says is there. */
const rootsOwn = new Set(['PasswordRecoveryRequested', 'PasswordRecoveryCompleted', 'EmailUpdated']);

/** Services whose records are about the caller's own sign-in. */
const signingIn = new Set(['signin.amazonaws.com', 'sts.amazonaws.com']);
/** IAM calls that, where they name no user, are about what belongs to the whole account. */
const accountWide = /Policy|Role|Group|SAMLProvider/;

/**
 * STS and sign-in records are about the caller's own MFA; IAM's name the user, or only the error message does; those of
 * other services are about the account.
 */
export function targetOf(record: CloudTrailRecord): Target {
  if (record.eventSource === 'signin.amazonaws.com' && rootsOwn.has(record.eventName)) return root;
  if (signingIn.has(record.eventSource)) return caller(record);
  if (directory.has(record.eventSource)) return directoryUser(record);
  if (record.eventSource === 'account.amazonaws.com' && /PrimaryEmailUpdate$/.test(record.eventName))
    return rootOf(record);
  if (record.eventSource !== 'iam.amazonaws.com') return wholeAccount;
  const name = present(record.requestParameters?.userName);
  if (name !== undefined) return named(name);
  if (callersOwn.has(record.eventName) && present(record.errorCode) === undefined) return caller(record);
  const refused = refusedResource(record.errorMessage);
  if (refused?.user !== undefined) return named(refused.user);
  if (record.eventName === 'ChangePassword' || isRefusedOfRoot(record)) return caller(record);
  return accountWide.test(record.eventName) ? wholeAccount : unknown;
}

/** Refused records leave the parameters out. Root may make passwords for others, but then IAM's message says whose. */
function isRefusedOfRoot({ eventName, userIdentity, errorMessage }: CloudTrailRecord): boolean {
  if (eventName !== 'CreateLoginProfile' || userIdentity?.type !== 'Root') return false;
  const user = /\buser (?:with name )?(\S+)/i.exec(errorMessage ?? '')?.[1];
  return user === undefined || /^(root|AWS)$/i.test(user);
}

/** The management account changes the address of a member's root; who names no account means their own. */
function rootOf({ requestParameters, errorMessage, recipientAccountId, userIdentity }: CloudTrailRecord): Target {
  const refused = /on resource: arn:[^:]+:account::(\d{12}):account(?:\/o-[^/\s]+\/(\d{12}))?(?!\S)/.exec(
    errorMessage ?? '',
  );
  const named = present(requestParameters?.accountId) ?? refused?.[2] ?? refused?.[1];
  if (named === undefined) return requestParameters === undefined ? { type: 'Root' } : root;
  if (!/^\d{12}$/.test(named)) return { type: 'Root' };
  return named === (present(recipientAccountId) ?? present(userIdentity?.accountId))
    ? root
    : { type: 'Root', name: `root of ${named}` };
}

/** A user of the directory who names nobody acts on themselves. */
function directoryUser(record: CloudTrailRecord): Target {
  if (record.eventName.endsWith('ForDirectory')) return wholeAccount;
  const request = record.requestParameters;
  const first = (...texts: (string | undefined)[]): string | undefined =>
    texts.map(present).find((text) => text !== undefined && text !== hiddenName);
  const asked = {
    name: first(request?.userName, request?.user?.userName),
    id: first(request?.userId, request?.user?.userId),
  };
  const named = portalTarget(asked);
  if (named !== unknown) return named;
  return Object.keys(record.unread.requestParameters ?? {}).some(isAboutSomebody) ? unknown : caller(record);
}

/** AWS documents no parameters: what may name the user in a way that is not known here says that it may be another. */
function isAboutSomebody(parameter: string): boolean {
  return /user|principal|member|target/i.test(parameter);
}

function portalTarget({ name, id }: PortalUser): Target {
  const known = name ?? id;
  return known === undefined ? unknown : { type: 'IdentityCenterUser', name: known, ...(id !== undefined && { id }) };
}

function caller(record: CloudTrailRecord): Target {
  const portalUser = portalUserOf(record);
  if (portalUser !== undefined) return portalTarget(portalUser);
  const identity = record.userIdentity;
  if (identity?.type === 'Root') return root;
  const name = identity?.type === 'IAMUser' ? userNameOf(identity) : undefined;
  return name === undefined ? unknown : { type: 'IAMUser', name };
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
  if (plain !== undefined) return { user: bounded(plain) };
  if (/^arn:[^:]+:iam::\d{12}:(mfa|u2f)\//.test(resource)) return { serialNumber: bounded(resource) };
  const user = /^arn:[^:]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(resource)?.[1];
  if (user !== undefined) return { user: bounded(user) };
  return /^arn:[^:]+:iam::\d{12}:root$/.test(resource) ? { user: 'AWS ROOT USER' } : undefined;
}

/** @returns the name under which an inventory lists the devices; undefined: whose they are nobody can say. */
export function listedName(target: Target): string | undefined {
  if (target.type === 'Root') return '<root>';
  return target.type === 'IAMUser' ? target.name?.toLowerCase() : undefined;
}
