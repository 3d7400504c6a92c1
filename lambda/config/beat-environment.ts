import * as z from 'zod/mini';

/** Ids of detections that are turned off: rules do not listen to what only they watch. */
const off = z.array(z.string());

/** What the function that sends heartbeats is told at deployment. */
export interface BeatEnvironment {
  account: string;
  off: readonly string[];
  /** ARN of the function that rules hand events to. */
  detect: string;
  /** ARN of the function that looks for what was not delivered. */
  reconcile: string;
  /** ARN of the function that looks at the account; absent: it is not looked at. */
  posture?: string | undefined;
  /** ARN of the topic that rules tell of tampering. */
  guard: string;
}

const schema = z.object({
  MFA_WATCH_ACCOUNT: z.string(),
  MFA_WATCH_OFF: z.string(),
  MFA_WATCH_DETECT: z.string(),
  MFA_WATCH_RECONCILE: z.string(),
  MFA_WATCH_POSTURE: z.optional(z.string()),
  MFA_WATCH_GUARD: z.string(),
});

export function toBeatEnvironment(told: BeatEnvironment): z.infer<typeof schema> {
  return {
    MFA_WATCH_ACCOUNT: told.account,
    MFA_WATCH_OFF: JSON.stringify(told.off),
    MFA_WATCH_DETECT: told.detect,
    MFA_WATCH_RECONCILE: told.reconcile,
    ...(told.posture !== undefined && { MFA_WATCH_POSTURE: told.posture }),
    MFA_WATCH_GUARD: told.guard,
  };
}

/** @throws if it is not as `toBeatEnvironment` wrote it. */
export function fromBeatEnvironment(env: Readonly<Record<string, string | undefined>>): BeatEnvironment {
  const told = schema.parse(env);
  return {
    account: told.MFA_WATCH_ACCOUNT,
    off: off.parse(JSON.parse(told.MFA_WATCH_OFF)),
    detect: told.MFA_WATCH_DETECT,
    reconcile: told.MFA_WATCH_RECONCILE,
    posture: told.MFA_WATCH_POSTURE,
    guard: told.MFA_WATCH_GUARD,
  };
}
