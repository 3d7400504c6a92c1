import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endpoint } from './aws';
import { account } from './emulator';

/** As a person runs it, on the laptop. @returns what it prints on stdout. @throws unless it exits with 0. */
export async function commandLine(...args: string[]): Promise<string> {
  const program = join(__dirname, '../../bin/mfa-watch.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], {
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: account,
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'eu-central-1',
    },
  });
  return stdout;
}
