import * as z from 'zod/mini';
import { severities } from '../detections/severity';
import { account, organizationalUnit } from './account';
import { exceptionSchema } from './exceptions';

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

const environmentSchema = z.object({
  /** Name of the DynamoDB table. */
  table: text,
  topics: json(
    z.array(
      z.object({
        name: text,
        arn: text,
        /** `alerts`: mail, queues and functions; `chat`: what Amazon Q shows in one Slack channel. */
        kind: z.enum(['alerts', 'chat']),
      }),
    ),
  ),
  /** Who is told of which account's alerts. The first that fits counts; the last, without conditions, fits all. */
  routes: json(
    z.array(
      z.object({
        accounts: z.array(account),
        organizationalUnits: z.array(organizationalUnit),
        topics: z.array(z.object({ name: text, minSeverity: z.enum(severities) })),
      }),
    ),
  ),
  /** URL of the queue for what could not be read. */
  deadLetters: text,
  /** Settings by detection id; what is absent keeps the detection's default. */
  detections: json(z.record(z.string(), z.record(z.string(), z.unknown()))),
  exceptions: json(z.array(exceptionSchema)),
  /** The account that the function runs in. */
  account: text,
  /** Names of accounts by id, for what AWS Organizations cannot be asked. */
  accounts: json(z.record(account, z.string())),
  /** Id of the organization whose members send events; null: only those of the function's own account count. */
  organization: json(z.nullable(text)),
});

/** What the function is told at deployment. */
export type Environment = z.output<typeof environmentSchema>;

/** The same before deployment: any text may still be CDK's token for a value that only CloudFormation knows. */
type Deployed<Value> = Value extends string
  ? string
  : Value extends object
    ? { [Key in keyof Value]: Deployed<Value[Key]> }
    : Value;

export const names = {
  table: 'MFA_WATCH_TABLE',
  topics: 'MFA_WATCH_TOPICS',
  deadLetters: 'MFA_WATCH_DEAD_LETTERS',
  detections: 'MFA_WATCH_DETECTIONS',
  exceptions: 'MFA_WATCH_EXCEPTIONS',
  account: 'MFA_WATCH_ACCOUNT',
  accounts: 'MFA_WATCH_ACCOUNTS',
  organization: 'MFA_WATCH_ORGANIZATION',
  routes: 'MFA_WATCH_ROUTES',
} as const satisfies Record<keyof Environment, string>;

/** Bytes. Lambda takes 4 KB for all names and values; the rest is left for what AWS and the logger add. */
const limit = 3_500;

/**
 * @returns the function's environment variables.
 * @throws if Lambda would refuse them for their size, which else shows only in the middle of a deployment.
 */
export function toEnvironment(environment: Deployed<Environment>): Record<string, string> {
  const { table, deadLetters, account, ...structured } = environment;
  const json = Object.entries(structured).map(([key, value]) => [key, JSON.stringify(value)] as const);
  const values = { table, deadLetters, account, ...Object.fromEntries(json) };
  const size = sizeOf(Object.values(values).join(''));
  if (size > limit)
    throw new Error(
      `the settings take ${size} of the ${limit} bytes that fit into a Lambda function's environment: ` +
        `${json.map(([key, value]) => `${key} ${sizeOf(value)}`).join(', ')}; ` +
        'set fewer detections or exceptions, or name fewer Slack channels, overrides or accounts, in mfa-watch.yaml',
    );
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [names[key as keyof Environment], value]));
}

/** CDK writes `${Token[…]}` for what only the deployment knows; an ARN of ours takes at most about 120 bytes. */
function sizeOf(value: string): number {
  return Buffer.byteLength(value.replaceAll(/\$\{Token\[[^\]]*\]\}/g, 'x'.repeat(120)));
}

/** @throws with the variable's name, if one is missing or not as `toEnvironment` wrote it. */
export function fromEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const values = Object.fromEntries(Object.entries(names).map(([key, name]) => [key, env[name]]));
  const parsed = environmentSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const wrong = new Set(parsed.error.issues.map(({ path }) => names[path[0] as keyof Environment]));
  throw new Error(`environment variables missing or not as mfa-watch deploys them: ${[...wrong].join(', ')}`);
}
