import * as z from 'zod/mini';
import { account } from '../../config/account';
import { iamName } from '../../config/iam-name';
import { alertSchema } from '../../alerts/alert';
import { answers, answerSchema } from '../../alerts/answer';
import { expectationSchema, expectedActs, type ExpectedAct } from '../../alerts/expectation';
import { utc } from '../../alerts/wording';

/** The name of the function that answers these, in every account: the command line finds it by it. */
export const respondFunction = 'mfa-watch-respond';

/** Minutes. An announcement is for a change that is about to happen. */
export const longestExpectation = 24 * 60;

const alertId = z
  .string()
  // Phones begin what they take for a sentence with a capital.
  .check(z.toLowerCase(), z.regex(/^[0-9a-f]{16}$/, 'expected the id of an alert: 16 digits and letters a to f'));
const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));

/** Characters: IAM API reference, CreateUser; of a session: AWS STS API reference, AssumeRole. */
const session = /^[\w+=,.@-]{1,64}\/[\w+=,.@-]{2,64}$/;
/** As CloudTrail writes it of whoever acts: of a role that is the session, not the role. */
const arnOfActor = /^arn:[\w-]+:(iam::\d{12}:user|sts::\d{12}:(assumed-role|federated-user))\/[!-~]+$/i;

const user = z
  .string()
  .check(
    z.regex(
      iamName,
      'expected the name of an IAM user, and not root: 1 to 64 letters, digits and any of + = , . @ _ -',
    ),
  );
const actor = z.string().check(
  z.maxLength(300),
  z.refine(
    (text) => [iamName, session, arnOfActor].some((pattern) => pattern.test(text)),
    'expected an IAM user such as helpdesk, a role session such as HelpDesk/jane, or the ARN of one, such as ' +
      'arn:aws:iam::111122223333:user/helpdesk; never root',
  ),
);
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
    user,
    act: z.enum(acts),
    /** Name or ARN; absent: the user themself. */
    actor: z.optional(actor),
    /** Minutes, a day at most. */
    minutes: z.number().check(z.int(), z.minimum(1), z.maximum(longestExpectation)),
    reason: text(300),
    by: text(300),
  }),
  z.strictObject({ action: z.literal('cancel'), expectation: z.string().check(z.toLowerCase()), by: text(300) }),
  z.strictObject({ action: z.literal('expectations') }),
]);
export type Request = z.infer<typeof requestSchema>;
export type Action<Name> = Extract<Request, { action: Name }>;

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

export function done(message: string): Reply {
  return { ok: true, message };
}

export function refused(message: string): Reply {
  return { ok: false, message };
}

/** @param time ISO 8601 in UTC; nobody who reads a reply needs it finer. */
export function minute(time: string): string {
  return utc(`${time.slice(0, 16)}Z`);
}
