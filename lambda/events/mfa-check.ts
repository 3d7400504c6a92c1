import { signsIn, type TrailEvent } from './trail-event';

/**
 * Whether the event shows a code or device that AWS refused. Of a failed ConsoleLogin AWS does not say which factor
 * failed: `MFAUsed: Yes` says only that MFA was involved.
 */
export function failedMfaCheck(event: TrailEvent): boolean {
  switch (event.source) {
    case 'signin.amazonaws.com':
      return event.signIn?.outcome === 'Failure' && involvesMfa(event);
    case 'sts.amazonaws.com':
      return (
        event.errorCode === 'AccessDenied' &&
        !isRefusedAnyway(event) &&
        (event.serialNumber !== undefined || event.errorMessage?.startsWith(stsMfaRefusal) === true)
      );
    case 'iam.amazonaws.com':
      return event.errorCode === 'InvalidAuthenticationCode';
    default:
      return false;
  }
}

/** What IAM's policies refuse, and what nobody may call with a session, no code would have let through (texts of STS, as its users report them). */
function isRefusedAnyway({ errorMessage = '' }: TrailEvent): boolean {
  return /is not authorized to perform: sts:|^Cannot call \w+ with session credentials/.test(errorMessage);
}

/** Whether a sign-in or an STS call was let through with MFA. */
export function passedMfaCheck(event: TrailEvent): boolean {
  if (event.source === 'signin.amazonaws.com') return event.signIn?.outcome === 'Success' && involvesMfa(event);
  return event.source === 'sts.amazonaws.com' && event.errorCode === undefined && event.serialNumber !== undefined;
}

/** An IAM user is in the console, and the record does not say that it was with MFA. */
export function signsInWithoutMfa(event: TrailEvent): boolean {
  return signsIn(event) && event.actor.type === 'IAMUser' && event.actor.mfa !== 'mfa';
}

const passwordTypes = new Set(['PASSWORD', 'EXTERNAL_IDP']);

function involvesMfa({ name, signIn }: TrailEvent): boolean {
  if (name === 'ConsoleLogin') return signIn?.mfaUsed === true;
  if (name !== 'CredentialVerification') return false;
  const type = signIn?.credentialType;
  return type !== undefined && !passwordTypes.has(type) && !isWorkSpaces(signIn);
}

/** Amazon WorkSpaces writes sign-in events under the names of Identity Center. */
export function isWorkSpaces(signIn: TrailEvent['signIn']): boolean {
  return signIn?.credentialType === 'SMARTCARD' || signIn?.loginTo?.includes('/workspaces') === true;
}

const stsMfaRefusal = 'MultiFactorAuthentication failed';

/** STS records that are about MFA: those that name a device, and refusals that say so. */
export const stsMfaCondition = [
  { 'requestParameters.serialNumber': { exists: true } },
  { errorCode: { equals: ['AccessDenied'] }, errorMessage: { prefix: stsMfaRefusal } },
] as const;
