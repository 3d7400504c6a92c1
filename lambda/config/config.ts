import * as z from 'zod/mini';
import type { Detection } from '../detections/detection';
import { severities, type Severity } from '../detections/severity';
import { endOf, exceptionSchema, problemWith, type Exception } from './exceptions';
import { partitions, type Partition } from './partition';
import { commonSettings } from './detection-settings';
import { inWords, pathInWords, problemsOf, unknownKey } from './wording';
import { readYaml, type Path, type Problem, type YamlFile } from './yaml';

/** The values that CloudWatch Logs accepts, in days. */
export const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

export interface SlackChannel {
  /** Names the topic, which remembers what was sent under that name. */
  name: string;
  workspaceId: string;
  channelId: string;
  minSeverity: Severity;
}

export interface Config {
  /** Absent: that of the shell's region. */
  partition?: Partition | undefined;
  email: string[];
  slack: SlackChannel[];
  /** The least severity that is sent; what is below is recorded. */
  minSeverity: Severity;
  logRetentionDays: (typeof retentionDays)[number];
  exceptions: Exception[];
  /** By detection id, as written; what is absent keeps the detection's default. */
  detections: Record<string, Record<string, unknown>>;
}

/** All that the configuration must know of a detection. */
export type Configurable = Pick<Detection, 'id' | 'settings'>;

/** Each problem is one line: where, what was expected, what is there. */
export type ConfigResult =
  /** Each warning is one line too, of something that holds no more. */
  { ok: true; config: Config; warnings: string[] } | { ok: false; problems: string[] };

/** What the command line says; it goes before the file. */
export interface Overrides {
  email?: unknown;
}

/** One string may hold several addresses, so that the command line can say all that the file can. */
const addresses = z.pipe(
  z.transform((value: unknown) => (typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value)),
  z.array(
    z.email('expected an e-mail address such as security@example.com'),
    'expected an e-mail address or a list of them',
  ),
);
const severity = z.enum(severities, `expected one of ${severities.join(', ')}`);
const text = (pattern: RegExp, expected: string) => z.string(expected).check(z.regex(pattern, expected));

const slackSchema = z.strictObject(
  {
    name: z.optional(text(/^[A-Za-z0-9_-]{1,64}$/, 'expected 1 to 64 letters, digits, "-" or "_"')),
    workspaceId: text(/^T[A-Z0-9]{2,}$/, 'expected the id of a Slack workspace, such as T01ABCDEF'),
    channelId: text(/^[CG][A-Z0-9]{2,}$/, 'expected the id of a Slack channel, such as C01ABCDEF'),
    minSeverity: z.optional(severity),
  },
  'expected workspaceId and channelId',
);

const fileSchema = z.strictObject(
  {
    partition: z.optional(z.enum(partitions, `expected one of ${partitions.join(', ')}`)),
    email: z._default(addresses, []),
    slack: z._default(z.array(slackSchema, 'expected a list of channels'), []),
    minSeverity: z._default(severity, 'medium'),
    logRetentionDays: z._default(
      z.literal(retentionDays, `expected one of ${retentionDays.join(', ')} (days, as CloudWatch Logs takes them)`),
      90,
    ),
    exceptions: z._default(z.array(exceptionSchema, 'expected a list of exceptions'), []),
    detections: z._default(
      z.record(
        z.string(),
        z.record(z.string(), z.unknown(), 'expected settings, each with its value'),
        'expected ids of detections, each with its settings',
      ),
      {},
    ),
  },
  'expected keys such as "email: security@example.com"',
);

/**
 * @param yamlText undefined: there is no file, all is default.
 * @param fileName how the problems call the file.
 * @param now milliseconds since the epoch: exceptions expire.
 */
export function parseConfig(
  yamlText: string | undefined,
  fileName: string,
  overrides: Overrides,
  detections: readonly Configurable[],
  now: number,
): ConfigResult {
  const yaml = readYaml(yamlText ?? '');
  const file = fileSchema.safeParse(yaml.value, inWords);
  const email = z.optional(addresses).safeParse(overrides.email, inWords);
  const inValues = file.success ? problemsBetween(file.data, detections, now) : problemsOf(file.error.issues, keysAt);
  const problems = [
    ...toLines(yaml.problems.length > 0 ? yaml.problems : inValues, yaml, fileName),
    ...problemsOf(email.error?.issues ?? [], () => []).map(({ text }) => `-c email: ${text}`),
  ];
  if (problems.length > 0 || !file.success || !email.success) return { ok: false, problems };
  const { data } = file;
  const slack = data.slack.map((channel) => ({ name: channel.channelId, minSeverity: data.minSeverity, ...channel }));
  const warnings = data.exceptions.flatMap((exception, index) =>
    endOf(exception) > now
      ? []
      : `${fileName}: exceptions[${index}]: expired on ${exception.expires}, holds no more: renew or delete it (${exception.owner}: ${exception.reason})`,
  );
  return { ok: true, config: { ...data, slack, email: [...new Set(email.data ?? data.email)] }, warnings };
}

/** In the order of the file's lines. */
function toLines(problems: readonly Problem[], { lineOf }: YamlFile, fileName: string): string[] {
  return problems
    .map(({ path = [], line = lineOf(path), text }) => ({ path: pathInWords(path), line, text }))
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
    .map(({ path, line, text }) => [line === undefined ? fileName : `${fileName}:${line}`, path, text])
    .map((parts) => parts.filter((part) => part !== '').join(': '));
}

/** What no single value shows. */
function problemsBetween(
  file: z.infer<typeof fileSchema>,
  detections: readonly Configurable[],
  now: number,
): Problem[] {
  return [
    ...file.exceptions.flatMap((exception, index) =>
      problemsInException(exception, ['exceptions', index], detections, now),
    ),
    ...sameNames(file.slack.map(({ name, channelId }) => name ?? channelId)),
    ...Object.entries(file.detections).flatMap(([id, settings]) => problemsInSettings(id, settings, detections)),
  ];
}

function problemsInException(
  exception: Exception,
  path: Path,
  detections: readonly Configurable[],
  now: number,
): Problem[] {
  const ids = detections.map(({ id }) => id);
  const problem = problemWith(exception, now);
  const unknown = exception.detection !== undefined && !ids.includes(exception.detection);
  return [
    ...(problem === undefined ? [] : [{ path, text: problem }]),
    ...(unknown ? [unknownKey([...path, 'detection'], exception.detection ?? '', ids)] : []),
  ];
}

function keysAt(path: Path): string[] {
  if (path[0] === 'exceptions') return Object.keys(exceptionSchema.shape);
  return Object.keys(path[0] === 'slack' ? slackSchema.shape : fileSchema.shape);
}

function sameNames(names: readonly string[]): Problem[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ path: ['slack', index], text: `expected another name than "${name}", which a channel above has` }],
  );
}

/** A detection's settings all have defaults, which is how their names are known. */
function problemsInSettings(id: string, settings: object, detections: readonly Configurable[]): Problem[] {
  const detection = detections.find((candidate) => candidate.id === id);
  if (detection === undefined)
    return [
      unknownKey(
        ['detections'],
        id,
        detections.map((candidate) => candidate.id),
      ),
    ];
  const path = ['detections', id];
  const own = Object.keys(z.record(z.string(), z.unknown()).parse(detection.settings.parse({})));
  const known = [...own, ...Object.keys(commonSettings.shape)];
  const unknown = Object.keys(settings).filter((key) => !known.includes(key));
  const issues = [detection.settings, commonSettings].flatMap(
    (schema) => schema.safeParse(settings, inWords).error?.issues ?? [],
  );
  return [
    ...unknown.map((key) => unknownKey(path, key, known)),
    ...problemsOf(
      issues.filter(({ code }) => code !== 'unrecognized_keys'),
      () => known,
      path,
    ),
  ];
}
