import { afterAll, expect, test } from '@jest/globals';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { enableMfaDevice } from '../../lambda/events/samples';
import { alertsOf, mfaWatch } from '../cli/captured-terminal';
import { trail } from '../cli/folder';
import { clientIn, endpoint } from './aws';
import { account } from './emulator';

const s3 = new S3Client({ ...clientIn('us-east-1'), forcePathStyle: true });
const Bucket = 'organization-trail';
const cache = mkdtempSync(join(tmpdir(), 'mfa-watch-e2e-'));
afterAll(() => {
  rmSync(cache, { recursive: true });
});

/** The program takes its credentials and endpoint from the environment. */
async function replay(...options: string[]) {
  const before = { ...process.env };
  Object.assign(process.env, { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: account, AWS_SECRET_ACCESS_KEY: 'test' });
  try {
    return await mfaWatch(['replay', `s3://${Bucket}/logs`, '--cache', cache, ...options], { env: process.env });
  } finally {
    process.env = before;
  }
}

test('replay reads an organization’s trail out of a bucket, what is wanted of it, and fetches nothing twice', async () => {
  await s3.send(new CreateBucketCommand({ Bucket }));
  const attack = enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', minute: 16 });
  const files = ['us-east-1/2026/11/20', 'us-east-1/2026/11/11', 'eu-north-1/2026/11/20', 'us-east-1/2026/10/20'];
  for (const file of files) {
    const Key = `logs/AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail/${file}/x.json.gz`;
    const Body = file === files[0] ? gzipSync(trail(attack)) : Buffer.from('unreadable');
    await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  }
  const wanted = ['--since', '2026-11-20', '--region', 'us-east-1'];
  const ran = await replay(...wanted);
  expect(alertsOf(ran)).toMatchObject([{ detection: 'mfa-device-added-without-mfa' }]);
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain('in 1 record of 1 file');
  expect(ran.stderr).toContain('nothing wanted is in them: 3 folders.');
  expect((await replay(...wanted)).stdout).toBe(ran.stdout);
  expect((await replay()).stderr).toContain('Could not be read: 3 places; all else was evaluated.');
});
