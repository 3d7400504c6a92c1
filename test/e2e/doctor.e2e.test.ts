import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { account } from './emulator';
import { endpoint } from './aws';

const root = join(__dirname, '../..');
const linesSchema = z.array(z.object({ what: z.string(), state: z.enum(['ok', 'bad', 'unknown']), found: z.string() }));

/** The emulator takes an access key of 12 digits for the account that it belongs to. */
const env = {
  PATH: process.env['PATH'],
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: account,
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
};

function doctor(): Promise<z.infer<typeof linesSchema>> {
  const args = ['bin/mfa-watch.mjs', 'doctor', '--format', 'json', '--config', 'test/e2e/mfa-watch.yaml'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: root, env }, (_, stdout, stderr) => {
      if (stdout === '') reject(new Error(stderr));
      else resolve(linesSchema.parse(JSON.parse(stdout)));
    });
  });
}

test('what was deployed a moment ago is found in order, in every region', async () => {
  const lines = await doctor();
  const of = (what: string) => lines.filter((line) => line.what.startsWith(what));
  for (const what of ['stack', 'rules', 'memory', 'version'])
    expect([what, ...of(what).filter(({ state }) => state !== 'ok')]).toEqual([what]);
  expect(of('rules').map(({ what }) => what)).toEqual([
    'rules us-east-1',
    'rules us-east-2',
    'rules eu-north-1',
    'rules ap-southeast-2',
  ]);
  // Nobody has made a trail there.
  expect(of('trail')).toMatchObject([{ state: 'bad', found: 'there is none' }]);
});
