import { isTrailName, type Problem, type Reach } from '../../lambda/adapters/trail-files/trail-files';
import { callError, said } from '../deployment/aws-error';
import type { NotOpened } from '../reading/inputs';
import { inParallel } from './in-parallel';
import type { Bucket, S3Object } from './s3-bucket';
import type { Places } from './places';
import { meansLake, reachOf, type Wanted } from './trail-path';

export interface Listing {
  /** Sorted by key. */
  objects: S3Object[];
  foreign: number;
  notOpened: NotOpened;
  problems: Problem[];
  /** How many were made; S3 has its price for them. */
  requests: number;
}

const atOnce = 16;

/**
 * Goes down folder by folder, so that those outside of what is wanted are not listed; from where everything is wanted it
 * lists a thousand objects a request.
 *
 * @param places is told of each key, wanted or not.
 * @throws UsageError if not even the beginning can be listed.
 */
export async function listTrail(bucket: Bucket, prefix: string, wanted: Wanted, places: Places): Promise<Listing> {
  const listing: Listing = {
    objects: [],
    foreign: 0,
    notOpened: { files: 0, folders: 0 },
    problems: [],
    requests: 0,
  };
  const reached = (key: string): Reach => {
    const reach = reachOf(key, wanted, meansLake(prefix));
    places.note(key, reach);
    return reach;
  };
  const queue: { folder: string; isDeep: boolean }[] = [];
  const enter = (folder: string): void => {
    const reach = reached(folder);
    if (reach === 'outside') listing.notOpened.folders += 1;
    else queue.push({ folder, isDeep: reach === 'inside' });
  };
  const take = (object: S3Object): void => {
    if (object.key.endsWith('/')) return;
    if (!isTrailName(object.key)) {
      listing.foreign += 1;
      return;
    }
    if (reached(object.key) === 'outside') listing.notOpened.files += 1;
    else listing.objects.push(object);
  };
  const look = async (folder: string, isDeep: boolean): Promise<void> => {
    for await (const { folders, objects } of bucket.list(folder, isDeep)) {
      listing.requests += 1;
      folders.forEach(enter);
      objects.forEach(take);
    }
  };
  await look(prefix, false).catch((error: unknown) => {
    throw callError(error, {
      failure: `s3://${bucket.name} cannot be listed`,
      actions: 's3:ListBucket and s3:GetObject (and kms:Decrypt for objects encrypted with a KMS key)',
      target: 'a bucket of that name',
    });
  });
  await inParallel(atOnce, queue, ({ folder, isDeep }) =>
    look(folder, isDeep).catch((error: unknown) => {
      const what = `cannot be listed: ${said(error)}; expected credentials that may call s3:ListBucket`;
      listing.problems.push({ file: `s3://${bucket.name}/${folder}`, at: '', what });
    }),
  );
  listing.objects.sort((a, b) => Number(a.key > b.key) - Number(a.key < b.key));
  return listing;
}
