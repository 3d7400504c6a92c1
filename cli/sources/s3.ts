import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suffixes } from '../../lambda/adapters/trail-files/trail-files';
import { homeRegion, type Partition, partitionOf } from '../../lambda/events/partition';
import { shellRegion } from '../partition';
import { inputs, type Input, type Inputs } from '../reading/inputs';
import type { Terminal } from '../terminal/terminal';
import { type CacheFolder, makeFolder } from './cache-folder';
import { consent } from './consent';
import type { Places } from './places';
import { s3Address } from './s3-address';
import { openBucket, type Bucket, type S3Object } from './s3-bucket';
import { listTrail } from './s3-listing';
import { noticeable, priceOf } from './s3-price';
import type { Wanted } from './trail-path';

export interface S3Options {
  isPaidByUs: boolean;
  /** Nobody need be asked. */
  isAgreed: boolean;
  cache: CacheFolder;
  /** Is told of each key, wanted or not. */
  places: Places;
  partition: Partition;
}

/**
 * What lies in a bucket, fetched when it is read. What was fetched stays in the cache, so that a run that was interrupted
 * goes on where it ended.
 *
 * @param address `s3://bucket/prefix`.
 * @throws UsageError
 */
export async function fromS3(address: string, wanted: Wanted, options: S3Options, terminal: Terminal): Promise<Inputs> {
  const { name, prefix } = s3Address(address);
  const shell = shellRegion(terminal.env);
  const isThere = shell !== undefined && partitionOf(shell) === options.partition;
  const usual = isThere ? shell : homeRegion(options.partition);
  const bucket = await openBucket(name, options.isPaidByUs, usual);
  const { objects, requests, ...found } = await listTrail(bucket, prefix, wanted, options.places);
  const elsewhere = objects.map((object) => input(bucket, object, options.cache));
  const missing = elsewhere.filter(({ isHere }) => !isHere);
  const bytes = missing.reduce((sum, { size }) => sum + size, 0);
  if (bytes > noticeable && !options.isAgreed)
    await consent(`${address}: ${priceOf(missing.length, bytes, requests, bucket.region)}`, terminal);
  const { files, folders } = found.notOpened;
  if (objects.length + files + folders === 0 && found.problems.length === 0)
    found.problems.push({ file: address, at: '', what: `not one trail file there, expected ${suffixes}` });
  return inputs({ ...found, elsewhere });
}

function input(bucket: Bucket, object: S3Object, cache: CacheFolder): Input & { size: number; isHere: boolean } {
  const path = pathOf(bucket, object, cache);
  const isHere = existsSync(path);
  return {
    name: `s3://${bucket.name}/${object.key}`,
    size: object.size,
    isHere,
    bring: async () => {
      makeFolder(dirname(path));
      if (!isHere) await bucket.fetch(object, path);
      return path;
    },
    ...(!cache.isKept && {
      release: () => {
        rmSync(path, { force: true });
      },
    }),
  };
}

/** Keys may be longer than names of files, or lead out of the folder: a hash does neither. */
function pathOf({ name }: Bucket, { key, etag }: S3Object, { path }: CacheFolder): string {
  const hash = createHash('sha256').update(`${key}\n${etag}`).digest('hex');
  return join(path, 's3', name, hash.slice(0, 2), hash.slice(2));
}
