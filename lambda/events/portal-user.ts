import type { CloudTrailRecord } from './record';
import { hiddenName, present } from './text';

/** A user of Identity Center, as far as the record says who: the id stays the same whatever they are called. */
export interface PortalUser {
  name?: string | undefined;
  id?: string | undefined;
}

/** Identity Center's directory, which CloudTrail knows under two names (AWS Security Blog, 2025). */
export const directory = new Set(['sso-directory.amazonaws.com', 'identitystore.amazonaws.com']);
const signInSteps = new Set(['CredentialChallenge', 'CredentialVerification', 'UserAuthentication']);

/** @returns who acts, if that is somebody in the access portal; until July 2025 they were of type `Unknown` (AWS Security Blog). */
export function portalUserOf({ userIdentity, eventSource, eventName }: CloudTrailRecord): PortalUser | undefined {
  const isOlder = userIdentity?.type === 'Unknown' && (directory.has(eventSource) || signInSteps.has(eventName));
  if (userIdentity?.type !== 'IdentityCenterUser' && !isOlder) return undefined;
  const name = present(userIdentity.userName);
  return {
    name: name === hiddenName ? undefined : name,
    id: present(userIdentity.onBehalfOf?.userId) ?? principalOf(userIdentity),
  };
}

/** In AWS's samples of the older records the account stands where others have their own id: it tells nobody apart. */
export function principalOf(identity: CloudTrailRecord['userIdentity']): string | undefined {
  const principalId = present(identity?.principalId);
  const isOfPortal = identity?.type === 'Unknown' || identity?.type === 'IdentityCenterUser';
  return isOfPortal && /^\d{12}$/.test(principalId ?? '') ? undefined : principalId;
}
