import * as z from 'zod/mini';
import { severities } from '../detections/severity';
import { account, organizationalUnit } from './account';
import { exceptionSchema } from './exceptions';
import { weekdays } from './posture';

const text = z.string().check(z.minLength(1));

function json<Schema extends z.ZodMiniType>(schema: Schema) {
  const parsed = z.transform((value: string, context): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      context.issues.push({ code: 'custom', message: 'not JSON', input: value });
      return z.NEVER;
    }
  });
  return z.pipe(z.pipe(z.string(), parsed), schema);
}

/**
 * `alerts`: a topic for mail, queues and functions; `chat`: a topic that Amazon Q shows in one Slack channel; `queue`: a
 * topic that no person reads; `bus`: an event bus; `security-hub`: findings in Security Hub.
 */
export const destinationKinds = ['alerts', 'chat', 'queue', 'bus', 'security-hub'] as const;

/** Whether it is an SNS topic. */
export function isTopic({ kind }: { kind: (typeof destinationKinds)[number] }): boolean {
  return kind !== 'bus' && kind !== 'security-hub';
}

/** Some accounts, and who is told of their alerts. Without accounts and units: all. */
const route = z.object({
  accounts: z._default(z.array(account), []),
  /** Ids; an account is in a unit that is anywhere above it. */
  organizationalUnits: z._default(z.array(organizationalUnit), []),
  destinations: z.readonly(
    z.array(
      z.object({
        name: text,
        minSeverity: z.enum(severities),
        /** Ids, one of which must be in the alert; absent: any. */
        detections: z.optional(z.array(z.string())),
        /** Only of what nobody has answered in time. */
        when: z.optional(z.literal('unanswered')),
      }),
    ),
  ),
});
export type Route = z.output<typeof route>;

const environmentSchema = z.object({
  /** Name of the DynamoDB table. */
  table: text,
  destinations: json(
    z.array(
      z.object({
        name: text,
        /** Of a topic or an event bus; of `security-hub` that of the product in whose name findings are imported. */
        arn: text,
        kind: z.enum(destinationKinds),
      }),
    ),
  ),
  /** Who is told of which account's alerts. The first that fits counts; the last, without conditions, fits all. */
  routes: json(z.array(route)),
  /** Who is told beside those: all that fit. */
  besides: json(z.array(route)),
  /** How people are told. */
  pace: json(
    z.object({
      /** Minutes after a mail in which news of the same alert waits, unless it is more severe. */
      quietMinutes: z.number(),
      /** Messages an hour for one account and one destination; what is more is told in a summary. */
      floodLimit: z.number(),
      /** Minutes in which somebody must answer an alert of high or critical before others are told. */
      escalateAfterMinutes: z.number(),
    }),
  ),
  /** What the reader is pointed to. */
  hints: json(
    z.object({
      /** Name of the table of CloudTrail in Athena. */
      athenaTable: text,
      /** Where the pages of docs/ are published; absent: nowhere that is known. */
      docsUrl: z.optional(text),
      /** URL of the queue that takes what is pressed in Slack; absent: no channel has buttons. */
      answerQueue: z.optional(text),
    }),
  ),
  /** URL of the queue for what could not be read. */
  deadLetters: text,
  /** ARN of the guard's topic, which the functions look at and never send to. */
  guard: text,
  /** Settings by detection id; what is absent keeps the detection's default. */
  detections: json(z.record(z.string(), z.record(z.string(), z.unknown()))),
  exceptions: json(z.array(exceptionSchema)),
  /** How the account is looked at; null: it is not. */
  posture: json(z.nullable(z.object({ summaryDay: z.enum(weekdays), passwordGraceDays: z.number() }))),
  /** The account that the function runs in. */
  account: text,
  /** Names of accounts by id, for what AWS Organizations cannot be asked. */
  accounts: json(z.record(account, z.string())),
  /** Id of the organization whose members send events; null: only those of the function's own account count. */
  organization: json(z.nullable(text)),
});

/** What the function is told at deployment. */
export type Environment = z.output<typeof environmentSchema>;

/** How the guard's topic is called beside destinations, whose names begin with `alerts`, `slack-` or `to-`. */
export const guardName = 'guard';

/** Something that people or tools are told by. */
export interface Told {
  name: string;
  arn: string;
  kind: (typeof destinationKinds)[number] | 'guard';
}

/** Everything that people or tools are told by, whoever sends there. */
export function toldBy({ destinations, guard }: Pick<Environment, 'destinations' | 'guard'>): Told[] {
  return [...destinations, { name: guardName, arn: guard, kind: 'guard' }];
}

/** The same before deployment: any text may still be CDK's token for a value that only CloudFormation knows. */
type Deployed<Value> = Value extends string
  ? string
  : Value extends object
    ? { [Key in keyof Value]: Deployed<Value[Key]> }
    : Value;

export const names = {
  table: 'MFA_WATCH_TABLE',
  destinations: 'MFA_WATCH_DESTINATIONS',
  deadLetters: 'MFA_WATCH_DEAD_LETTERS',
  guard: 'MFA_WATCH_GUARD',
  detections: 'MFA_WATCH_DETECTIONS',
  exceptions: 'MFA_WATCH_EXCEPTIONS',
  account: 'MFA_WATCH_ACCOUNT',
  accounts: 'MFA_WATCH_ACCOUNTS',
  organization: 'MFA_WATCH_ORGANIZATION',
  routes: 'MFA_WATCH_ROUTES',
  besides: 'MFA_WATCH_BESIDES',
  pace: 'MFA_WATCH_PACE',
  hints: 'MFA_WATCH_HINTS',
  posture: 'MFA_WATCH_POSTURE',
} as const satisfies Record<keyof Environment, string>;

/**
 * Bytes. Lambda takes 4,096 and measures names and values as one text of JSON, with its quotation marks escaped (so says its
 * error message, "String measured: …"); the rest is left for what others add.
 */
const limit = 4_000;

/**
 * @param filledIn gives the text as long as it is at most when the deployment has filled in what only it knows.
 * @returns the function's environment variables.
 * @throws if Lambda would refuse them for their size, which else shows only in the middle of a deployment.
 */
export function toEnvironment(
  environment: Deployed<Environment>,
  filledIn = (value: string): string => value,
): Record<string, string> {
  const { table, deadLetters, guard, account, ...structured } = environment;
  const json = Object.entries(structured).map(([key, value]) => [key, written(key, value)] as const);
  const values = { table, deadLetters, guard, account, ...Object.fromEntries(json) };
  const variables = Object.entries(values).map(([key, value]) => [names[key as keyof Environment], value] as const);
  const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
  const size = sizeOf(Object.fromEntries(variables.map(([name, value]) => [name, filledIn(value)])));
  if (size > limit)
    throw new Error(
      `the settings take ${size} of the ${limit} bytes that fit into a Lambda function's environment: ` +
        `${json.map(([key, value]) => `${key} ${sizeOf(filledIn(value))}`).join(', ')}; ` +
        'set fewer detections or exceptions, or name fewer Slack channels, overrides, destinations or accounts, in mfa-watch.yaml',
    );
  return Object.fromEntries(variables);
}

/** Of who is told, lists that are empty take no room. */
function written(key: string, value: unknown): string {
  const isLeftOut = (name: string, inner: unknown): boolean =>
    ['accounts', 'organizationalUnits'].includes(name) && Array.isArray(inner) && inner.length === 0;
  if (key !== 'routes' && key !== 'besides') return JSON.stringify(value);
  return JSON.stringify(value, (name, inner: unknown) => (isLeftOut(name, inner) ? undefined : inner));
}

/** @throws with the variable's name, if one is missing or not as `toEnvironment` wrote it. */
export function fromEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const values = Object.fromEntries(Object.entries(names).map(([key, name]) => [key, env[name]]));
  const parsed = environmentSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const wrong = new Set(parsed.error.issues.map(({ path }) => names[path[0] as keyof Environment]));
  throw new Error(`environment variables missing or not as mfa-watch deploys them: ${[...wrong].join(', ')}`);
}
