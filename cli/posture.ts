import { printable, shorten } from '../lambda/alerts/plain';
import { type SnapshotFiles, snapshotOfFiles } from '../lambda/adapters/snapshot-files';
import { snapshotActions, snapshotOfIam } from '../lambda/adapters/snapshot-iam';
import { homeRegion, partitionOf } from '../lambda/config/partition';
import { rank, severities, type Severity } from '../lambda/detections/severity';
import { checks } from '../lambda/posture';
import { type Posture, posture } from '../lambda/posture/posture';
import type { Snapshot } from '../lambda/posture/snapshot';
import { callError } from './aws-error';
import { postureJson } from './posture-json';
import { postureTable } from './posture-table';
import { mustExist } from './must-exist';
import { pageOf, type Terminal, write } from './terminal';

export interface PostureOptions extends SnapshotFiles {
  format?: 'table' | 'json';
  failOn: Severity | 'never';
}

/** @returns the exit code: 0, 1 (exposures) or 3 (some input could not be read, or was not given). */
export async function runPosture(options: PostureOptions, terminal: Terminal): Promise<number> {
  const now = Date.now();
  const result = posture(checks, await snapshotOf(options, terminal), now);
  const format = options.format ?? (terminal.stdout.isTTY === true ? 'table' : 'json');
  const text = format === 'json' ? postureJson(result, now) : postureTable(result.exposures, pageOf(terminal));
  await write(terminal.stdout, text);
  await write(terminal.stderr, summary(result));
  return exitCode(result, options.failOn);
}

async function snapshotOf(options: PostureOptions, { env }: Terminal): Promise<Snapshot> {
  const files = [options.authorizationDetails, options.credentialReport, options.virtualDevices];
  const given = files.filter((file) => file !== undefined);
  if (given.length > 0) {
    for (const file of given) await mustExist(file, 'a file that `mfa-watch posture --help` tells how to save');
    return snapshotOfFiles(options);
  }
  const region = homeRegion(partitionOf(env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION']));
  const { IAMClient } = await import('@aws-sdk/client-iam');
  try {
    return await snapshotOfIam(new IAMClient({ region, maxAttempts: 5 }));
  } catch (error) {
    throw callError(error, {
      failure: 'IAM cannot be asked',
      actions: snapshotActions.join(', '),
      target: 'an account that these credentials may read',
    });
  }
}

function exitCode({ exposures, unread }: Posture, failOn: PostureOptions['failOn']): number {
  if (unread.length > 0) return 3;
  return failOn !== 'never' && exposures.some(({ severity }) => rank(severity) >= rank(failOn)) ? 1 : 0;
}

const mostNamed = 20;

/** What was found and what was not looked at, so that silence can be told from blindness. */
function summary({ exposures, notLookedAt, unread }: Posture): string {
  const counts = severities
    .map((severity) => ({ severity, count: exposures.filter((one) => one.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .reverse()
    .map(({ severity, count }) => `${count} ${severity}`);
  const undecided = exposures.filter((one) => one.undecided === true).length;
  const bySeverity = counts.length === 0 ? '' : ` (${counts.join(', ')})`;
  const lines = [
    `${exposures.length} ${exposures.length === 1 ? 'exposure' : 'exposures'}${bySeverity}${undecided === 0 ? '' : `, ${undecided} of them not decided`}.`,
    ...notLookedAt.map(({ check, missing }) => `Not looked at: ${check}, for want of ${missing.join(' and ')}.`),
    ...(unread.length === 0
      ? []
      : [`Could not be read: ${unread.length} ${unread.length === 1 ? 'place' : 'places'}; all else was judged.`]),
    ...unread.slice(0, mostNamed).map(({ where, what }) => `  ${where}: ${shorten(what, 200)}`),
    ...(unread.length > mostNamed ? [`  and ${unread.length - mostNamed} more; --format json names all`] : []),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}
