import * as z from 'zod/mini';
import { severities } from '../detections/severity';
import { exceptionSchema } from './exceptions';

const text = z.string().check(z.minLength(1));

function json<Value>(schema: z.ZodMiniType<Value, Value>) {
  return z.codec(z.string(), schema, {
    decode: (value, context) => {
      try {
        return JSON.parse(value) as Value;
      } catch {
        context.issues.push({ code: 'custom', message: 'not JSON', input: value });
        return z.NEVER;
      }
    },
    encode: (value) => JSON.stringify(value),
  });
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
        minSeverity: z.enum(severities),
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
});

/** What the function is told at deployment. */
export type Environment = z.output<typeof environmentSchema>;

const names = {
  table: 'MFA_WATCH_TABLE',
  topics: 'MFA_WATCH_TOPICS',
  deadLetters: 'MFA_WATCH_DEAD_LETTERS',
  detections: 'MFA_WATCH_DETECTIONS',
  exceptions: 'MFA_WATCH_EXCEPTIONS',
  account: 'MFA_WATCH_ACCOUNT',
} as const satisfies Record<keyof Environment, string>;

/** Bytes. Lambda takes 4 KB for all names and values; the rest is left for what AWS and the logger add. */
const limit = 3_500;

/**
 * @returns the function's environment variables.
 * @throws if Lambda would refuse them for their size, which else shows only in the middle of a deployment.
 */
export function toEnvironment(environment: Environment): Record<string, string> {
  const values = z.encode(environmentSchema, environment);
  const size = sizeOf(Object.values(values));
  if (size > limit)
    throw new Error(
      `the settings take ${size} of the ${limit} bytes that fit into a Lambda function's environment: ` +
        `detections ${sizeOf([values.detections])}, exceptions ${sizeOf([values.exceptions])}, topics ${sizeOf([values.topics])}; ` +
        'set fewer detections or exceptions, or name fewer Slack channels, in mfa-watch.yaml',
    );
  return Object.fromEntries(Object.entries(names).map(([key, name]) => [name, values[key as keyof Environment]]));
}

/** CDK writes `${Token[…]}` for what only the deployment knows; an ARN of ours takes at most about 120 bytes. */
function sizeOf(values: readonly string[]): number {
  return Buffer.byteLength(values.join('').replaceAll(/\$\{Token\[[^\]]*\]\}/g, 'x'.repeat(120)));
}

/** @throws with the variable's name, if one is missing or not as `toEnvironment` wrote it. */
export function fromEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const values = Object.fromEntries(Object.entries(names).map(([key, name]) => [key, env[name]]));
  const parsed = environmentSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const wrong = new Set(parsed.error.issues.map(({ path }) => names[path[0] as keyof Environment]));
  throw new Error(`environment variables missing or not as mfa-watch deploys them: ${[...wrong].join(', ')}`);
}
