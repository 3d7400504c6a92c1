import { printable, shorten } from '../../lambda/alerts/plain';
import type { SnapshotFiles } from '../../lambda/adapters/snapshot/snapshot-files';
import { rank, type Severity } from '../../lambda/detections/severity';
import { homeRegion } from '../../lambda/events/partition';
import { checks } from '../../lambda/posture';
import { type Posture, posture } from '../../lambda/posture/posture';
import type { Snapshot } from '../../lambda/posture/snapshot';
import { configOf } from '../configuration';
import { partitionHere } from '../partition';
import { formatNamed, openOutput } from '../terminal/output';
import { UsageError } from '../usage-error';
import { pageOf, type Terminal, write } from '../terminal/terminal';
import { format, postureFormats, type PostureFormat } from './format';
import { isOffline, mustBeThere, snapshotOf, sourcesOf } from './gather';
import { blindLines, foundLine, simulationLines } from './summary';

export interface PostureOptions extends SnapshotFiles {
  format?: PostureFormat;
  output?: string;
  force?: boolean;
  config?: string;
  failOn: Severity | 'never';
  /** Whether IAM's own simulator is asked, too. */
  simulate?: boolean;
}

/** Places that could not be read, on a terminal. */
const mostNamed = 20;

/** @returns the exit code: 0, 1 (exposures) or 3 (some input could not be read). */
export async function runPosture(options: PostureOptions, terminal: Terminal): Promise<number> {
  mustBeThere(options);
  const { config } = configOf(options.config);
  const region = homeRegion(partitionHere(config, terminal.env));
  if (options.simulate === true && isOffline(options))
    throw new UsageError(
      '--simulate asks the account of the credentials, and files may be of another: leave the files out',
    );
  const asked = options.format ?? formatNamed(options.output, postureFormats);
  if (options.force === true && options.output === undefined)
    throw new UsageError('--force replaces what --output names, and that was not given');
  const output = options.output === undefined ? undefined : await openOutput(options.output, options.force === true);
  try {
    const at = Date.now();
    const snapshot = await snapshotOf(options, region);
    const judged = posture(checks, snapshot, at, config.posture);
    const result = options.simulate === true ? await simulated(judged, snapshot, region, terminal) : judged;
    const toTerminal = output === undefined && terminal.stdout.isTTY === true;
    const page = output === undefined ? pageOf(terminal) : { ...pageOf(terminal), color: false };
    const told = { posture: result, at, sources: sourcesOf(options) };
    const text = await format(asked ?? (toTerminal ? 'table' : 'json'), told, page);
    await (output === undefined ? write(terminal.stdout, text) : output.write(text));
    const lines = [foundLine(result), ...simulationLines(result), ...blindLines(result, mostNamed)].map(
      (line) => `${printable(shorten(line, 400))}\n`,
    );
    await write(terminal.stderr, lines.join(''));
    return exitCode(result, options.failOn);
  } finally {
    await output?.discard();
  }
}

async function simulated(
  judged: Posture,
  { users = [] }: Snapshot,
  region: string,
  terminal: Terminal,
): Promise<Posture> {
  const { withSimulation } = await import('./simulate');
  return withSimulation(judged, users, region, terminal);
}

function exitCode({ exposures, unread }: Posture, failOn: PostureOptions['failOn']): number {
  if (unread.length > 0) return 3;
  return failOn !== 'never' && exposures.some(({ severity }) => rank(severity) >= rank(failOn)) ? 1 : 0;
}
