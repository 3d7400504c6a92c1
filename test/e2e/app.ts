import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { emulateAll } from './emulated';

/**
 * Stands in for `bin/app.ts` (CDK_APP), so that commands can be run as they are written in README: the same app, with
 * these tests' configuration and without what the emulator does not know.
 */
const { CDK_CONTEXT_JSON = '{}', CDK_OUTDIR = 'cdk.out' } = process.env;
const context = { ...(JSON.parse(CDK_CONTEXT_JSON) as object), config: 'test/e2e/mfa-watch.yaml' };
const { status } = spawnSync(process.execPath, ['--import', 'tsx', join('bin', 'app.ts')], {
  env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(context) },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
if (status === 0) emulateAll(CDK_OUTDIR);
