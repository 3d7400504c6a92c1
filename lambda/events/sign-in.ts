import * as z from 'zod/mini';
import { usedMfa } from './actor';
import type { CloudTrailRecord } from './record';
import { present } from './text';

export const signInSchema = z.object({
  /** `Success` or `Failure`; absent where the event has none. */
  outcome: z.optional(z.string()),
  mfaUsed: z.boolean(),
  /** Identity Center only: PASSWORD, TOTP, WEBAUTHN … */
  credentialType: z.optional(z.string()),
  loginTo: z.optional(z.string()),
});

/** Sign-in events that carry their outcome under their own name. */
const answered = [
  'ConsoleLogin',
  'CheckMfa',
  'PasswordRecoveryRequested',
  'PasswordRecoveryCompleted',
  'PasswordUpdated',
  'EmailUpdated',
] as const;

/** @returns undefined of all that is no sign-in event. */
export function signInOf(record: CloudTrailRecord): z.infer<typeof signInSchema> | undefined {
  if (record.eventSource !== 'signin.amazonaws.com') return undefined;
  return {
    outcome:
      answered.map((name) => present(record.responseElements?.[name])).find((outcome) => outcome !== undefined) ??
      present(record.serviceEventDetails?.CredentialVerification),
    mfaUsed: usedMfa(record),
    credentialType: present(record.additionalEventData?.CredentialType),
    loginTo: present(record.additionalEventData?.LoginTo)?.slice(0, 100),
  };
}
