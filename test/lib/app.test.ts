import { describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { context as flags } from '../../cdk.json';

const root = join(__dirname, '..', '..');

/** What the CDK command line does to synthesise, but for bundling. */
function synthesise(context: Record<string, string>, environment: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'mfa-watch-app-'));
  const env = {
    PATH: process.env['PATH'],
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify({ ...flags, 'aws:cdk:bundling-stacks': [], ...context }),
    ...environment,
  };
  return new Promise<{ folder: string; failed: boolean; stderr: string }>((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', 'bin/app.ts'], { cwd: root, env }, (error, _, stderr) => {
      resolve({ folder, failed: error !== null, stderr });
    });
  });
}

function environmentOf(folder: string): unknown {
  const { artifacts } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, { environment?: string }>;
  };
  return artifacts['mfa-watch']?.environment;
}

function configFile(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'mfa-watch-config-')), 'mfa-watch.yaml');
  writeFileSync(file, text);
  return file;
}

describe('the app', () => {
  test('goes to the home region of its partition, whatever region of that the shell is set to', async () => {
    const china = configFile('partition: aws-cn');
    const [ireland, government, file] = await Promise.all([
      synthesise({}, { CDK_DEFAULT_REGION: 'eu-west-1', CDK_DEFAULT_ACCOUNT: '111122223333' }),
      synthesise({}, { CDK_DEFAULT_REGION: 'us-gov-east-1' }),
      synthesise({ config: china }, { CDK_DEFAULT_REGION: 'eu-west-1' }),
    ]);
    expect(environmentOf(ireland.folder)).toBe('aws://111122223333/us-east-1');
    expect(environmentOf(government.folder)).toBe('aws://unknown-account/us-gov-west-1');
    expect(environmentOf(file.folder)).toBe('aws://unknown-account/cn-north-1');
  }, 60_000);

  test('says what is wrong with the settings in lines, not in a stack trace', async () => {
    const { failed, stderr } = await synthesise({ email: 'nobody', config: join(root, 'mfa-watch.yaml') });
    expect(failed).toBe(true);
    expect(stderr).toBe('-c email: expected an e-mail address such as security@example.com, got "nobody"\n');
  }, 60_000);

  test('stops at what looks misspelt on the command line, and passes over what may be meant for another app', async () => {
    const file = configFile('email: jane@example.com');
    const [misspelt, foreign] = await Promise.all([
      synthesise({ emial: 'jane@example.com', config: file }),
      synthesise({ acktags: 'on', config: file }),
    ]);
    const expected = 'expected config, email, memberOf; all else is set in mfa-watch.yaml\n';
    expect([misspelt.failed, misspelt.stderr]).toEqual([
      true,
      `-c emial is not known (did you mean "email"?): ${expected}`,
    ]);
    expect([foreign.failed, foreign.stderr]).toEqual([
      false,
      expect.stringContaining(`-c acktags is passed over: ${expected}`),
    ]);
  }, 60_000);

  test('that shall cover every enabled region says what to do when AWS cannot be asked for them', async () => {
    const nobody = {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const { failed, stderr } = await synthesise({ config: configFile('regions: all-enabled') }, nobody);
    expect(failed).toBe(true);
    expect(stderr).toMatch(/^regions: all-enabled: AWS could not be asked .*; log in to AWS, or list the regions/m);
  }, 60_000);

  test('that shall cover every enabled region asks whose credentials it has, where it knows whereto it goes', async () => {
    const nobody = {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DEFAULT_ACCOUNT: '111122223333',
    };
    const { failed, stderr } = await synthesise({ config: configFile('regions: all-enabled') }, nobody);
    expect(failed).toBe(true);
    expect(stderr).toMatch(/^regions: all-enabled: AWS could not be asked whose .* \(sts:GetCallerIdentity\)/m);
  }, 60_000);
});
