import * as z from 'zod/mini';
import { account } from '../config/account';
import { alertSchema } from '../alerts/alert';
import { answers, answerSchema } from '../alerts/answer';
import { expectationSchema, expectedActs, type ExpectedAct } from '../alerts/expectation';

/** The name of the function that answers these, in every account: commands in Slack have little room. */
export const respondFunction = 'mfa-watch-respond';

/** Minutes. An announcement is for a change that is about to happen. */
export const longestExpectation = 24 * 60;

const alertId = z
  .string()
  .check(z.regex(/^[0-9a-f]{16}$/, 'expected the id of an alert: 16 digits and letters a to f'));
const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));
const acts = Object.keys(expectedActs) as [ExpectedAct, ...ExpectedAct[]];

/** `<id>@<name of the channel>`: all that a button in Slack can say. */
const fromSlack = z.string().check(z.regex(/^[0-9a-f]{16}@[\w-]{1,140}$/));

/** What a button in Slack says. */
export const buttonSchema = z.union([
  z.strictObject({ ack: fromSlack }),
  z.strictObject({ expected: fromSlack }),
  z.strictObject({ escalate: fromSlack }),
]);
export type Button = z.infer<typeof buttonSchema>;

/** What a person asks of the deployed detector, by a button in Slack or from the command line. */
export const requestSchema = z.union([
  buttonSchema,
  z.strictObject({
    action: z.literal('answer'),
    answer: z.enum(answers),
    alert: alertId,
    by: text(300),
    note: z.optional(text(300)),
  }),
  z.strictObject({ action: z.literal('alerts'), days: z.number().check(z.int(), z.minimum(1), z.maximum(90)) }),
  z.strictObject({
    action: z.literal('expect'),
    account: z.optional(account),
    user: text(128),
    act: z.enum(acts),
    /** Name or ARN; absent: the user themself. */
    actor: z.optional(text(300)),
    /** Minutes, a day at most. */
    minutes: z.number().check(z.int(), z.minimum(1), z.maximum(longestExpectation)),
    reason: text(300),
    by: text(300),
  }),
  z.strictObject({ action: z.literal('cancel'), expectation: z.string(), by: text(300) }),
  z.strictObject({ action: z.literal('expectations') }),
]);
export type Request = z.infer<typeof requestSchema>;

/** An alert as it stands, and who is told of it. */
export const standingSchema = z.object({
  alert: alertSchema,
  answer: z.optional(answerSchema),
  /** Names of the destinations that have accepted it, or will. */
  told: z.array(z.string()),
});
export type Standing = z.infer<typeof standingSchema>;

/** `message` is for a person: what was done, or what is wrong and what was expected. */
export const replySchema = z.object({
  ok: z.boolean(),
  message: z.string(),
  alerts: z.optional(z.array(standingSchema)),
  expectations: z.optional(z.array(expectationSchema)),
});
export type Reply = z.infer<typeof replySchema>;
