import { createWriteStream, renameSync, rmSync } from 'node:fs';
import type * as S3 from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod/mini';
import { nameOf } from '../../lambda/adapters/reason';
import { said } from '../deployment/aws-error';

export interface S3Object {
  key: string;
  /** Changes with the content. */
  etag: string;
  /** Bytes. */
  size: number;
}

export interface Page {
  /** Folders, each ending with a slash. */
  folders: string[];
  objects: S3Object[];
}

export interface Bucket {
  name: string;
  region: string;
  /** @param isDeep whether what lies in its folders is listed instead of the folders. A page is one request. */
  list: (prefix: string, isDeep: boolean) => AsyncIterable<Page>;
  /** Writes the object there, whole or not at all. @throws with what a person needs to mend it. */
  fetch: (object: S3Object, path: string) => Promise<void>;
}

/** An object that breaks off on its way is asked for again. */
const tries = 3;

const foundRegion = z.object({ $response: z.object({ headers: z.record(z.string(), z.string()) }) });

/** @param isPaidByUs requester pays. @param usual the region that is asked where it is. */
export async function openBucket(name: string, isPaidByUs: boolean, usual: string): Promise<Bucket> {
  const sdk = await import('@aws-sdk/client-s3');
  const region = await regionOf(name, usual, sdk);
  const client = new sdk.S3Client({ region, maxAttempts: 5, followRegionRedirects: true });
  const paying = isPaidByUs ? { RequestPayer: 'requester' as const } : {};

  const list = async function* (Prefix: string, isDeep: boolean): AsyncGenerator<Page> {
    const question = { Bucket: name, Prefix, ...paying, ...(!isDeep && { Delimiter: '/' }) };
    for await (const page of sdk.paginateListObjectsV2({ client }, question))
      yield {
        folders: (page.CommonPrefixes ?? []).flatMap(({ Prefix: folder }) => folder ?? []),
        objects: (page.Contents ?? []).flatMap(({ Key, ETag = '', Size = 0 }) =>
          Key === undefined ? [] : [{ key: Key, etag: ETag, size: Size }],
        ),
      };
  };

  const fetchOnce = async ({ key, etag, size }: S3Object, path: string): Promise<void> => {
    const unchanged = etag === '' ? {} : { IfMatch: etag };
    const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: name, Key: key, ...unchanged, ...paying }));
    if (!(Body instanceof Readable)) throw new Error('S3 answered without content');
    const part = `${path}.${process.pid}.part`;
    try {
      const file = createWriteStream(part, { mode: 0o600 });
      await pipeline(Body, file);
      if (file.bytesWritten !== size) throw new Error(`${file.bytesWritten} bytes came, expected ${size}`);
      renameSync(part, path);
    } finally {
      rmSync(part, { force: true });
    }
  };

  return {
    name,
    region,
    list,
    fetch: async (object, path) => {
      for (let attempt = 1; ; attempt += 1)
        try {
          await fetchOnce(object, path);
          return;
        } catch (error) {
          // The client has tried again already where S3 answered with an error.
          if (attempt === tries || isAnswer(error)) throw new Error(explained(error), { cause: error });
        }
    },
  };
}

/** HeadBucket tells it even when it refuses the rest. */
async function regionOf(name: string, usual: string, sdk: typeof S3): Promise<string> {
  const client = new sdk.S3Client({ region: usual, followRegionRedirects: true });
  try {
    const { BucketRegion } = await client.send(new sdk.HeadBucketCommand({ Bucket: name }));
    return BucketRegion ?? usual;
  } catch (error) {
    const answer = foundRegion.safeParse(error);
    return (answer.success && answer.data.$response.headers['x-amz-bucket-region']) || usual;
  } finally {
    client.destroy();
  }
}

function isAnswer(error: unknown): boolean {
  return error instanceof Error && '$metadata' in error;
}

/** S3 says of an object that it may not decrypt for us that access is denied, as of any other. */
function explained(error: unknown): string {
  const name = nameOf(error);
  const message = said(error);
  if (/^KMS\.|kms:Decrypt|customer master key|ciphertext/i.test(`${name} ${message}`))
    return `encrypted with a KMS key, and these credentials may not use it: they lack kms:Decrypt, in their own policy or in the key's (${message})`;
  if (name.startsWith('AccessDenied'))
    return `access denied: these credentials lack s3:GetObject, or kms:Decrypt if it is encrypted with a KMS key; of a bucket that makes readers pay, --requester-pays (${message})`;
  if (name === 'InvalidObjectState') return `archived (Glacier): restore it first, then run this again (${message})`;
  if (name === 'PreconditionFailed') return 'it was replaced while we were reading: run this again';
  return `cannot be fetched: ${message}`;
}
