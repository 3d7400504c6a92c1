import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudTrailHistory } from '../../lambda/adapters/event-history-cloudtrail';
import { reasonOf } from '../../lambda/adapters/reason';
import type { Problem } from '../../lambda/adapters/trail-files/trail-files';
import type { Config } from '../../lambda/config/config';
import { homeRegion, signInRegions, type Partition } from '../../lambda/events/partition';
import type { Detection } from '../../lambda/detections/detection';
import { RegionClosed, type Span } from '../../lambda/engine/reconciliation/event-history';
import { namesBySource, tooMany } from '../../lambda/engine/reconciliation/swept-names';
import { isoTime } from '../../lambda/events/trail-event';
import { day } from '../../lambda/time';
import { enabledRegions } from '../deployment/enabled-regions';
import { callError } from '../deployment/aws-error';
import { inputs, type Inputs } from '../reading/inputs';
import type { Progress } from '../reading/read-trail';
import type { Terminal } from '../terminal/terminal';
import { UsageError } from '../usage-error';
import type { CacheFolder } from './cache-folder';
import { HistoryCache } from './history-cache';
import { LiveRegion } from './live-region';

/** Days that CloudTrail remembers by itself (user guide, event history). */
const mostDays = 90;

export interface LiveParts {
  detections: readonly Detection[];
  span: Span;
  /** Empty: those with sign-ins, and those of the configuration. */
  regions: readonly string[];
  configured: Config['regions'];
  partition: Partition;
  cache: CacheFolder;
  progress: Progress;
}

/** @param asked such as `90d`. @throws UsageError */
export function liveSpan(asked: string, now: number): Span {
  const [, days] = /^(\d{1,2})d$/.exec(asked) ?? [];
  if (days === undefined || Number(days) < 1 || Number(days) > mostDays)
    throw new UsageError(
      `--live "${asked}": expected a number of days such as 90d, which is as far as CloudTrail's event history goes back`,
    );
  return { from: now - Number(days) * day, to: now };
}

/** Asks CloudTrail's event history, which every account has, for all that the detections watch. @throws UsageError */
export async function fromHistory(
  parts: LiveParts,
  { clock = Date.now, sleep = pause }: Pick<Terminal, 'clock' | 'sleep'>,
): Promise<Inputs> {
  const { partition } = parts;
  const account = await ownAccount(homeRegion(partition));
  const history = new CloudTrailHistory(clientOf, clock, sleep, Math.random);
  const regions = (await regionsOf(parts)).map((region) => ({
    region,
    bySource: namesBySource(parts.detections, region === homeRegion(partition)),
    cache: new HistoryCache(join(parts.cache.path, 'history', account, region), account, region),
  }));
  const namesOf = ({ bySource }: (typeof regions)[number]): Set<string> =>
    new Set([...bySource.values()].flatMap((names) => [...names]));
  const total = regions.reduce((sum, region) => sum + namesOf(region).size, 0);
  let done = 0;
  const progress = (): void => {
    parts.progress('asking the event history', (done += 1), total);
  };
  parts.progress('asking the event history', 0, total);
  const problems: Problem[] = [];
  const closed: string[] = [];
  await Promise.all(
    regions.map(async ({ region, ...rest }) => {
      try {
        await new LiveRegion({ region, history, progress, ...rest }).refresh(parts.span);
      } catch (error) {
        if (error instanceof RegionClosed && error.reason === 'not-enabled') closed.push(region);
        else problems.push({ file: `event history of ${region}`, at: '', what: explained(error) });
      }
    }),
  );
  return inputs({
    files: regions.flatMap((one) => one.cache.files(namesOf(one))),
    problems,
    notes: [
      `The event history of account ${account} was asked in ${regions.map(({ region }) => region).join(', ')}, from ${isoTime(parts.span.from)} to ${isoTime(parts.span.to)}. ` +
        `Not asked for: ${tooMany}, of which there are too many; a trail's files have it.`,
      ...(closed.length === 0 ? [] : [`Not enabled in this account, so not asked: ${closed.join(', ')}.`]),
    ],
  });
}

function explained(error: unknown): string {
  const message = reasonOf(error);
  if (error instanceof RegionClosed) return `${message}; expected credentials that may call cloudtrail:LookupEvents`;
  return `not read to its end: ${message}; what was read is kept: run this again`;
}

async function regionsOf({ regions, configured, partition }: LiveParts): Promise<readonly string[]> {
  if (regions.length > 0) return regions;
  const signIn = signInRegions(partition);
  if (configured === 'sign-in') return signIn;
  if (configured !== 'all-enabled') return [...new Set([...signIn, ...configured])];
  try {
    return await enabledRegions(homeRegion(partition));
  } catch (error) {
    throw callError(error, {
      failure: '--live with regions: all-enabled: AWS does not say which are enabled',
      actions: 'account:ListRegions, or --region',
      target: 'an AWS account',
    });
  }
}

async function ownAccount(region: string): Promise<string> {
  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  try {
    const { Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
    if (Account === undefined) throw new Error('AWS does not say which account it is');
    return Account;
  } catch (error) {
    throw callError(error, {
      failure: '--live: the account cannot be asked for its events',
      actions: 'cloudtrail:LookupEvents',
      target: 'an AWS account',
    });
  }
}

/** Repeats nothing by itself: the history keeps to CloudTrail's rate. */
async function clientOf(region: string) {
  const { CloudTrailClient } = await import('@aws-sdk/client-cloudtrail');
  return new CloudTrailClient({
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000 },
  });
}
