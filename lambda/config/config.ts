import * as z from 'zod/mini';
import type { Detection } from '../detections/detection';
import { severities, type Severity } from '../detections/severity';
import { account, organizationalUnit, organizationPattern } from './account';
import { endOf, exceptionSchema, namesAnybody, problemWith, type Exception } from './exceptions';
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

/** Other destinations for alerts of some accounts; the first override that fits an account counts. */
export interface Override {
  /** Names the topics, which remember what was sent under that name. */
  name: string;
  accounts: string[];
  /** Ids; an account is in a unit that is anywhere above it. */
  organizationalUnits: string[];
  /** Absent: those of everybody else. */
  email?: string[] | undefined;
  slack?: SlackChannel[] | undefined;
  minSeverity: Severity;
}

export interface Config {
  /** Absent: that of the shell's region. */
  partition?: Partition | undefined;
  /**
   * Regions whose events are forwarded home: `sign-in`, those that the global sign-in page uses; `all-enabled`, every one
   * that is enabled in the account; or these.
   */
  regions: (typeof regionSets)[number] | string[];
  /** Set where events and inventories of member accounts come in. */
  organization?: { id: string } | undefined;
  /** Names of accounts by id, for what AWS Organizations cannot be asked. */
  accounts: Record<string, string>;
  email: string[];
  slack: SlackChannel[];
  /** The least severity that is sent; what is below is in the daily digest. */
  minSeverity: Severity;
  overrides: Override[];
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
export interface CommandLine {
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
const regionSets = ['sign-in', 'all-enabled'] as const;
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

const slackChannels = z.array(slackSchema, 'expected a list of channels');

const overrideSchema = z.strictObject(
  {
    name: text(/^[A-Za-z0-9_-]{1,64}$/, 'expected 1 to 64 letters, digits, "-" or "_"'),
    accounts: z._default(z.array(account, 'expected a list of accounts in quotes'), []),
    organizationalUnits: z._default(z.array(organizationalUnit, 'expected a list of ids such as ou-ab12-34567890'), []),
    email: z.optional(addresses),
    slack: z.optional(slackChannels),
    minSeverity: z.optional(severity),
  },
  'expected name, accounts or organizationalUnits, and email, slack or minSeverity',
);

const regions = 'expected sign-in, all-enabled, or a list of regions such as [us-east-2, eu-north-1]';

const fileSchema = z.strictObject(
  {
    partition: z.optional(z.enum(partitions, `expected one of ${partitions.join(', ')}`)),
    regions: z._default(
      z.union(
        [z.enum(regionSets), z.array(text(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, 'expected a region such as eu-north-1'))],
        regions,
      ),
      'sign-in',
    ),
    organization: z.optional(
      z.strictObject(
        {
          id: text(
            new RegExp(`^${organizationPattern}$`),
            'expected the id of your organization, such as o-a1b2c3d4e5',
          ),
        },
        'expected "id: o-a1b2c3d4e5"',
      ),
    ),
    accounts: z._default(
      z.record(account, text(/./, 'expected a name'), 'expected accounts of 12 digits in quotes, each with its name'),
      {},
    ),
    email: z._default(addresses, []),
    slack: z._default(slackChannels, []),
    minSeverity: z._default(severity, 'medium'),
    overrides: z._default(z.array(overrideSchema, 'expected a list of overrides'), []),
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
  commandLine: CommandLine,
  detections: readonly Configurable[],
  now: number,
): ConfigResult {
  return checkConfig(readYaml(yamlText ?? ''), fileName, commandLine, detections, now);
}

/** The same for what does not come from a file; `fileName` then says where it does come from. */
export function checkConfig(
  yaml: YamlFile,
  fileName: string,
  commandLine: CommandLine,
  detections: readonly Configurable[],
  now: number,
): ConfigResult {
  const file = fileSchema.safeParse(yaml.value, inWords);
  const email = z.optional(addresses).safeParse(commandLine.email, inWords);
  const inValues = file.success ? problemsBetween(file.data, detections, now) : problemsOf(file.error.issues, keysAt);
  const problems = [
    ...toLines(yaml.problems.length > 0 ? yaml.problems : inValues, yaml, fileName),
    ...problemsOf(email.error?.issues ?? [], () => []).map(({ text }) => `-c email: ${text}`),
  ];
  if (problems.length > 0 || !file.success || !email.success) return { ok: false, problems };
  const { data } = file;
  const slack = named(data.slack, data.minSeverity);
  const overrides = data.overrides.map(({ minSeverity = data.minSeverity, ...override }) => ({
    ...override,
    minSeverity,
    slack: override.slack && named(override.slack, minSeverity),
  }));
  const warnings = data.exceptions.flatMap((exception, index) =>
    endOf(exception) > now
      ? []
      : `${fileName}: exceptions[${index}]: expired on ${exception.expires}, holds no more: renew or delete it (${exception.owner}: ${exception.reason})`,
  );
  const config = { ...data, slack, overrides, email: [...new Set(email.data ?? data.email)] };
  return { ok: true, config, warnings };
}

function named(channels: readonly z.infer<typeof slackSchema>[], minSeverity: Severity): SlackChannel[] {
  return channels.map((channel) => ({ name: channel.channelId, minSeverity, ...channel }));
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
      problemsInException(exception, ['exceptions', index], file, detections, now),
    ),
    ...sameNames(file.slack.map(nameOf), ['slack'], 'channel'),
    ...sameNames(
      file.overrides.map(({ name }) => name),
      ['overrides'],
      'override',
    ),
    ...file.overrides.flatMap((override, index) => problemsInOverride(override, ['overrides', index], file)),
    ...Object.entries(file.detections).flatMap(([id, settings]) => problemsInSettings(id, settings, detections)),
  ];
}

const noOrganization = 'expected an organization, as in "organization: { id: o-a1b2c3d4e5 }"';
const noAccount =
  'expected account, organizationalUnit, or an ARN as actor: any account of the organization may have somebody of this name';

function problemsInException(
  exception: Exception,
  path: Path,
  { organization }: z.infer<typeof fileSchema>,
  detections: readonly Configurable[],
  now: number,
): Problem[] {
  const ids = detections.map(({ id }) => id);
  const problem = problemWith(exception, now);
  const unknown = exception.detection !== undefined && !ids.includes(exception.detection);
  const isOfNobody = exception.organizationalUnit !== undefined && organization === undefined;
  return [
    ...(problem === undefined ? [] : [{ path, text: problem }]),
    ...(organization !== undefined && namesAnybody(exception) ? [{ path, text: noAccount }] : []),
    ...(isOfNobody ? [{ path: [...path, 'organizationalUnit'], text: noOrganization }] : []),
    ...(unknown ? [unknownKey([...path, 'detection'], exception.detection ?? '', ids)] : []),
  ];
}

type WrittenOverride = z.infer<typeof overrideSchema>;

function problemsInOverride(
  { accounts, organizationalUnits, email, slack, minSeverity }: WrittenOverride,
  path: Path,
  { organization }: z.infer<typeof fileSchema>,
): Problem[] {
  const problems = [
    accounts.length + organizationalUnits.length === 0 && 'expected accounts or organizationalUnits: it fits none',
    [email, slack, minSeverity].every((changed) => changed === undefined) &&
      'expected email, slack or minSeverity: it changes nothing',
    organization === undefined && noOrganization,
  ];
  return [
    ...problems.flatMap((text) => (text === false ? [] : [{ path, text }])),
    ...sameNames((slack ?? []).map(nameOf), [...path, 'slack'], 'channel'),
  ];
}

function nameOf({ name, channelId }: z.infer<typeof slackSchema>): string {
  return name ?? channelId;
}

function keysAt(path: Path): string[] {
  if (path[0] === 'exceptions') return Object.keys(exceptionSchema.shape);
  if (path[0] === 'organization') return ['id'];
  if (path.includes('slack')) return Object.keys(slackSchema.shape);
  return Object.keys(path[0] === 'overrides' ? overrideSchema.shape : fileSchema.shape);
}

function sameNames(names: readonly string[], path: Path, what: string): Problem[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ path: [...path, index], text: `expected another name than "${name}", which an earlier ${what} has` }],
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
