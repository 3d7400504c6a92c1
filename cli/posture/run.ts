import { printable, shorten } from '../../lambda/alerts/plain';
import { type SnapshotFiles, snapshotOfFiles } from '../../lambda/adapters/snapshot-files';
import { snapshotActions, snapshotOfIam } from '../../lambda/adapters/snapshot-iam';
import { homeRegion, partitionOf } from '../../lambda/config/partition';
import { rank, type Severity } from '../../lambda/detections/severity';
import { checks } from '../../lambda/posture';
import { type Posture, posture } from '../../lambda/posture/posture';
import { partNames, type Snapshot } from '../../lambda/posture/snapshot';
import { callError } from '../aws-error';
import { mustExist } from '../must-exist';
import { openOutput } from '../output';
import { pageOf, type Terminal, write } from '../terminal';
import { format, type PostureFormat, type Source } from './format';
import { blindLines, foundLine } from './summary';

export interface PostureOptions extends SnapshotFiles {
  format?: PostureFormat;
  output?: string;
  force?: boolean;
  failOn: Severity | 'never';
}

/** Places that could not be read, on a terminal. */
const mostNamed = 20;

/** @returns the exit code: 0, 1 (exposures) or 3 (some input could not be read). */
export async function runPosture(options: PostureOptions, terminal: Terminal): Promise<number> {
  await mustBeThere(options);
  const output = options.output === undefined ? undefined : await openOutput(options.output, options.force === true);
  try {
    const at = Date.now();
    const result = posture(checks, await snapshotOf(options, terminal), at);
    const toTerminal = output === undefined && terminal.stdout.isTTY === true;
    const page = output === undefined ? pageOf(terminal) : { ...pageOf(terminal), color: false };
    const told = { posture: result, at, sources: sourcesOf(options) };
    const text = await format(options.format ?? (toTerminal ? 'table' : 'json'), told, page);
    await (output === undefined ? write(terminal.stdout, text) : output.write(text));
    const lines = [foundLine(result), ...blindLines(result, mostNamed)].map(
      (line) => `${printable(shorten(line, 400))}\n`,
    );
    await write(terminal.stderr, lines.join(''));
    return exitCode(result, options.failOn);
  } finally {
    await output?.discard();
  }
}

function filesOf({ authorizationDetails, credentialReport, virtualDevices }: SnapshotFiles) {
  return [
    { part: partNames.users, file: authorizationDetails },
    { part: partNames.credentials, file: credentialReport },
    { part: partNames.virtualDevices, file: virtualDevices },
  ];
}

function isOffline(options: SnapshotFiles): boolean {
  return filesOf(options).some(({ file }) => file !== undefined);
}

async function mustBeThere(options: SnapshotFiles): Promise<void> {
  for (const { file } of filesOf(options))
    if (file !== undefined) await mustExist(file, 'a file that `mfa-watch posture --help` tells how to save');
}

function sourcesOf(options: SnapshotFiles): Source[] {
  const otherwise = isOffline(options) ? 'not given' : 'asked of IAM';
  return filesOf(options).map(({ part, file }) => ({ part, from: file ?? otherwise }));
}

async function snapshotOf(options: PostureOptions, { env }: Terminal): Promise<Snapshot> {
  if (isOffline(options)) return snapshotOfFiles(options);
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
