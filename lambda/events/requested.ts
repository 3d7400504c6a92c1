import type { CloudTrailRecord } from './record';
import { cut } from './text';

const mfaCalls = /MFADevice$/;
/** Account Management's hold people's addresses, and a code that may still be good. */
const unlisted = new Set(['signin.amazonaws.com', 'sts.amazonaws.com', 'account.amazonaws.com']);
/** Stands among what is requested for the one parameter that matters and is no text (EventBridge: RemovePermission). */
export const allPermissions = 'removeAllPermissions';

/** @returns undefined where the event has none, or they are nobody’s business. */
export function requestedBy(record: CloudTrailRecord): string[] | undefined {
  const { eventSource, eventName, requestParameters, serviceEventDetails, errorMessage, unread } = record;
  if (unlisted.has(eventSource) || mfaCalls.test(eventName)) return undefined;
  // Organizations logs of itself who has departed; nobody has requested that.
  const isItsOwn = requestParameters === undefined && eventSource === 'organizations.amazonaws.com';
  const known = isItsOwn ? serviceEventDetails : requestParameters;
  if (known === undefined) return namedInRefusal(errorMessage);
  const values: string[] = requestParameters?.removeAllPermissions === true ? [allPermissions] : [];
  // What is known goes first, whatever else somebody has put before it; of a user only a part is known.
  const others = Object.entries((isItsOwn ? unread.serviceEventDetails : unread.requestParameters) ?? {})
    .filter(([name]) => name === 'user' || !Object.hasOwn(known, name))
    .map(([, value]) => value);
  for (const part of [{ ...known, policyDocument: undefined, user: undefined }, others]) {
    const open: unknown[] = [part];
    // It grows while it is walked; shift() would move all that is left, each time.
    for (const value of open)
      if (values.length === 100) break;
      else if (typeof value === 'string') values.push(cut(value, 150));
      else if (typeof value === 'object' && value !== null)
        for (const inner of (Object.values(value) as unknown[]).slice(0, 100))
          if (inner !== undefined) open.push(inner);
  }
  return values.length === 0 ? undefined : values;
}

/** A refused call has no parameters; what it asked for stands in the message only. */
function namedInRefusal(message = ''): string[] | undefined {
  // The flag s: a line break would let it try again from each further "on resource: ".
  const resource = /on resource: (.+?)(?: because | with an explicit deny|$)/s.exec(message)?.[1];
  return resource === undefined ? undefined : [cut(resource, 150)];
}
