import * as z from 'zod/mini';
import { portalUserOf, principalOf } from './portal-user';
import type { CloudTrailRecord, UserIdentity } from './record';
import { cut, hiddenName, present } from './text';

/** Three-valued: CloudTrail never records the MFA that an identity provider did. */
export type MfaVerdict = 'mfa' | 'none' | 'unknown';

export const credentials = [
  'long-term-key',
  'console',
  'session-token',
  'role',
  'federated',
  'identity-center',
  'root-session',
  'assumed-root',
  'service',
  'unknown',
] as const;
export type Credential = (typeof credentials)[number];

export const actorSchema = z.object({
  /** `userIdentity.type` as recorded, `unknown` where it is missing. */
  type: z.string(),
  /** User name, `root`, `role/session` for a role session, or `user/name` for a session that the user has made with GetFederationToken and named. */
  name: z.optional(z.string()),
  arn: z.optional(z.string()),
  /** ARN of the IAM user or root who has made the session with GetFederationToken: nobody else stands behind it. */
  issuer: z.optional(z.string()),
  principalId: z.optional(z.string()),
  accessKeyId: z.optional(z.string()),
  credential: z.enum(credentials),
  mfa: z.enum(['mfa', 'none', 'unknown']),
  /** The console let them in, and the record does not say whether with MFA. */
  signedIn: z.optional(z.literal(true)),
  sourceIp: z.optional(z.string()),
  userAgent: z.optional(z.string()),
});
export type Actor = z.infer<typeof actorSchema>;

export function actorOf(record: CloudTrailRecord): Actor {
  const identity = record.userIdentity;
  const portalUser = portalUserOf(record);
  const mfa = mfaVerdict(record);
  const userAgent = present(record.userAgent);
  return {
    type: present(identity?.type) ?? 'unknown',
    name: portalUser === undefined ? nameOf(identity) : (portalUser.name ?? portalUser.id),
    arn: present(identity?.arn),
    issuer: identity?.type === 'FederatedUser' ? present(identity.sessionContext?.sessionIssuer?.arn) : undefined,
    principalId: portalUser?.id ?? principalOf(identity),
    accessKeyId: present(identity?.accessKeyId),
    credential: credentialOf(record),
    mfa,
    ...(mfa === 'unknown' && hasSignedIn(record) && { signedIn: true as const }),
    sourceIp: present(record.sourceIPAddress),
    userAgent: userAgent === undefined ? undefined : cut(userAgent, 200),
  };
}

function nameOf(identity: UserIdentity | undefined): string | undefined {
  if (identity === undefined) return undefined;
  if (identity.type === 'Root') return 'root';
  if (identity.type === 'FederatedUser') return federatedName(identity);
  const arn = present(identity.arn);
  const role = arn === undefined ? undefined : /^[^/]*:assumed-role\/(.+)$/.exec(arn)?.[1];
  if (role !== undefined) return role;
  return userNameOf(identity) ?? present(identity.onBehalfOf?.userId);
}

/** Some records of IAM users have the name in the ARN only. */
export function userNameOf({ userName, arn }: UserIdentity): string | undefined {
  const name = present(userName);
  const named = /^[^/]*:(?:user|federated-user)\/(?:.*\/)?([^/]+)$/.exec(present(arn) ?? '')?.[1];
  // What other tools write where CloudTrail has nothing, unless the ARN says so, too.
  const isNone = name === hiddenName || (name === 'None' && named !== undefined);
  return isNone ? named : (name ?? named);
}

/** Whoever makes such a session calls it as they like. */
function federatedName({ arn, principalId, sessionContext }: UserIdentity): string {
  const chosen = /(?:\/|^\d{12}:)([^/]+)$/.exec(present(arn) ?? present(principalId) ?? '')?.[1] ?? 'not named';
  return `${nameInArn(sessionContext?.sessionIssuer?.arn) ?? 'federated-user'}/${chosen}`;
}

/** The role whose session an ARN names; undefined of anything else. */
export function roleOfSession(arn = ''): { account: string; role: string; session: string } | undefined {
  const [, account, role, session] = /^arn:[^:]+:sts::(\d+):assumed-role\/([^/]+)\/(.+)$/i.exec(arn) ?? [];
  return account === undefined || role === undefined || session === undefined ? undefined : { account, role, session };
}

/** Of an IAM user or root. */
export function nameInArn(arn = ''): string | undefined {
  return /^arn:[^:/]*:iam::[^:/]*:(?:user\/(?:.*\/)?)?([^:/]+)$/.exec(arn)?.[1];
}

/** Marks of a console session in records before `sessionCredentialFromConsole` (event version 1.08; seen in 2018 records). Later records do not need them, and anybody may call themselves so. */
const consoleAgents = new Set(['signin.amazonaws.com', 'console.amazonaws.com', 'AWS Internal', 'Coral/Netty4']);

function fromConsole(record: CloudTrailRecord): boolean {
  return (
    record.sessionCredentialFromConsole ||
    record.userIdentity?.invokedBy === 'signin.amazonaws.com' ||
    (Number(record.eventVersion) < 1.08 && consoleAgents.has(record.userAgent ?? ''))
  );
}

/** Whether the record says that root acts through `sts:AssumeRoot` (AWS's central root clean-up). */
function isAssumedRoot(identity: UserIdentity): boolean {
  return identity.sessionContext?.assumedRoot === true;
}

function credentialOf(record: CloudTrailRecord): Credential {
  const identity = record.userIdentity;
  if (identity === undefined) return 'unknown';
  const key = present(identity.accessKeyId);
  switch (identity.type) {
    case 'Root':
      if (isAssumedRoot(identity)) return 'assumed-root';
      return key?.startsWith('AKIA') === true ? 'long-term-key' : 'root-session';
    case 'IAMUser':
      if (record.eventSource === 'signin.amazonaws.com') return 'console';
      // The console hands out temporary keys only.
      if (key?.startsWith('AKIA') === true) return 'long-term-key';
      if (fromConsole(record)) return 'console';
      if (key === undefined) return 'unknown';
      if (identity.sessionContext === undefined) return key.startsWith('ASIA') ? 'session-token' : 'long-term-key';
      // A GetSessionToken session without MFA cannot call IAM (AWS STS API reference), so what did is a console or `aws login` session.
      return record.eventSource === 'iam.amazonaws.com' && mfaVerdict(record) === 'none' ? 'console' : 'session-token';
    case 'AssumedRole':
      if (identity.sessionContext?.sessionIssuer?.userName?.startsWith('AWSReservedSSO_') === true)
        return 'identity-center';
      return present(identity.sessionContext?.webIdFederationData?.federatedProvider) === undefined
        ? 'role'
        : 'federated';
    case 'FederatedUser':
    case 'SAMLUser':
    case 'WebIdentityUser':
      return 'federated';
    case 'AWSService':
      return 'service';
    default:
      return portalUserOf(record) === undefined ? 'unknown' : 'identity-center';
  }
}

/**
 * `none` only of an IAM user or root: for roles and federated sessions CloudTrail says "false" even if the identity
 * provider asked for MFA (AWS: CloudTrail console sign-in events).
 */
function mfaVerdict(record: CloudTrailRecord): MfaVerdict {
  const identity = record.userIdentity;
  if (identity?.sessionContext?.attributes?.mfaAuthenticated === true) return 'mfa';
  if (identity === undefined || isAssumedRoot(identity)) return 'unknown';
  if (identity.type !== 'IAMUser' && identity.type !== 'Root') return 'unknown';
  if (record.eventSource !== 'signin.amazonaws.com') return 'none';
  // Before a sign-in has succeeded nobody knows who it is.
  if (!hasSignedIn(record)) return 'unknown';
  if (usedMfa(record)) return 'mfa';
  return present(record.additionalEventData?.MFAUsed) === undefined ? 'unknown' : 'none';
}

function hasSignedIn({ eventSource, eventName, responseElements }: CloudTrailRecord): boolean {
  const isSignIn = eventSource === 'signin.amazonaws.com' && eventName === 'ConsoleLogin';
  return isSignIn && responseElements?.ConsoleLogin !== 'Failure';
}

/** ConsoleLogin writes "Yes", "YES" and "No" (AWS samples of different years). */
export function usedMfa(record: CloudTrailRecord): boolean {
  return record.additionalEventData?.MFAUsed?.trim().toLowerCase() === 'yes';
}
