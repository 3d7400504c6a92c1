import * as z from 'zod/mini';
import type { CloudTrailRecord } from './record';
import { present } from './text';

/** What a call on a policy says of it. */
export const policySchema = z.object({
  /** ARN of a managed policy; `user/alice/name` (or group, role) of an inline one. */
  id: z.string(),
  /** `user/alice`, `group/…` or `role/…` where the call names one. */
  holder: z.optional(z.string()),
  versionId: z.optional(z.string()),
  /** CreatePolicyVersion only: the new text is in force at once. */
  isDefault: z.boolean(),
  /** Whether the text carries `aws:MultiFactorAuthPresent`; absent: the call carries no text. */
  mentionsMfa: z.optional(z.boolean()),
});
export type PolicyCall = z.infer<typeof policySchema>;

/** Case does not matter in condition keys (IAM user guide); the console sends the text URL-encoded or plain. */
export function mentionsMfa(policyText: string): boolean {
  return /aws(:|%3a)multifactorauth(present|age)/i.test(policyText);
}

/** @returns undefined for calls that concern no policy. */
export function policyOf(record: CloudTrailRecord): PolicyCall | undefined {
  if (record.eventSource !== 'iam.amazonaws.com' || !record.eventName.includes('Policy')) return undefined;
  const request = record.requestParameters;
  const holder = holderOf(request);
  const name = present(request?.policyName);
  const arn = present(request?.policyArn) ?? present(record.responseElements?.policy?.arn);
  const id = arn ?? (holder !== undefined && name !== undefined ? `${holder}/${name}` : undefined);
  if (id === undefined) return undefined;
  const text = present(request?.policyDocument);
  return {
    id,
    holder,
    versionId: present(request?.versionId) ?? present(record.responseElements?.policyVersion?.versionId),
    isDefault: request?.setAsDefault === true,
    ...(text === undefined ? {} : { mentionsMfa: mentionsMfa(text) }),
  };
}

function holderOf(request: CloudTrailRecord['requestParameters']): string | undefined {
  const [user, group, role] = [request?.userName, request?.groupName, request?.roleName].map(present);
  if (user !== undefined) return `user/${user}`;
  if (group !== undefined) return `group/${group}`;
  return role === undefined ? undefined : `role/${role}`;
}
