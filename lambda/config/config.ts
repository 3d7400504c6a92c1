import * as z from 'zod/mini';
import { rank, type Severity } from '../detections/severity';
import { problemsBetween, type Configurable } from './checks';
import type { Channel, WrittenDestination, WrittenOverride } from './destinations';
import { endOf, isOfWholeAccount, neverExcepted } from './exceptions';
import { fileSchema, keysAt, type WrittenFile } from './schema';
import { addresses } from './values';
import { inWords, pathInWords, problemsOf } from './wording';
import type { Problem } from './problem';
import type { YamlFile } from './yaml';

export interface SlackChannel extends Channel {
  /** Names the topic, which remembers what was sent under that name. */
  name: string;
  minSeverity: Severity;
}

/** Other destinations for alerts of some accounts; the first override that fits an account counts. */
export interface Override extends WrittenOverride {
  /** Absent: those of everybody else. */
  slack?: SlackChannel[] | undefined;
  minSeverity: Severity;
}

/** A destination beside all that; each one that fits is told. */
export interface Destination extends WrittenDestination {
  minSeverity: Severity;
}

/** What the file says, with what holds where it says nothing. */
export interface Config extends WrittenFile {
  slack: SlackChannel[];
  overrides: Override[];
  destinations: Destination[];
  escalateAfterMinutes: number;
}

/** Each problem is one line: where, what was expected, what is there. */
export type ConfigResult =
  /** Each warning is one line too, of something that holds no more or does nothing. */
  { ok: true; config: Config; warnings: string[] } | { ok: false; problems: string[] };

/** What the command line says; it goes before the file. */
export interface CommandLine {
  email?: unknown;
}

/**
 * @param yaml or what else says the same; without a line for its parts, if it has none.
 * @param fileName how the problems call it.
 * @param now milliseconds since the epoch: exceptions expire.
 */
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
  const warnings = toLines(warningsOf(data, now), yaml, fileName);
  return { ok: true, config: { ...completed(data), email: email.data ?? data.email }, warnings };
}

function completed(file: WrittenFile): Config {
  const { minSeverity: least, slack, overrides, destinations, escalateAfterMinutes = 30 } = file;
  return {
    ...file,
    slack: named(slack, least),
    overrides: overrides.map(({ minSeverity = least, ...override }) => ({
      ...override,
      minSeverity,
      slack: override.slack && named(override.slack, minSeverity),
    })),
    destinations: destinations.map(({ minSeverity, ...destination }) => ({
      ...destination,
      minSeverity: minSeverity ?? (destination.when === 'unanswered' && rank(least) < rank('high') ? 'high' : least),
    })),
    escalateAfterMinutes,
  };
}

function named(channels: WrittenFile['slack'], minSeverity: Severity): SlackChannel[] {
  return channels.map((channel) => ({ name: channel.channelId, minSeverity, ...channel }));
}

function warningsOf(file: WrittenFile, now: number): Problem[] {
  const { exceptions, escalateAfterMinutes, destinations, detections, organization } = file;
  const expired = exceptions.flatMap((exception, index) => {
    const { expires, owner, reason } = exception;
    if (endOf(exception) > now) return [];
    const text = `expired on ${expires}, holds no more: renew or delete it (${owner}: ${reason})`;
    return [{ path: ['exceptions', index], text }];
  });
  const ofEverything = exceptions.flatMap((exception, index) => {
    if (organization !== undefined || !isOfWholeAccount(exception) || endOf(exception) <= now) return [];
    const text =
      'without organization, where mfa-watch sees its own account alone, this excepts everything: say what is expected';
    return [{ path: ['exceptions', index], text }];
  });
  // Nobody may except them one by one, and somebody has turned them off altogether.
  const off = neverExcepted
    .filter((id) => detections[id]?.['enabled'] === false)
    .map((id) => ({ path: ['detections', id, 'enabled'], text: 'nobody is told of this any more, whoever does it' }));
  const isToNobody = escalateAfterMinutes !== undefined && destinations.every(({ when }) => when === undefined);
  const text = 'nobody is told then: give one of destinations "when: unanswered"';
  return [...expired, ...ofEverything, ...off, ...(isToNobody ? [{ path: ['escalateAfterMinutes'], text }] : [])];
}

/** In the order of the file's lines. */
function toLines(problems: readonly Problem[], { lineOf }: YamlFile, fileName: string): string[] {
  return problems
    .map(({ path = [], line = lineOf(path), text }) => ({ path: pathInWords(path), line, text }))
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
    .map(({ path, line, text }) => [line === undefined ? fileName : `${fileName}:${line}`, path, text])
    .map((parts) => parts.filter((part) => part !== '').join(': '));
}
