import * as z from 'zod/mini';
import { account } from '../config/account';

/** Kinds of change that can be announced, and the IAM calls that each consists of. */
export const expectedActs = {
  'adds-device': ['CreateVirtualMFADevice', 'EnableMFADevice'],
  'resyncs-device': ['ResyncMFADevice'],
} as const;
export type ExpectedAct = keyof typeof expectedActs;
const acts = Object.keys(expectedActs) as [ExpectedAct, ...ExpectedAct[]];

/** An announced change: it lowers one kind of act by one actor on one user, for a while. Times are ISO 8601 in UTC. */
export const expectationSchema = z.object({
  id: z.string(),
  account,
  user: z.string(),
  act: z.enum(acts),
  /** Name or ARN of who does it. */
  actor: z.string(),
  reason: z.string(),
  /** Who announced it. */
  by: z.string(),
  from: z.iso.datetime(),
  until: z.iso.datetime(),
});
export type Expectation = z.infer<typeof expectationSchema>;
